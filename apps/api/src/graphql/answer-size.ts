import SchemaBuilder, { BasePlugin, type PothosOutputFieldConfig, type SchemaTypes } from '@pothos/core';

const NAME = 'answerSize';
export default NAME;

export const MAX_PAGE_SIZE = 100;
/** A page whose length nobody asked for; the connections' own default. */
export const USUAL_PAGE_SIZE = 20;

/** What a mutation costs before its answer: it reads, writes and notifies. */
const MUTATION_POINTS = 10;

/** How many entries of a list without pages are counted, where it can well have more than the complexity plugin's ten. */
const COUNTED_ENTRIES: Readonly<Record<string, number>> = {
  'Instance.jobs': 30,
  'PostCandidatesSuccess.data': 20,
  'PostPlans.plans': 100,
  'Query.apiKeys': 100,
  'Quota.accounts': 100,
  'Team.members': 100,
  'Viewer.teams': 100,
};

/**
 * Says of each field how many items it can hold, so that what is asked of each is counted so often: as many as the page has,
 * or as ids were given. Of other lists a number of entries is counted, however many there are: ten, by the complexity
 * plugin, which has to come before this one, or what `COUNTED_ENTRIES` says.
 */
class AnswerSizePlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override onOutputFieldConfig(config: PothosOutputFieldConfig<Types>): PothosOutputFieldConfig<Types> {
    const size = sizeOf(config);
    if (!size) return config;
    const pothosOptions = { ...config.pothosOptions, complexity: size };
    return { ...config, pothosOptions } as PothosOutputFieldConfig<Types>;
  }
}

function sizeOf({
  kind,
  name,
  parentType,
  args,
}: {
  kind: string;
  name: string;
  parentType: string;
  args: object;
}) {
  if (kind === 'Mutation') return { field: MUTATION_POINTS, multiplier: 1 };
  const multiplier = COUNTED_ENTRIES[`${parentType}.${name}`];
  if (multiplier !== undefined) return { field: 1, multiplier };
  // The connection above has counted them.
  if (name === 'edges') return { field: 1, multiplier: 1 };
  if ('first' in args)
    return ({ first, last }: Record<string, unknown>) => {
      const asked = Number(first ?? last ?? USUAL_PAGE_SIZE);
      // An empty page has its pageInfo and its totalCount, too.
      return { field: 1, multiplier: Math.min(Math.max(asked, 1), MAX_PAGE_SIZE) };
    };
  if ('ids' in args)
    return ({ ids }: Record<string, unknown>) => ({ field: 1, multiplier: (ids as unknown[]).length });
  // Arguments of all others are not looked at: a field that is left out may have any.
  return null;
}

declare global {
  namespace PothosSchemaTypes {
    // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface can be added to
    interface Plugins<Types extends SchemaTypes> {
      answerSize: AnswerSizePlugin<Types>;
    }
  }
}

SchemaBuilder.registerPlugin(NAME, AnswerSizePlugin);
