import { z } from 'zod';

const count = (fallback: number) => z.coerce.number().int().min(1).default(fallback);

/** The environment variables of the limits, each with its default; docs/operating.md has them as a table. */
export const LimitVariables = z.object({
  LIMIT_DOCUMENT_TOKENS: count(1000),
  LIMIT_DOCUMENT_DEPTH: count(15),
  LIMIT_DOCUMENT_FIELDS: count(1000),
  LIMIT_DOCUMENT_CACHE_BYTES: count(32_000_000),
});

/** How much of anything a client may ask of one process. */
export type Limits = {
  /** Words and signs of one GraphQL document; the parser stops at the next one. */
  documentTokens: number;
  /** Levels of fields below each other. */
  documentDepth: number;
  /** Fields in an operation, each counted wherever a fragment puts it. */
  documentFields: number;
  /** Memory for parsed documents that are likely to come again. */
  documentCacheBytes: number;
};

export function limitsOf(env: z.output<typeof LimitVariables>): Limits {
  return {
    documentTokens: env.LIMIT_DOCUMENT_TOKENS,
    documentDepth: env.LIMIT_DOCUMENT_DEPTH,
    documentFields: env.LIMIT_DOCUMENT_FIELDS,
    documentCacheBytes: env.LIMIT_DOCUMENT_CACHE_BYTES,
  };
}
