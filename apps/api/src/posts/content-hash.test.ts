import type { Post } from '@airdate/db';
import { expect, test } from 'vitest';
import { contentHash, type PostContent } from './content-hash.ts';

const content: PostContent = {
  accountId: '0193a0b1-0000-7000-8000-000000000001',
  mediaAssetId: '0193a0b1-0000-7000-8000-000000000002',
  mode: 'DIRECT',
  caption: 'Morning at the harbour #harbour',
  privacyLevel: 'PUBLIC_TO_EVERYONE',
  allowComment: false,
  allowDuet: false,
  allowStitch: false,
  yourBrand: false,
  brandedContent: false,
  isAiGenerated: false,
  coverTimestampMs: null,
};

/** Another value of every field that TikTok is given; one that is forgotten here does not compile. */
const others: { [Field in keyof PostContent]: PostContent[Field][] } = {
  accountId: ['0193a0b1-0000-7000-8000-000000000003'],
  mediaAssetId: ['0193a0b1-0000-7000-8000-000000000004', content.accountId],
  mode: ['INBOX'],
  caption: ['', 'Morning at the harbour #harbour ', 'morning at the harbour #harbour'],
  privacyLevel: ['SELF_ONLY', 'FOLLOWER_OF_CREATOR', 'MUTUAL_FOLLOW_FRIENDS', null],
  allowComment: [true],
  allowDuet: [true],
  allowStitch: [true],
  yourBrand: [true],
  brandedContent: [true],
  isAiGenerated: [true],
  coverTimestampMs: [0, 1500],
};

const variants = Object.entries(others).flatMap(([field, values]) =>
  values.map((value) => [`${field} ${JSON.stringify(value)}`, { ...content, [field]: value }] as const),
);

test.each(variants)('another %s has another hash', (_name, variant) => {
  expect(contentHash(variant)).not.toBe(contentHash(content));
});

test('no two of these contents share a hash', () => {
  const hashes = [content, ...variants.map(([, variant]) => variant)].map(contentHash);
  expect(new Set(hashes).size).toBe(hashes.length);
});

test('where a post is and when it goes out is no part of it', () => {
  const moved: Partial<Post> = {
    status: 'SCHEDULED',
    publishAt: new Date(0),
    problemCode: 'missed',
    checkCount: 3,
  };
  expect(contentHash({ ...moved, ...content })).toBe(contentHash(content));
});

test('the hash of a content stays the same from version to version, as consents keep it', () => {
  expect(contentHash(content)).toBe('767567154300d3fe4a063a4376ba489f06d69444099736e235ee09ecfd1517e0');
});
