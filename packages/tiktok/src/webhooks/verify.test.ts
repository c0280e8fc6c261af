import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signWebhook } from './sign.ts';
import { verifyWebhook } from './verify.ts';

/** The documented vector. */
const rawBody =
  '{"client_key":"ck_demo","event":"post.publish.complete","create_time":1700000000,"user_openid":"-000demo","content":"{\\"publish_id\\":\\"v_pub_file~v2-1.42\\",\\"publish_type\\":\\"DIRECT_PUBLISH\\"}"}';
const secret = 'cs_demo_secret';
const signatureHeader = 't=1700000005,s=8d568eff9cfc5801bd3ca98c12526010baad75bc5c56510685eb0ef40b7df199';
const now = new Date(1_700_000_006_000);
const genuine = { rawBody, secret, signatureHeader, now };

const after = (seconds: number) => new Date((1_700_000_005 + seconds) * 1000);

describe('signWebhook', () => {
  it('makes the documented signature', () => {
    expect(signWebhook({ secret, timestampSeconds: 1_700_000_005, rawBody })).toBe(signatureHeader);
  });
});

describe('verifyWebhook', () => {
  it.each([
    ['the documented vector', genuine],
    ['the body as bytes', { ...genuine, rawBody: Buffer.from(rawBody) }],
    ['a secret that is being rotated', { ...genuine, secret: ['new', secret] }],
    [
      'spaces and parts that it does not know',
      { ...genuine, signatureHeader: `v=1, ${signatureHeader.replace(',', ' , ')}` },
    ],
    [
      'upper-case digits',
      {
        ...genuine,
        signatureHeader: signatureHeader.replace(/s=.*/, (s) => `s=${s.slice(2).toUpperCase()}`),
      },
    ],
    ['one right signature of two', { ...genuine, signatureHeader: `${signatureHeader},s=${'0'.repeat(64)}` }],
    ['the oldest age that is tolerated', { ...genuine, now: after(300) }],
    ['a clock that is behind as far as is tolerated', { ...genuine, now: after(-300) }],
  ])('accepts %s', (_title, input) => {
    expect(verifyWebhook(input)).toEqual({ ok: true, timestampSeconds: 1_700_000_005 });
  });

  it.each([
    ['no header', { ...genuine, signatureHeader: undefined }, 'signature_missing'],
    ['an empty header', { ...genuine, signatureHeader: '' }, 'signature_missing'],
    ['no timestamp', { ...genuine, signatureHeader: `s=${'0'.repeat(64)}` }, 'signature_malformed'],
    ['no signature', { ...genuine, signatureHeader: 't=1700000005' }, 'signature_malformed'],
    ['a short signature', { ...genuine, signatureHeader: 't=1700000005,s=8d568eff' }, 'signature_malformed'],
    [
      'a timestamp that is no number',
      { ...genuine, signatureHeader: signatureHeader.replace('t=1', 't=x') },
      'signature_malformed',
    ],
    ['another secret', { ...genuine, secret: 'other' }, 'signature_mismatch'],
    [
      'a body that was written again',
      { ...genuine, rawBody: JSON.stringify(JSON.parse(rawBody), null, 1) },
      'signature_mismatch',
    ],
    [
      'a timestamp that was moved',
      { ...genuine, signatureHeader: signatureHeader.replace('05,', '06,') },
      'signature_mismatch',
    ],
    ['one second too old', { ...genuine, now: after(301) }, 'timestamp_stale'],
    ['one second too early', { ...genuine, now: after(-301) }, 'timestamp_in_future'],
    [
      'what is too old for a shorter tolerance',
      { ...genuine, now: after(11), toleranceSeconds: 10 },
      'timestamp_stale',
    ],
  ])('refuses %s', (_title, input, reason) => {
    expect(verifyWebhook(input)).toMatchObject({ ok: false, reason });
  });

  it('calls a forged old message forged, not stale', () => {
    expect(verifyWebhook({ ...genuine, secret: 'other', now: after(9999) })).toMatchObject({
      reason: 'signature_mismatch',
    });
  });

  it.each([[''], [[]], [['right', '']]])('will not verify with the secret %j', (empty) => {
    expect(() => verifyWebhook({ ...genuine, secret: empty })).toThrow(RangeError);
  });

  it('accepts what signWebhook makes of any bytes, and nothing after a bit is flipped', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1 }),
        fc.string({ minLength: 1 }),
        fc.nat(),
        (bytes, key, seed) => {
          const header = signWebhook({ secret: key, timestampSeconds: 1_700_000_005, rawBody: bytes });
          expect(verifyWebhook({ rawBody: bytes, secret: key, signatureHeader: header, now }).ok).toBe(true);
          const flipped = Uint8Array.from(bytes);
          flipped[seed % flipped.length]! ^= 1 << (seed % 8);
          expect(verifyWebhook({ rawBody: flipped, secret: key, signatureHeader: header, now }).ok).toBe(
            false,
          );
        },
      ),
    );
  });
});
