import SchemaBuilder, { BasePlugin, type PothosOutputFieldConfig, type SchemaTypes } from '@pothos/core';
import type { GraphQLFieldResolver } from 'graphql';
import { ForbiddenError } from '../errors.ts';
import { hasScope, requireScope } from '../require-scope.ts';
import { FIELD_NEEDS, type FieldNeed } from './field-scopes.ts';
import { assertPlainSelection } from './plain-selection.ts';
import type { RequestContext } from './request-context.ts';

const NAME = 'requiredScope';
export default NAME;

type Resolver = GraphQLFieldResolver<unknown, object, object>;

/**
 * Asks of a key the scope that a root field needs, before the field is resolved. A field without a line in `field-scopes.ts`
 * is refused when the schema is built. Without READ, what is selected of an answer may not lead to other things.
 */
class RequiredScopePlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override onOutputFieldConfig(config: PothosOutputFieldConfig<Types>): PothosOutputFieldConfig<Types> {
    const need = needOf(config);
    if (!need) return config;
    const { errors } = config.pothosOptions as { errors?: { types?: unknown[] } };
    const types = [...new Set([...(errors?.types ?? []), ForbiddenError])];
    return {
      ...config,
      ...(need.scope && { description: `${config.description} Keys need the scope ${need.scope}.` }),
      ...(config.kind === 'Mutation' && {
        pothosOptions: { ...config.pothosOptions, errors: { ...errors, types } },
      }),
    } as PothosOutputFieldConfig<Types>;
  }

  override wrapResolve(resolver: Resolver, config: PothosOutputFieldConfig<Types>): Resolver {
    // A subscription has been asked for before its first event.
    const need = config.kind === 'Subscription' ? null : needOf(config);
    if (!need) return resolver;
    return (parent, args, context, info) => {
      const { deps, viewer } = context as RequestContext;
      if (viewer) {
        requireScope(deps, viewer, need);
        if (need.scope !== 'READ' && !hasScope(viewer, 'READ')) assertPlainSelection(info);
      }
      return resolver(parent, args, context, info);
    };
  }

  override wrapSubscribe(
    subscribe: Resolver | undefined,
    config: PothosOutputFieldConfig<Types>,
  ): Resolver | undefined {
    const need = needOf(config);
    if (!subscribe || !need) return subscribe;
    return (parent, args, context, info) => {
      const { deps, viewer } = context as RequestContext;
      if (viewer) requireScope(deps, viewer, need);
      return subscribe(parent, args, context, info);
    };
  }
}

function needOf({ kind, name }: { kind: string; name: string }): FieldNeed | null {
  if (kind !== 'Query' && kind !== 'Mutation' && kind !== 'Subscription') return null;
  const need = FIELD_NEEDS[kind][name];
  if (!need) throw new Error(`${kind}.${name} has no line in field-scopes.ts: which scope does it need?`);
  return need;
}

declare global {
  namespace PothosSchemaTypes {
    // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface can be added to
    interface Plugins<Types extends SchemaTypes> {
      requiredScope: RequiredScopePlugin<Types>;
    }
  }
}

SchemaBuilder.registerPlugin(NAME, RequiredScopePlugin);
