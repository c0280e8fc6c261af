import type { Creator } from './entities.ts';
import { openIdOf, unionIdOf } from './ids.ts';

/** A creator to make: a username, and whatever differs from an ordinary public account. */
export type CreatorInput = { username: string } & Partial<Omit<Creator, 'username' | 'unionId'>>;

/** The creators of a fresh simulator, one for each situation an integrator meets first. */
export const DEMO_CREATORS: readonly CreatorInput[] = [
  {
    username: 'mia.makes',
    nickname: 'Mia Makes',
    bio: 'Small things from clay, wood and patience. New piece every Friday.',
    verified: true,
    followers: 48_200,
    following: 212,
    likes: 913_400,
    maxVideoPostDurationSec: 600,
  },
  {
    username: 'quiet.quinn',
    nickname: 'Quinn (private)',
    bio: 'Friends only. You know where to find me.',
    private: true,
    followers: 87,
    following: 140,
    likes: 1_204,
  },
  {
    username: 'strict.stella',
    nickname: 'Stella Strict',
    bio: 'Chess openings in under a minute. No comments, no duets, no stitches.',
    commentDisabled: true,
    duetDisabled: true,
    stitchDisabled: true,
    maxVideoPostDurationSec: 60,
    dailyPostCap: 3,
    followers: 5_310,
    following: 12,
    likes: 77_020,
  },
  {
    username: 'banned.bo',
    nickname: 'Bo',
    bio: 'Taking a break. Not by choice.',
    banned: true,
    followers: 942,
    following: 801,
    likes: 6_118,
  },
  {
    username: 'north.kitchen',
    nickname: 'North Kitchen',
    bio: 'Bread, broth and long recipes from a very small kitchen.',
    verified: true,
    maxVideoPostDurationSec: 3_600,
    followers: 1_240_000,
    following: 55,
    likes: 18_400_000,
  },
];

const USERNAME = /^[a-z0-9_.]{2,24}$/;

/**
 * Fills in what was not said about a creator.
 *
 * @throws RangeError when the username is not 2 to 24 of a-z, 0-9, `_` and `.`
 */
export function makeCreator(input: CreatorInput, clientKey: string, nowMs: number): Creator {
  const { username } = input;
  if (!USERNAME.test(username))
    throw new RangeError('A username is 2 to 24 characters of a-z, 0-9, "_" and "."');
  return {
    nickname: username,
    openId: openIdOf(clientKey, username),
    bio: '',
    verified: false,
    private: false,
    commentDisabled: false,
    duetDisabled: false,
    stitchDisabled: false,
    maxVideoPostDurationSec: 300,
    banned: false,
    appVersion: '40.2.0',
    dailyPostCap: 15,
    followers: 120,
    following: 80,
    likes: 640,
    createdAtMs: nowMs,
    ...input,
    unionId: unionIdOf(username),
  };
}
