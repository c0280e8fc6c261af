import type { KnownPost } from '../people-know.ts';
import type { Seen, SeenPost, Task } from '../seen.ts';

/** Something that must hold after every step. */
export type Rule = {
  name: string;
  /** What holds. */
  says: string;
  /** @returns what breaks it; nothing when it holds */
  broken(seen: Seen): Iterable<string>;
};

/** TikTok has every byte of it, and has not refused it. */
export const isTaken = (task: Task) => task.media.length > 0 && task.status !== 'FAILED';
export const isOut = (task: Task) =>
  task.status === 'PUBLISH_COMPLETE' || task.status === 'SEND_TO_USER_INBOX';

/** The post that TikTok was given, by its video or, before that has arrived, by its caption. */
export function postOfTask(seen: Seen, task: Task): KnownPost | undefined {
  const [file] = task.media;
  return file ? seen.known.byVideo(file.sha256) : seen.known.byCaption(task.settings.title);
}

const takenTasks = new WeakMap<Seen, Map<KnownPost, Set<Task>>>();

/** Which posts TikTok has, and by which tasks. Kept from step to step, because a task stays what it is. */
export function tasksTaken(seen: Seen): Map<KnownPost, Set<Task>> {
  const known = takenTasks.get(seen) ?? new Map<KnownPost, Set<Task>>();
  takenTasks.set(seen, known);
  for (const task of seen.fresh.tasks) {
    if (task.media.length === 0) continue;
    const post = postOfTask(seen, task);
    if (!post) continue;
    const tasks = known.get(post) ?? new Set();
    known.set(post, tasks.add(task));
  }
  return known;
}

export function* changedPosts(seen: Seen): Generator<SeenPost> {
  for (const id of new Set(seen.fresh.posts.map(({ after }) => after?.id))) {
    const post = id === undefined ? undefined : seen.posts.get(id);
    if (post) yield post;
  }
}

export const nameOf = (seen: Seen, postId: string) => `post ${seen.known.byId(postId)?.number ?? postId}`;
