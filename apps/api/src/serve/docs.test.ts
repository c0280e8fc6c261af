import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { graphqlClient, startTestServer, testApiKey } from '../../test/graphql-client.ts';
import { createPublishingWorld } from '../../test/publishing-world.ts';
import { eventCursor } from '../events/event-cursor.graphql.ts';
import { globalId } from '../global-id.ts';

const page = readFileSync(new URL('../../../../docs/graphql.md', import.meta.url), 'utf8');
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(([, code]) => code!);

const world = await createPublishingWorld();
const { url } = await startTestServer(world.deps);
const apiKey = await testApiKey(world.team, 'ADMIN');
const ask = graphqlClient(url, apiKey);
const { id: scheduleId } = await world.deps.db.schedule.findUniqueOrThrow({
  where: { accountId: world.accountId },
});

const postId = await world.draft();
const draftId = await world.draft();
const values: Record<string, string> = {
  DRAFT_ID: globalId('Post', draftId),
  DRAFT_HASH: (await world.agreement(draftId)).contentHash,
  ACCOUNT_ID: globalId('Account', world.accountId),
  MEDIA_ASSET_ID: globalId('MediaAsset', world.video.id),
  POST_ID: globalId('Post', postId),
  CONTENT_HASH: (await world.agreement(postId)).contentHash,
  SCHEDULE_ID: globalId('Schedule', scheduleId),
  NEXT_YEAR: String(new Date().getUTCFullYear() + 1),
};
const filledIn = (code: string) =>
  code.replaceAll(/\b[A-Z_]+_(ID|YEAR|HASH)\b/g, (name) => values[name] ?? name);

test.each(
  blocks('graphql').map((code) => [/(?:query|mutation) (\w+)/.exec(code)?.[1] ?? code, code] as const),
)('the example "%s" of the GraphQL page answers without an error', async (_name, code) => {
  const { data, errors } = await ask(filledIn(code));
  expect(errors).toBeUndefined();
  expect(JSON.stringify(data)).not.toMatch(/"__typename":"\w+Error"|"code":"(not_found|invalid_input)"/);
  expect(JSON.stringify(data)).not.toMatch(/:null}$/);
});

test('the subscription example follows the log from its beginning and ends by itself', async () => {
  const after = eventCursor({ teamId: world.team.teamId, sequence: 0n });
  const lines = await linesOf(blocks('js')[0]!, { AFTER: after });
  expect(lines.at(-1)).toBe('POST_SCHEDULED');
});

test('the idempotency example makes one post', async () => {
  expect(await linesOf(blocks('js')[1]!, values)).toEqual(['true true']);
  expect(await world.deps.db.post.count({ where: { caption: 'Sent twice, made once' } })).toBe(1);
});

/** What an example prints. */
async function linesOf(code: string, env: Record<string, string>): Promise<string[]> {
  const script = new URL('../../test/docs-example.mjs', import.meta.url);
  await writeFile(script, code);
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [script.pathname], {
      env: { ...process.env, AIRDATE_URL: url, AIRDATE_KEY: apiKey, ...env },
      timeout: 20_000,
    });
    return stdout.trim().split('\n');
  } finally {
    await rm(script);
  }
}
