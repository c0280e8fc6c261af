import { z } from 'zod';

/** A 64-bit id: quoted, or a bare number of any length. Always a string on our side. */
export const wireId = z.union([z.string().min(1), z.int(), z.bigint()]).transform((id): string => String(id));

/** A 64-bit count, size or instant; within a double's safe range, quoted or bare. */
export const wireCount = z.union([
  z.int(),
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
]);

/** Text that TikTok may leave out or send empty. */
export const wireText = z
  .string()
  .nullish()
  .transform((text): string | null => text || null);

/** A count that TikTok may leave out. */
export const optionalCount = wireCount.nullish().transform((count): number | null => count ?? null);

/** A flag that TikTok may leave out. */
export const optionalFlag = z
  .boolean()
  .nullish()
  .transform((flag): boolean | null => flag ?? null);

/** Paths of the fields of an answer that its schema does not have, so that somebody learns of them. */
export function unknownFields(schema: z.ZodType, value: unknown, path = ''): string[] {
  const bare = unwrap(schema);
  if (bare instanceof z.ZodArray && Array.isArray(value)) {
    const found = value.flatMap((item) => unknownFields(bare.element as z.ZodType, item, `${path}[]`));
    return [...new Set(found)];
  }
  if (!(bare instanceof z.ZodObject) || typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, field]) => {
    const fieldPath = path === '' ? key : `${path}.${key}`;
    const known = bare.shape[key] as z.ZodType | undefined;
    return known ? unknownFields(known, field, fieldPath) : [fieldPath];
  });
}

function unwrap(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodPipe) return unwrap(schema.in as z.ZodType);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable)
    return unwrap(schema.unwrap() as z.ZodType);
  return schema;
}
