import { GraphQLError } from 'graphql';

/** A request that cannot be carried out as it stands, where no result union could say so. */
export function badUserInput(message: string, path: string[] = []): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', inputPath: path } });
}
