import type { DocumentNode, GraphQLError, ValidationRule } from 'graphql';
import { createGraphQLError, type Plugin } from 'graphql-yoga';
import { LRUCache } from 'lru-cache';
import type { Config } from '../env.ts';

/** Measured: what a token of a parsed document takes with its node and its place. */
const BYTES_PER_TOKEN = 1000;
const BYTES_PER_CHARACTER = 2;
/** A share of the cache that one document may take: a large one must not drive all others out. */
const LARGEST_SHARE = 1 / 20;

/**
 * Stops at the limits of a document while it is parsed, before anything is spent on validating it, and answers questions
 * about the schema only where GraphiQL is.
 */
export function limitDocuments({ limits, graphiql }: Pick<Config, 'limits' | 'graphiql'>): Plugin {
  return {
    onParse: ({ parseFn, setParseFn }) => {
      setParseFn((source, options) => parseFn(source, { ...options, maxTokens: limits.documentTokens }));
    },
    onValidate: ({ addValidationRule }) => {
      if (!graphiql) addValidationRule(noIntrospection);
    },
  };
}

const noIntrospection: ValidationRule = (context) => ({
  Field(node) {
    if (node.name.value !== '__schema' && node.name.value !== '__type') return;
    const message =
      'This server does not answer questions about its schema, which is published as schema.graphql.';
    context.reportError(
      createGraphQLError(message, { nodes: node, extensions: { code: 'INTROSPECTION_OFF' } }),
    );
  },
});

/**
 * Keeps parsed documents up to a number of bytes. Errors are not kept: the stack of one holds its parser with all tokens
 * read so far, and nobody sends a broken document again and again but to fill the memory.
 */
export function documentCaches(maxBytes: number) {
  return {
    documentCache: new LRUCache<string, DocumentNode>({
      maxSize: maxBytes,
      maxEntrySize: Math.ceil(maxBytes * LARGEST_SHARE),
      sizeCalculation: ({ tokenCount = 0 }, text) =>
        1 + text.length * BYTES_PER_CHARACTER + tokenCount * BYTES_PER_TOKEN,
    }),
    errorCache: KEEPS_NOTHING,
  };
}

const KEEPS_NOTHING = { get: () => undefined, set: () => {} };

/** Parses and validates. A document that cannot be read is the fault of one operation, not of the socket it came by. */
export function readDocument(
  text: string,
  parse: (text: string) => DocumentNode,
  validate: (document: DocumentNode) => readonly GraphQLError[],
): { document: DocumentNode } | { errors: readonly GraphQLError[] } {
  try {
    const document = parse(text);
    const errors = validate(document);
    return errors.length > 0 ? { errors } : { document };
  } catch (error) {
    if (error instanceof Error && error.name === 'GraphQLError') return { errors: [error as GraphQLError] };
    throw error;
  }
}
