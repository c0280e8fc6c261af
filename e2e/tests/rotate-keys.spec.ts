import { readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { connectCreator } from '../fixtures/connect-creator.ts';
import { awaitStatus, publishNew } from '../fixtures/posts.ts';
import { expect, test } from '../fixtures/test.ts';
import { uploadVideo } from '../fixtures/upload-video.ts';
import { MEGABYTE } from '../fixtures/video-file.ts';

test('keys are rotated beside the running product, which publishes on without a restart', async ({
  product,
  session,
  makeCreator,
  makeVideo,
}) => {
  const secretsFile = join(product.dataDir, 'secrets.json');
  const keys = () => {
    const { TOKEN_ENCRYPTION_KEYS } = JSON.parse(readFileSync(secretsFile, 'utf8')) as Record<string, string>;
    return TOKEN_ENCRYPTION_KEYS!.split(',');
  };
  const { username } = await makeCreator();
  const accountId = await connectCreator(session, username);
  const mediaAssetId = await uploadVideo(session, await makeVideo({ sizeBytes: MEGABYTE }));
  const publish = async (caption: string) => {
    const id = await publishNew(session, { accountId, mediaAssetId, caption });
    await awaitStatus(session, id, 'PUBLISHED', 60_000);
  };
  const { pid } = product.processOf('apps/api/src/main.ts');
  const [first] = keys() as [string];

  const rotated = await product.runTask('rotate-keys');
  expect(rotated.output).toMatch(/Made the key k2 .*\nRows sealed anew with k2: grants \d+,/);
  expect(rotated.output).toMatch(/Nothing is sealed any more with k1\./);
  expect(rotated.code).toBe(0);
  expect(keys()).toEqual([expect.stringMatching(/^k2:/), first]);
  await publish('Sealed anew');

  const tooEarly = await product.runTask('rotate-keys', '--drop-old');
  expect(tooEarly).toMatchObject({ code: 1, output: expect.stringContaining('less than two minutes ago') });
  const earlier = new Date(Date.now() - 180_000);
  utimesSync(secretsFile, earlier, earlier);
  const dropped = await product.runTask('rotate-keys', '--drop-old');
  expect(dropped).toMatchObject({ code: 0, output: expect.stringContaining('Removed k1; k2 stays.') });
  expect(keys()).toEqual([expect.stringMatching(/^k2:/)]);
  await publish('With the new key alone');

  expect(product.processOf('apps/api/src/main.ts').pid).toBe(pid);
  for (const key of [first, ...keys()]) {
    expect(rotated.output + dropped.output + product.output).not.toContain(key.split(':')[1]);
  }
});
