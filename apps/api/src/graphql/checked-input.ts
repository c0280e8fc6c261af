import SchemaBuilder, { BasePlugin, type PothosOutputFieldConfig, type SchemaTypes } from '@pothos/core';
import type { GraphQLFieldResolver } from 'graphql';
import { issue, ValidationError, type ValidationIssue } from '../errors.ts';
import { isStorableText, STORABLE_TEXT } from '../text.ts';
import { checkCursor } from './cursor.ts';
import type { RequestContext } from './request-context.ts';

const NAME = 'checkedInput';
export default NAME;

type Resolver = GraphQLFieldResolver<unknown, object, object>;

/**
 * Looks at every argument of every field before its resolver runs: texts that could not be stored and lists past their limit are the
 * caller's fault, and so are cursors of another list. In mutations both are members of the result, because this is the innermost plugin.
 */
class CheckedInputPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override onOutputFieldConfig(config: PothosOutputFieldConfig<Types>): PothosOutputFieldConfig<Types> {
    if (!('after' in config.args && 'first' in config.args) || config.type.kind !== 'Object') return config;
    const list = this.builder.configStore.getTypeConfig(config.type.ref).name;
    const check = (args: Record<string, unknown>) => {
      for (const name of ['after', 'before']) {
        if (args[name] !== undefined && args[name] !== null) checkCursor(list, args[name], name);
      }
      return args;
    };
    // Nested lists are asked for together with their parent, before a resolver of their own would run.
    return { ...config, argMappers: [...config.argMappers, check] };
  }

  override wrapResolve(resolver: Resolver, config: PothosOutputFieldConfig<Types>): Resolver {
    return Object.keys(config.args).length > 0 ? checked(resolver, listItemsOf(config)) : resolver;
  }

  override wrapSubscribe(
    subscriber: Resolver | undefined,
    config: PothosOutputFieldConfig<Types>,
  ): Resolver | undefined {
    return subscriber && Object.keys(config.args).length > 0 ? checked(subscriber) : subscriber;
  }
}

/** Said by a field that takes longer lists than others. */
function listItemsOf({ extensions }: Pick<PothosOutputFieldConfig<SchemaTypes>, 'extensions'>): number {
  return Number(extensions?.listItems ?? 0);
}

function checked(resolver: Resolver, listItems = 0): Resolver {
  return (parent, args, context, info) => {
    const usual = (context as RequestContext).deps.config.limits.listItems;
    const issues = wrongInput(args, [], Math.max(usual, listItems));
    if (issues.length > 0) throw new ValidationError(issues);
    return resolver(parent, args, context, info);
  };
}

/** The name of the argument is left out where it is only the envelope of a mutation. */
function wrongInput(value: unknown, path: string[], maxItems: number): ValidationIssue[] {
  const named = path[0] === 'input' ? path.slice(1) : path;
  if (typeof value === 'string') {
    return isStorableText(value) ? [] : [issue('invalid_input', named, STORABLE_TEXT)];
  }
  if (typeof value !== 'object' || value === null || value instanceof Date) return [];
  if (Array.isArray(value) && value.length > maxItems) {
    return [
      issue('invalid_input', named, `A list has at most ${maxItems} entries; this one has ${value.length}.`),
    ];
  }
  return Object.entries(value).flatMap(([key, inner]) => wrongInput(inner, [...path, key], maxItems));
}

declare global {
  namespace PothosSchemaTypes {
    // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface can be added to
    interface Plugins<Types extends SchemaTypes> {
      checkedInput: CheckedInputPlugin<Types>;
    }
  }
}

SchemaBuilder.registerPlugin(NAME, CheckedInputPlugin);
