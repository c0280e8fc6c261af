import SchemaBuilder, {
  BasePlugin,
  type PothosInputFieldConfig,
  type PothosOutputFieldConfig,
  type SchemaTypes,
} from '@pothos/core';
import { MAX_PAGE_SIZE, USUAL_PAGE_SIZE } from './answer-size.ts';
import { MOST_COUNTED } from './most-counted.ts';

const NAME = 'usualDescriptions';
export default NAME;

/** What the parts that every list shares say of themselves, as options of the relay plugin. */
export const LIST_DESCRIPTIONS = {
  nodeTypeOptions: { description: 'Whatever has an id, and so can be asked for by `node` and `nodes`.' },
  idFieldOptions: {
    description: 'Names this object among all of any type; opaque, and never given to another one.',
  },
  nodeQueryOptions: {
    description:
      'One object by its id. Null for an id that the team does not have, or that the role may not see.',
    args: { id: { description: 'An id that Airdate gave out; any other text names nothing.' } },
  },
  nodesQueryOptions: {
    description:
      'Many objects by their ids, in that order; null in the place of one that `node` would not find.',
    args: {
      ids: {
        description:
          'At most 200, unless the operator set another limit. Those of one type are read together.',
      },
    },
  },
  pageInfoTypeOptions: { description: 'Where a page stands in its list, and how to ask for the next one.' },
  hasNextPageFieldOptions: {
    description: 'Whether entries follow this page; `after: endCursor` asks for them.',
  },
  hasPreviousPageFieldOptions: {
    description: 'Whether entries stand before this page; `before: startCursor` with `last` asks for them.',
  },
  startCursorFieldOptions: { description: 'Cursor of the first entry; null for an empty page.' },
  endCursorFieldOptions: { description: 'Cursor of the last entry; null for an empty page.' },
  defaultConnectionTypeOptions: { description: 'A page of a list.' },
  defaultEdgeTypeOptions: { description: 'One entry of a page, with its place in the list.' },
  pageInfoFieldOptions: { description: 'Whether there is more, and the cursors to ask for it.' },
  cursorFieldOptions: {
    description: 'The place of the entry in this list, for `after` and `before`; opaque.',
  },
  firstArgOptions: {
    description: `How many entries from the beginning, or behind \`after\`: at most ${MAX_PAGE_SIZE}, and ${USUAL_PAGE_SIZE} when neither \`first\` nor \`last\` is given.`,
  },
  lastArgOptions: {
    description: `How many entries from the end, or before \`before\`: at most ${MAX_PAGE_SIZE}. In the order of the list too.`,
  },
  afterArgOptions: { description: 'Only entries behind the one with this cursor of the same list.' },
  beforeArgOptions: { description: 'Only entries before the one with this cursor of the same list.' },
} as const;

/** Describes what every list and every mutation has, and no plugin has options for. */
class UsualDescriptionsPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override onOutputFieldConfig(config: PothosOutputFieldConfig<Types>): PothosOutputFieldConfig<Types> {
    if (config.name !== 'totalCount' || config.description) return config;
    return {
      ...config,
      description: `How many entries the list has on all pages, by the same filter; ${MOST_COUNTED} stands for as many or more.`,
    };
  }

  override onInputFieldConfig(config: PothosInputFieldConfig<Types>): PothosInputFieldConfig<Types> {
    if (config.name !== 'input' || config.description) return config;
    return { ...config, description: 'All that the mutation takes, to be sent as one variable.' };
  }
}

declare global {
  namespace PothosSchemaTypes {
    // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface can be added to
    interface Plugins<Types extends SchemaTypes> {
      usualDescriptions: UsualDescriptionsPlugin<Types>;
    }
  }
}

SchemaBuilder.registerPlugin(NAME, UsualDescriptionsPlugin);
