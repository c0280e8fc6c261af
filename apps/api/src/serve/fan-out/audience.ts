import { randomUUID } from 'node:crypto';
import type { Event } from '@airdate/db';
import { executeSubscriptionEvent, type GraphQLError } from 'graphql';
import { followEvents } from '../../events/follow-events.ts';
import type { Viewer } from '../../teams/viewer.ts';
import { Answer } from './answer.ts';
import { type Cohort, startCohort } from './cohort.ts';
import type { Follower } from './follower.ts';
import type { Operation } from './operation.ts';

/** Followers who are all told the same. */
export type Audience = { admit(follower: Follower): void };

type Hooks = {
  mask(error: GraphQLError): Error;
  /** A resolver looked at who asks: answers are different for each of them. */
  onPersonal(): void;
  readmit(follower: Follower): void;
  onEnd(): void;
};

/**
 * Executes each event once for everybody, as the first of them asked, behind the wall of their team.
 *
 * @param isPersonal whether all of them are one user or key; else no resolver gets to know who asks
 */
export function openAudience(operation: Operation, isPersonal: boolean, hooks: Hooks): Audience {
  const { args, context, selection } = operation;
  const { deps, listener } = context;
  const cohorts = new Set<Cohort>();
  /** Only while they are under way: what an answer shows is as it is now. */
  const underWay = new Map<bigint, Promise<Answer | null>>();

  async function execute(event: Event): Promise<Answer | null> {
    let isAsked = false;
    const viewer = isPersonal
      ? context.viewer
      : anybodyLike(context.viewer, () => {
          isAsked = true;
        });
    const contextValue = { deps, listener, requestId: randomUUID(), viewer };
    const result = await executeSubscriptionEvent({ ...args, rootValue: event, contextValue });
    return isAsked ? null : new Answer(event.sequence, result, hooks.mask);
  }

  function answerTo(event: Event): Promise<Answer | null> {
    const present = underWay.get(event.sequence);
    if (present) return present;
    const answer = execute(event).finally(() => underWay.delete(event.sequence));
    underWay.set(event.sequence, answer);
    return answer;
  }

  async function answer(events: Event[]): Promise<Answer[] | null> {
    const found = await Promise.all(events.map(answerTo));
    const answers = found.filter((each) => each !== null);
    if (answers.length === found.length) return answers;
    hooks.onPersonal();
    return null;
  }

  function startAt(cursor: bigint, first: Follower): void {
    const reading = followEvents({ db: deps.db, listener }, { ...selection, after: cursor });
    const cohort = startCohort(reading, cursor, first, {
      answer,
      readmit: hooks.readmit,
      findHost: (guest) =>
        [...cohorts].find((host) => host !== guest && host.isLive() && host.position() <= guest.position()),
      onEnd(ended) {
        if (cohorts.delete(ended) && cohorts.size === 0) hooks.onEnd();
      },
    });
    cohorts.add(cohort);
  }

  return {
    admit(follower) {
      const { cursor } = follower;
      for (const cohort of cohorts) {
        const position = cohort.position();
        if (position === cursor || (position < cursor && cohort.isLive())) return cohort.add(follower);
      }
      startAt(cursor, follower);
    },
  };
}

/** A viewer of whom no more is known than what all in the team with this role and these scopes have in common. */
function anybodyLike({ teamId, role, scopes, isTest }: Viewer, onAsked: () => void): Viewer {
  const ask = (): never => {
    onAsked();
    throw new Error('This answer depends on who asks, and is made again for each of them.');
  };
  return {
    teamId,
    role,
    scopes,
    isTest,
    get actor() {
      return ask();
    },
    get userId() {
      return ask();
    },
    get sessionId() {
      return ask();
    },
    get expiresAt() {
      return ask();
    },
    get grounds() {
      return ask();
    },
  };
}
