import { expect, test } from 'vitest';
import { createTestDeps, createTestTeam } from '../../test/test-deps.ts';
import type { Limits } from '../limits.ts';
import { createUpload } from './create-upload.ts';

const base = await createTestDeps({ jobs: [] });

async function teamWith(limits: Partial<Limits>) {
  const config = { ...base.config, limits: { ...base.config.limits, ...limits } };
  return createTestTeam({ ...base, config });
}
const upload = (team: Awaited<ReturnType<typeof teamWith>>, sizeBytes: number) =>
  createUpload(team, { fileName: 'a.mp4', sizeBytes });
const full = expect.objectContaining({ code: 'too_many_uploads' });

test('of many uploads that begin at once a team gets as many as it may have, and one that ends makes room', async () => {
  const team = await teamWith({ openUploads: 3 });
  const results = await Promise.allSettled(Array.from({ length: 8 }, () => upload(team, 1)));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  await base.db.mediaAsset.updateMany({ where: { teamId: team.teamId }, data: { status: 'READY' } });
  await upload(team, 1);
});

test('what a team announces has a limit, and other teams have their own', async () => {
  const team = await teamWith({ announcedBytes: 1000 });
  await upload(team, 400);
  await upload(team, 600);
  await expect(upload(team, 1)).rejects.toEqual(full);
  await upload(await teamWith({ announcedBytes: 1000 }), 1000);
});

test('some of the disk stays free, counting what others announced', async () => {
  const free = await base.storage.freeBytes();
  const spare = 2_000_000_000;
  await upload(await teamWith({ freeDiskBytes: free - 2 * spare }), 1_500_000_000);
  const late = await teamWith({ freeDiskBytes: free - 2 * spare });
  await expect(upload(late, 3_000_000_000)).rejects.toMatchObject({ code: 'disk_full', retryable: true });
  expect(await base.db.mediaAsset.count({ where: { teamId: late.teamId } })).toBe(0);
  await upload(late, 1_000_000_000);
});
