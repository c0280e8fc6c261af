import { useNavigate } from '@remix-run/react';
import { useEffect, useState } from 'react';
import { fieldErrors } from '../../graphql/field-errors.ts';
import { type FragmentOf, graphql, readFragment } from '../../graphql/graphql.ts';
import { useAnnounce } from '../../lib/announce.ts';
import { HOUR_MS } from '../../lib/duration.ts';
import { splitLocalDateTime, toLocalDateTime } from '../../lib/local-time.ts';
import { isTimeZone } from '../../lib/time-zone.ts';
import { AccountSection, AccountSection_AccountFragment } from './account-section.tsx';
import { AudienceSection } from './audience-section.tsx';
import { CaptionSection } from './caption-section.tsx';
import {
  declarations,
  forAccount,
  publishBlockers,
  videoProblem,
  withoutUnavailableChoices,
} from './composer-rules.ts';
import { type Composition, isDraftable, PLACES } from './composition.ts';
import { DisclosureSection } from './disclosure-section.tsx';
import type { EditedPost } from './edited-post.ts';
import { MediaSection, MediaSection_MediaAssetFragment } from './media-section.tsx';
import { ModeSection } from './mode-section.tsx';
import { Preview } from './preview.tsx';
import { PublishSection, type When } from './publish-section.tsx';
import type { PlannedTime } from './publish-time.tsx';
import { useCreatorInfo } from './use-creator-info.ts';
import { type Submission, useSubmit } from './use-submit.ts';

export const Composer_AccountFragment = graphql(
  `
    fragment Composer_AccountFragment on Account {
      id
      scopes
      timeZone
      schedule {
        nextFreeSlots(first: 3) {
          at
          localTime
          timeZone
        }
      }
      ...AccountSection_AccountFragment
    }
  `,
  [AccountSection_AccountFragment],
);

export const Composer_MediaAssetFragment = graphql(
  `
    fragment Composer_MediaAssetFragment on MediaAsset {
      id
      durationSeconds
      status
      url
      ...MediaSection_MediaAssetFragment
    }
  `,
  [MediaSection_MediaAssetFragment],
);

/** The screen on which a post is made, as TikTok's guidelines require it; see `composer-rules.ts`. */
export function Composer({
  accounts: accountReferences,
  assets: assetReferences,
  appAudited,
  edited,
  initial,
  initialTime,
  onDraftSaved,
}: {
  accounts: readonly FragmentOf<typeof Composer_AccountFragment>[];
  assets: readonly FragmentOf<typeof Composer_MediaAssetFragment>[];
  appAudited: boolean;
  edited: EditedPost | null;
  initial: Composition;
  /** When the post is planned for, while it is being rescheduled. */
  initialTime: PlannedTime | null;
  onDraftSaved: (postId: string) => void;
}) {
  const accounts = readFragment(Composer_AccountFragment, accountReferences);
  const assets = readFragment(Composer_MediaAssetFragment, assetReferences);
  const [composition, setComposition] = useState(initial);
  const [when, setWhen] = useState<When>(initialTime === null ? 'now' : 'later');
  const [chosenTime, setChosenTime] = useState<PlannedTime | null>(initialTime);
  const creatorInfo = useCreatorInfo(composition.accountId);
  const { submit, pending, failure, overtaken, keepForm } = useSubmit(edited);
  const navigate = useNavigate();
  const announce = useAnnounce();

  const creator = creatorInfo.state === 'ready' ? creatorInfo.creator : null;
  useEffect(() => {
    if (creator !== null) setComposition((before) => withoutUnavailableChoices(before, creator));
  }, [creator]);

  const account = accounts.find(({ id }) => id === composition.accountId) ?? null;
  const video = assets.find(({ id }) => id === composition.mediaAssetId) ?? null;
  const accountTimeZone = account !== null && isTimeZone(account.timeZone) ? account.timeZone : 'UTC';
  const planned = chosenTime ?? suggestedTime(accountTimeZone);
  const blockers = publishBlockers(composition, creator, video);
  const errors = fieldErrors(failure, PLACES);
  const change = (fields: Partial<Composition>) => setComposition((before) => ({ ...before, ...fields }));
  const inboxOffered = account?.scopes.includes('VIDEO_UPLOAD') ?? false;

  const send = async (kind: Submission) => {
    if (!isDraftable(composition)) return;
    const agreedTo = declarations(composition);
    const time = { localTime: `${planned.date}T${planned.time}`, timeZone: planned.timeZone };
    const post = await submit(
      composition,
      kind === 'schedule' ? { kind, agreedTo, time } : { kind, agreedTo },
    );
    if (post === null) return;
    if (kind === 'draft') {
      announce('The draft is saved.');
      onDraftSaved(post.id);
    } else {
      announce(kind === 'publish' ? 'The post is on its way to TikTok.' : 'The post is scheduled.');
      navigate(`/posts/${encodeURIComponent(post.id)}`);
    }
  };

  return (
    <div className="grid items-start gap-x-6 gap-y-4 lg:grid-cols-[minmax(0,1fr)_18rem]">
      <div className="grid min-w-0 gap-4">
        <AccountSection
          accounts={accounts}
          accountId={composition.accountId}
          onChoose={(id) => setComposition((before) => forAccount(before, id))}
          creatorInfo={creatorInfo}
          error={errors.accountId}
        />
        <MediaSection
          assets={assets}
          mediaAssetId={composition.mediaAssetId}
          onChoose={(mediaAssetId) => change({ mediaAssetId, coverTimestampMs: null })}
          error={
            errors.mediaAssetId ??
            (video !== null && video.status !== 'PROBING' ? videoProblem(video, creator) : null)
          }
        />
        {inboxOffered && <ModeSection mode={composition.mode} onChange={(mode) => change({ mode })} />}
        <CaptionSection
          caption={composition.caption}
          onChange={(caption) => change({ caption })}
          error={errors.caption}
        />
        {composition.mode === 'DIRECT' && (
          <>
            <AudienceSection composition={composition} creator={creator} onChange={change} errors={errors} />
            <DisclosureSection composition={composition} onChange={change} errors={errors} />
          </>
        )}
      </div>
      <div className="lg:sticky lg:top-7 lg:col-start-2 lg:row-span-2 lg:row-start-1">
        <Preview
          url={video?.url ?? null}
          caption={composition.caption}
          creator={creator}
          coverTimestampMs={composition.coverTimestampMs}
          onCover={(coverTimestampMs) => change({ coverTimestampMs })}
        />
        {errors.coverTimestampMs && <p className="mt-2 text-center text-bad">{errors.coverTimestampMs}</p>}
      </div>
      <div className="min-w-0 lg:col-start-1">
        <PublishSection
          composition={composition}
          blockers={blockers}
          when={when}
          onWhen={setWhen}
          planned={planned}
          onPlanned={setChosenTime}
          accountTimeZone={accountTimeZone}
          freeSlots={account?.schedule.nextFreeSlots ?? []}
          appAudited={appAudited}
          draftable={isDraftable(composition)}
          busy={pending}
          failure={failure}
          overtaken={overtaken}
          onKeep={keepForm}
          timeErrors={errors}
          onSubmit={(kind) => void send(kind)}
        />
      </div>
    </div>
  );
}

/** The next full hour that is at least an hour away. */
function suggestedTime(timeZone: string): PlannedTime {
  const soon = new Date(Math.ceil((Date.now() + HOUR_MS) / HOUR_MS) * HOUR_MS);
  return { ...splitLocalDateTime(toLocalDateTime(soon, timeZone)), timeZone };
}
