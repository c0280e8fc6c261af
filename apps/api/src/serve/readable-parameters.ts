import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/** Answers a query string as bad input whose `variables` or `extensions` are no JSON; they would be an unexpected error. */
export function readableParameters(): Plugin {
  return {
    onRequestParse({ requestParser, setRequestParser }) {
      if (!requestParser) return;
      setRequestParser(async (request) => {
        try {
          return await requestParser(request);
        } catch (error) {
          if (!(error instanceof SyntaxError)) throw error;
          throw new GraphQLError('The parameters "variables" and "extensions" must be JSON.', {
            extensions: { code: 'BAD_REQUEST', http: { status: 400 } },
          });
        }
      });
    },
  };
}
