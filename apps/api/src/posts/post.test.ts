import { PostStatus } from '@airdate/db';
import { expect, test } from 'vitest';
import { availableActions, canMove, publicUrl } from './post.ts';

const statuses = Object.values(PostStatus);
/** Statuses in which bytes may be with TikTok, so that sending them again could publish twice. */
const MAY_BE_PUBLISHED: Record<PostStatus, boolean> = {
  DRAFT: false,
  SCHEDULED: false,
  HELD: false,
  PUBLISHING: false,
  PROCESSING: true,
  PUBLISHED: true,
  IN_INBOX: true,
  FAILED: false,
  UNCONFIRMED: true,
  NEEDS_ATTENTION: true,
  CANCELLED: false,
};

test('without proof or a decision no way leads back to SCHEDULED, PUBLISHING or DRAFT once bytes may be with TikTok', () => {
  for (const from of statuses.filter((status) => MAY_BE_PUBLISHED[status])) {
    const again = statuses.filter(
      (to) => ['SCHEDULED', 'PUBLISHING', 'DRAFT'].includes(to) && canMove(from, to),
    );
    expect({ from, again }).toEqual({ from, again: [] });
    const repeats = availableActions({ status: from, problemCode: null }).filter((action) =>
      ['EDIT', 'PUBLISH', 'SCHEDULE', 'RETRY'].includes(action),
    );
    expect({ from, repeats }).toEqual({ from, repeats: [] });
  }
});

test('PUBLISHED and CANCELLED are final, every other status can be left', () => {
  const final = statuses.filter((from) => statuses.every((to) => !canMove(from, to)));
  expect(final.sort()).toEqual(['CANCELLED', 'PUBLISHED']);
});

test('every status can be reached', () => {
  const reached = new Set(statuses.flatMap((from) => statuses.filter((to) => canMove(from, to))));
  expect(statuses.filter((status) => !reached.has(status))).toEqual([]);
});

test.each([
  ['HELD', 'account_needs_reconnect', true],
  ['HELD', 'missed', true],
  ['HELD', 'spam_risk_too_many_posts', true],
  ['HELD', 'privacy_level_not_offered', false],
  ['FAILED', 'internal', true],
  ['FAILED', 'spam_risk', false],
  ['FAILED', 'file_format_check_failed', false],
  ['FAILED', 'a_code_of_next_year', false],
  ['SCHEDULED', null, false],
] as const)('%s with %s offers RETRY: %s', (status, problemCode, offered) => {
  expect(availableActions({ status, problemCode }).includes('RETRY')).toBe(offered);
});

test('a 19-digit id keeps every digit in the link', () => {
  expect(publicUrl('mia.makes', '7300000000000000001')).toBe(
    'https://www.tiktok.com/@mia.makes/video/7300000000000000001',
  );
  expect(publicUrl('mia.makes', '7300000000000000001', 'http://localhost:4010')).toBe(
    'http://localhost:4010/@mia.makes/video/7300000000000000001',
  );
});
