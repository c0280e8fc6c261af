import { describe, expect, it } from 'vitest';
import { MalformedWebhookError } from '../errors.ts';
import { parseWebhookEvent } from './events.ts';

function body(event: string, content: unknown, envelope: Record<string, unknown> = {}): string {
  return JSON.stringify({
    client_key: 'ck',
    event,
    create_time: 1_700_000_000,
    user_openid: '-000demo',
    content: typeof content === 'string' ? content : JSON.stringify(content),
    ...envelope,
  });
}

const publish = { publish_id: 'v_pub_file~v2-1.42', publish_type: 'DIRECT_PUBLISH' };
const published = { publishId: 'v_pub_file~v2-1.42', publishType: 'DIRECT_PUBLISH' };
const ID = '7300000000000000001';

describe('parseWebhookEvent', () => {
  it.each([
    [
      'post.publish.failed',
      { ...publish, reason: 'spam_risk_text' },
      { type: 'post.publish.failed', reason: 'spam_risk_text', ...published },
    ],
    [
      'post.publish.failed',
      { ...publish, fail_reason: 'internal' },
      { type: 'post.publish.failed', reason: 'internal' },
    ],
    ['post.publish.failed', publish, { type: 'post.publish.failed', reason: null }],
    ['post.publish.complete', publish, { type: 'post.publish.complete', ...published }],
    [
      'post.publish.inbox_delivered',
      { publish_id: 'p', publish_type: 'INBOX_SHARE' },
      { type: 'post.publish.inbox_delivered', publishId: 'p', publishType: 'INBOX_SHARE' },
    ],
    [
      'post.publish.publicly_available',
      { ...publish, post_id: ID },
      { type: 'post.publish.publicly_available', postId: ID },
    ],
    [
      'post.publish.no_longer_publicaly_available',
      { ...publish, post_id: ID },
      { type: 'post.publish.no_longer_publicly_available', postId: ID },
    ],
    [
      'post.publish.no_longer_publicly_available',
      { ...publish, post_id: ID },
      { type: 'post.publish.no_longer_publicly_available', postId: ID },
    ],
    [
      'post.publish.publicaly_available',
      { ...publish, post_id: ID },
      { type: 'post.publish.publicly_available', postId: ID },
    ],
    ['authorization.removed', { reason: 1 }, { type: 'authorization.removed', reason: 'user_disconnected' }],
    ['authorization.removed', { reason: 5 }, { type: 'authorization.removed', reason: 'developer_revoked' }],
    ['authorization.removed', { reason: 77 }, { type: 'authorization.removed', reason: 'unknown' }],
    ['authorization.removed', {}, { type: 'authorization.removed', reason: 'unknown' }],
    ['video.upload.failed', { share_id: 's1' }, { type: 'video.upload.failed', shareId: 's1' }],
    ['video.publish.completed', { share_id: 's1' }, { type: 'video.publish.completed', shareId: 's1' }],
    [
      'video.upload.failed',
      { ...publish, reason: 'internal' },
      { type: 'post.publish.failed', reason: 'internal' },
    ],
    ['video.publish.complete', publish, { type: 'post.publish.complete' }],
    ['video.publish.completed', publish, { type: 'post.publish.complete' }],
    [
      'portability.download.ready',
      '{"request_id":7300000000000000001}',
      { type: 'portability.download.ready', requestId: ID },
    ],
  ])('reads %s with %j', (event, content, expected) => {
    expect(parseWebhookEvent(body(event, content))).toMatchObject({ ...expected, rawEvent: event });
  });

  it('reads the envelope', () => {
    expect(parseWebhookEvent(Buffer.from(body('post.publish.complete', publish)))).toMatchObject({
      clientKey: 'ck',
      openId: '-000demo',
      createdAt: new Date(1_700_000_000_000),
    });
  });

  it('keeps all 19 digits of a post id that comes as a number', () => {
    const content = `{"publish_id":"p","post_id":${ID},"publish_type":"DIRECT_PUBLISH"}`;
    expect(parseWebhookEvent(body('post.publish.publicly_available', content))).toMatchObject({ postId: ID });
  });

  it.each([
    ['an event that is not documented', 'post.publish.archived', { x: 1 }],
    ['a known event without its publish id', 'post.publish.complete', {}],
    ['content that is not JSON', 'post.publish.complete', 'later'],
  ])('tolerates %s', (_title, event, content) => {
    expect(parseWebhookEvent(body(event, content))).toMatchObject({ type: 'unknown', rawEvent: event });
  });

  it('allows an event that concerns no user', () => {
    const event = body('portability.download.ready', { request_id: 1 }, { user_openid: '' });
    expect(parseWebhookEvent(event).openId).toBeNull();
  });

  it.each(['', 'nonsense', '[]', '{}', '{"event":"post.publish.complete"}'])(
    'refuses the body %j',
    (rawBody) => {
      expect(() => parseWebhookEvent(rawBody)).toThrow(MalformedWebhookError);
    },
  );
});

describe('dedupeKey', () => {
  const key = (event: string, content: unknown, envelope?: Record<string, unknown>) =>
    parseWebhookEvent(body(event, content, envelope)).dedupeKey;

  it('is the same for the same event, however it is spelled or ordered', () => {
    const content = { publish_id: 'p', post_id: ID, publish_type: 'DIRECT_PUBLISH' };
    const reordered = `{"publish_type":"DIRECT_PUBLISH","post_id":${ID},"publish_id":"p"}`;
    const first = key('post.publish.no_longer_publicaly_available', content);
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(key('post.publish.no_longer_publicly_available', reordered)).toBe(first);
  });

  it('tells apart app, user, event, post, publish and instant', () => {
    const keys = [
      key('post.publish.complete', publish),
      key('post.publish.inbox_delivered', publish),
      key('post.publish.complete', { ...publish, publish_id: 'other' }),
      key('post.publish.complete', publish, { create_time: 1_700_000_001 }),
      key('post.publish.complete', publish, { user_openid: 'other' }),
      key('post.publish.complete', publish, { client_key: 'other' }),
      key('post.publish.publicly_available', { ...publish, post_id: ID }),
      key('post.publish.publicly_available', { ...publish, post_id: '7300000000000000002' }),
      key('something.new', { a: 1 }),
      key('something.newer', { a: 1 }),
      key('something.new', { a: 2 }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });
});
