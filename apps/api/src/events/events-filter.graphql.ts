import { optionalRowId } from '../global-id.ts';
import { builder } from '../graphql/builder.ts';
import { EventTypeRef } from './event-type.graphql.ts';
import { isEventType } from './event-types.ts';
import type { EventsFilter } from './events-filter.ts';

export const EventsFilterRef = builder.inputType('EventsFilter', {
  description: 'Only events for which all of this holds. An id that names nothing holds for none.',
  fields: (t) => ({
    types: t.field({ type: [EventTypeRef], description: 'Of one of these types; UNKNOWN holds for none.' }),
    postId: t.id({ description: 'About this post.' }),
    accountId: t.id({ description: 'About this account, or about one of its posts.' }),
    mediaAssetId: t.id({ description: 'About this file, which may be deleted.' }),
    userId: t.id({
      description: 'Done by this person, who may have left the team. Not together with `apiKeyId`.',
    }),
    apiKeyId: t.id({ description: 'Done by a program with this key, which may be revoked.' }),
    createdAtFrom: t.field({ type: 'DateTime', description: 'At this instant or later.' }),
    createdAtTo: t.field({ type: 'DateTime', description: 'Before this instant.' }),
  }),
});

/** The filter with row ids instead of global ids. */
export function eventsFilterOf(filter: typeof EventsFilterRef.$inferInput | null | undefined): EventsFilter {
  const { types, createdAtFrom, createdAtTo } = filter ?? {};
  return {
    types: types?.filter(isEventType),
    postId: optionalRowId('Post', filter?.postId),
    accountId: optionalRowId('Account', filter?.accountId),
    mediaAssetId: optionalRowId('MediaAsset', filter?.mediaAssetId),
    actorId: optionalRowId('User', filter?.userId) ?? optionalRowId('ApiKey', filter?.apiKeyId),
    from: createdAtFrom ?? undefined,
    to: createdAtTo ?? undefined,
  };
}
