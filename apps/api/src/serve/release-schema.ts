// Keeps apps/api/schema.graphql as that of a release; with --check it only looks for breaks since the last one, for the build.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { findUnagreedBreaks } from './find-breaks.ts';

const fileOf = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const PRINTED = fileOf('schema.graphql');
const RELEASED = fileOf('schema.released.graphql');
const AGREED = fileOf('schema.agreed-breaks.json');

const AgreedBreaks = z.array(z.strictObject({ change: z.string(), reason: z.string() }));

if (process.argv.includes('--check')) {
  const agreed = AgreedBreaks.parse(JSON.parse(readFileSync(AGREED, 'utf8')));
  const problems = findUnagreedBreaks(readFileSync(RELEASED, 'utf8'), readFileSync(PRINTED, 'utf8'), agreed);
  if (problems.length > 0) {
    console.error(`${problems.join('\n')}\nAgreed breaks stand in apps/api/schema.agreed-breaks.json.`);
    process.exit(1);
  }
} else {
  copyFileSync(PRINTED, RELEASED);
  writeFileSync(AGREED, '[]\n');
}
