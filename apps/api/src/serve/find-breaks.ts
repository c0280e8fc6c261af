import { BreakingChangeType, buildSchema, findSchemaChanges } from 'graphql';

/** A change that breaks clients, and why it was made all the same. */
export type AgreedBreak = {
  /** As graphql describes it, such as "Post.url was removed." */
  change: string;
  reason: string;
};

/**
 * Compares the schema with that of the last release.
 *
 * @param released the printed schema as of the last release
 * @param printed the printed schema as it is
 * @returns a line for each break that nobody agreed to, and for each agreement that no break is left of or that gives no reason
 */
export function findUnagreedBreaks(
  released: string,
  printed: string,
  agreed: readonly AgreedBreak[],
): string[] {
  const changes = new Set(
    findSchemaChanges(buildSchema(released), buildSchema(printed))
      .filter(({ type }) => Object.hasOwn(BreakingChangeType, type))
      .map(({ description }) => description),
  );
  const known = new Set(agreed.map(({ change }) => change));
  return [
    ...[...changes].filter((change) => !known.has(change)).map((change) => `Breaks clients: ${change}`),
    ...agreed
      .filter(({ change }) => !changes.has(change))
      .map(({ change }) => `No break any more: ${change}`),
    ...agreed.filter(({ reason }) => reason.trim() === '').map(({ change }) => `Without a reason: ${change}`),
  ];
}
