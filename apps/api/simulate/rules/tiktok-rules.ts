import type { KnownPost } from '../people-know.ts';
import type { Task } from '../seen.ts';
import { isTaken, nameOf, postOfTask, type Rule, tasksTaken } from './rule.ts';

export const onceOnTikTok: Rule = {
  name: 'once on TikTok',
  says: 'No post is on TikTok twice, unless a person had it sent again and took that risk.',
  *broken(seen) {
    const known = tasksTaken(seen);
    for (const post of new Set(seen.fresh.tasks.map((task) => postOfTask(seen, task)))) {
      if (!post) continue;
      const taken = [...(known.get(post) ?? [])].filter(isTaken).length;
      if (taken > 1 + post.risksTaken) yield `post ${post.number} is there ${taken} times`;
    }
  },
};

/** Tasks in which everything that TikTok was given has been compared, by how much had arrived then. */
const compared = new WeakMap<Task, 'init' | 'video'>();

export const asAgreed: Rule = {
  name: 'as agreed',
  says: 'TikTok is given exactly what a person agreed to, for the creator they chose, and nothing that nobody agrees to.',
  *broken(seen) {
    for (const task of seen.fresh.tasks) {
      const reached = task.media.length > 0 ? 'video' : 'init';
      if (compared.get(task) === reached) continue;
      compared.set(task, reached);
      const post = postOfTask(seen, task);
      if (!post) {
        if (reached === 'video' || task.kind === 'direct_video')
          yield `TikTok has a post that nobody wrote: ${task.settings.title}`;
        continue;
      }
      const agreed = post.agreed?.content;
      if (!agreed) {
        yield `post ${post.number} was sent, and nobody agrees to it`;
        continue;
      }
      const difference = differenceTo(task, agreed);
      if (difference) yield `post ${post.number} was sent with another ${difference} than agreed to`;
    }
  },
};

function differenceTo(task: Task, agreed: KnownPost['written']): string | null {
  const [file] = task.media;
  if (file && file.sha256 !== agreed.videoSha256) return 'video';
  if (task.kind !== (agreed.mode === 'DIRECT' ? 'direct_video' : 'inbox_video')) return 'mode';
  if (agreed.mode === 'INBOX') return null;
  const { settings } = task;
  const pairs: [string, unknown, unknown][] = [
    ['caption', settings.title, agreed.caption],
    ['audience', settings.privacyLevel, agreed.privacyLevel],
    ['comment setting', !settings.disableComment, agreed.allowComment],
    ['duet setting', !settings.disableDuet, agreed.allowDuet],
    ['stitch setting', !settings.disableStitch, agreed.allowStitch],
    ['own brand', settings.brandOrganic, agreed.yourBrand],
    ['branded content', settings.brandContent, agreed.brandedContent],
    ['AI label', settings.aiGenerated, agreed.isAiGenerated],
  ];
  return pairs.find(([, sent, wanted]) => sent !== wanted)?.[0] ?? null;
}

const begun = new WeakSet<Task>();

export const neverEarly: Rule = {
  name: 'never early',
  says: 'Nothing is claimed, or told to TikTok, before its time.',
  *broken(seen) {
    for (const task of seen.fresh.tasks) {
      if (begun.has(task)) continue;
      const post = postOfTask(seen, task);
      if (!post) continue;
      begun.add(task);
      const notBefore = post.agreed?.notBeforeMs ?? 0;
      if (task.createdAtMs < notBefore)
        yield `post ${post.number} is ${notBefore - task.createdAtMs} ms early`;
    }
    for (const { before, after } of seen.fresh.posts) {
      if (before?.status !== 'SCHEDULED' || after?.status !== 'PUBLISHING') continue;
      if ((after.publishAtMs ?? 0) > seen.nowMs) yield `${nameOf(seen, after.id)} was claimed early`;
    }
  },
};
