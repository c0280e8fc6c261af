import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  GraphQLError,
  validateSubscriptionArgs,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Deps } from '../../deps.ts';
import type { EventReading } from '../../events/follow-events.ts';
import { maskError } from '../masking.ts';
import { type Audience, openAudience } from './audience.ts';
import { type Follower, type SocketOperation, socketFollower, streamFollower } from './follower.ts';
import { type Operation, operationOf } from './operation.ts';

const UNEXPECTED = 'Unexpected error.';

type Context = Operation['context'] & {
  /** Where the subscription came by a WebSocket. */
  socket?: SocketOperation;
};

/**
 * Answers an event once for all who ask the same of it: same document and variables, same team, role and scopes. Their `after` may be
 * different; whoever is behind reads on alone, or with others at the same place, until it meets the rest.
 */
export function shareSubscriptions(deps: Deps): Plugin {
  const audiences = new Map<string, Audience>();
  /** Whose answers depend on who asks. */
  const personal = new WeakSet<DocumentNode>();

  function admit(follower: Follower): void {
    const { operation } = follower;
    const isPersonal = personal.has(operation.document);
    const key = isPersonal ? operation.personalKey : operation.audienceKey;
    let audience = audiences.get(key);
    if (!audience) {
      audience = openAudience(operation, isPersonal, {
        mask: (error) => maskError(deps, error, UNEXPECTED),
        onPersonal: () => void personal.add(operation.document),
        readmit: admit,
        onEnd: () => void audiences.delete(key),
      });
      audiences.set(key, audience);
    }
    audience.admit(follower);
  }

  async function subscribe(asked: ExecutionArgs): Promise<ExecutionResult | Follower['results']> {
    const args = validateSubscriptionArgs(asked);
    if (!('schema' in args)) return { errors: args };
    const source = await createSourceEventStream(args);
    if (!(Symbol.asyncIterator in source)) return source;
    const { begin, selection } = source as EventReading;
    const context = asked.contextValue as Context;
    const operation = operationOf(asked, args, context, selection);
    try {
      const beginning = { operation, cursor: await begin(), onStart: admit };
      const { socket } = context;
      return (socket ? socketFollower(beginning, socket) : streamFollower(beginning)).results;
    } catch (error) {
      return { errors: [new GraphQLError(UNEXPECTED, { originalError: error as Error })] };
    }
  }

  return {
    onSubscribe({ setSubscribeFn }) {
      setSubscribeFn(subscribe);
    },
  };
}
