import SchemaBuilder, { BasePlugin, type PothosOutputFieldConfig, type SchemaTypes } from '@pothos/core';

const NAME = 'answerSize';
export default NAME;

export const MAX_PAGE_SIZE = 100;
/** A page whose length nobody asked for; the connections' own default. */
export const USUAL_PAGE_SIZE = 20;

/**
 * Says of each field how many items it can hold, so that what is asked of each is counted so often: as many as the page has,
 * or as ids were given. Other lists have ten, by the complexity plugin, which has to come before this one.
 */
class AnswerSizePlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override onOutputFieldConfig(config: PothosOutputFieldConfig<Types>): PothosOutputFieldConfig<Types> {
    const size = sizeOf(config.name, config.args);
    if (!size) return config;
    const pothosOptions = { ...config.pothosOptions, complexity: size };
    return { ...config, pothosOptions } as PothosOutputFieldConfig<Types>;
  }
}

function sizeOf(name: string, args: object) {
  // The connection above has counted them.
  if (name === 'edges') return { field: 1, multiplier: 1 };
  if ('first' in args)
    return ({ first, last }: Record<string, unknown>) => {
      const asked = Number(first ?? last ?? USUAL_PAGE_SIZE);
      return { field: 1, multiplier: Math.min(Math.max(asked, 0), MAX_PAGE_SIZE) };
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
