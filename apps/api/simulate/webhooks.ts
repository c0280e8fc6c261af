import { createHmac } from 'node:crypto';
import { receiveTikTokWebhook } from '../src/tiktok-webhooks/receive-tiktok-webhook.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, type Run, type Step } from './driver.ts';

const DOUBLED = 0.1;
const LATE = 0.1;
const LOST = 0.03;

/** Hands on what TikTok sends: most at once, some late, twice, or never. */
export function createPostman(run: Run): { collect(): void } {
  const { world, chance, agenda } = run;
  let seen = 0;
  return {
    collect() {
      const deliveries = world.simulator.deliveries();
      for (const { body, event, publishId } of deliveries.slice(seen)) {
        if (chance.happens(LOST) && !event.startsWith('authorization')) continue;
        const times = chance.happens(DOUBLED) ? 2 : 1;
        for (let n = 0; n < times; n++) {
          const delayMs = chance.happens(LATE)
            ? chance.pick([20_000, 10 * MINUTE_MS, 5 * HOUR_MS, 2 * DAY_MS])
            : 500;
          agenda.add(
            world.nowMs() + chance.int(0, delayMs),
            deliver(run, body, `${event}${subject(run, publishId)}`),
          );
        }
      }
      seen = deliveries.length;
    },
  };
}

function subject({ known, seen }: Run, publishId: string | null): string {
  const file = seen.tasks.find((task) => task.publishId === publishId)?.media[0];
  const post = file && known.byVideo(file.sha256);
  return post ? ` of ${post.number}` : '';
}

function deliver({ world }: Run, body: string, name: string): Step {
  return {
    name: `TikTok sends ${name}`,
    run: async () => {
      const { clientSecret } = world.deps.config.tiktok;
      const rawBody = Buffer.from(body);
      const receipt = await receiveTikTokWebhook(
        world.deps,
        rawBody,
        sign(clientSecret, world.nowMs(), body),
      );
      return receipt.kind;
    },
  };
}

function sign(secret: string, nowMs: number, body: string): string {
  const seconds = Math.floor(nowMs / 1000);
  return `t=${seconds},s=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}
