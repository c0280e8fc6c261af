import SchemaBuilder, { BasePlugin, type PothosOutputFieldConfig, type SchemaTypes } from '@pothos/core';
import type { GraphQLFieldResolver } from 'graphql';
import { ConflictError, ValidationError } from '../errors.ts';
import type { RequestContext } from './request-context.ts';

const NAME = 'idempotencyArgument';
export default NAME;

export const IDEMPOTENCY_ARGUMENT = 'idempotencyKey';

type Resolver = GraphQLFieldResolver<unknown, object, object>;

const DESCRIPTION =
  'Does this at most once for the same key: a repetition within 7 days is given the first answer. 1 to 255 printable ASCII characters.';

/**
 * Gives every mutation the argument `idempotencyKey`, and the errors that it can have. What it asks for is done before the
 * field is resolved; here a refusal becomes a member of the field's result.
 */
class IdempotencyArgumentPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override onOutputFieldConfig(config: PothosOutputFieldConfig<Types>): PothosOutputFieldConfig<Types> {
    if (config.kind !== 'Mutation') return config;
    const argument = {
      name: IDEMPOTENCY_ARGUMENT,
      kind: 'Arg',
      graphqlKind: 'Arg',
      parentField: config.name,
      parentType: config.parentType,
      type: { kind: 'Scalar', ref: 'String', required: false },
      description: DESCRIPTION,
      pothosOptions: {},
      extensions: {},
    };
    const { errors } = config.pothosOptions as { errors?: { types?: unknown[] } };
    const types = [...new Set([...(errors?.types ?? []), ValidationError, ConflictError])];
    return {
      ...config,
      args: { ...config.args, [IDEMPOTENCY_ARGUMENT]: argument },
      pothosOptions: { ...config.pothosOptions, errors: { ...errors, types } },
    } as unknown as PothosOutputFieldConfig<Types>;
  }

  override wrapResolve(resolver: Resolver, config: PothosOutputFieldConfig<Types>): Resolver {
    if (config.kind !== 'Mutation') return resolver;
    return async (parent, args, context, info) => {
      const { once } = context as RequestContext;
      if (once?.refusal) throw once.refusal;
      try {
        return await resolver(parent, args, context, info);
      } catch (error) {
        once?.noteFailure(error);
        throw error;
      }
    };
  }
}

declare global {
  namespace PothosSchemaTypes {
    // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface can be added to
    interface Plugins<Types extends SchemaTypes> {
      idempotencyArgument: IdempotencyArgumentPlugin<Types>;
    }
  }
}

SchemaBuilder.registerPlugin(NAME, IdempotencyArgumentPlugin);
