import { Prisma } from '@airdate/db';
import { checkDelayMs } from './check-delay.ts';
import type { Attempt, PublishRun } from './publish-run.ts';
import { sharedWrite } from './shared-write.ts';

const writeAllSent = sharedWrite({
  frees: true,
  set: Prisma.sql`,
    status = 'PROCESSING',
    next_check_at = (asked.input->>'nextCheckAt')::timestamptz,
    check_count = 0`,
  changes: Prisma.sql`,
    uploaded AS (
      UPDATE publish_attempts SET step = 'UPLOADED'
      FROM written WHERE publish_attempts.id = (input->>'attemptId')::uuid
    ),
    closed AS (
      UPDATE publish_uploads SET sealed_url = NULL FROM written WHERE attempt_id = (input->>'attemptId')::uuid
    )`,
  event: 'post.processing',
});

/** TikTok has all it needs: from here only its verdict counts, and nothing is ever sent again. Ends the run. */
export async function awaitVerdict(run: PublishRun, { id, number, publishId }: Attempt): Promise<void> {
  const nextCheckAt = new Date(run.deps.clock.now().getTime() + checkDelayMs(0));
  const data = { attempt: number, publishId: publishId ?? '' };
  await writeAllSent(run, { attemptId: id, nextCheckAt }, data);
}
