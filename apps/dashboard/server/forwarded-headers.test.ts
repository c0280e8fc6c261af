import { describe, expect, it } from 'vitest';
import { readForwarded } from './forwarded-headers.ts';

const spoofed = {
  host: 'airdate.test',
  'x-forwarded-for': '1.2.3.4',
  'x-forwarded-proto': 'https',
  'x-forwarded-host': 'evil.test',
};

describe('who asked', () => {
  it('is the peer itself without a proxy', () => {
    expect(readForwarded('::ffff:203.0.113.9', { host: 'airdate.test' })).toEqual({
      clientAddress: '203.0.113.9',
      protocol: 'http',
      host: 'airdate.test',
    });
  });

  it('is not what a peer on a public address claims', () => {
    expect(readForwarded('203.0.113.9', spoofed)).toEqual({
      clientAddress: '203.0.113.9',
      protocol: 'http',
      host: 'airdate.test',
    });
  });

  it.each(['127.0.0.1', '::1', '::ffff:10.0.0.7', 'fd00::7'])('is what a proxy at %s says', (peer) => {
    expect(readForwarded(peer, { ...spoofed, 'x-forwarded-host': 'airdate.test' })).toEqual({
      clientAddress: '1.2.3.4',
      protocol: 'https',
      host: 'airdate.test',
    });
  });

  it('is the last address before the proxies, because earlier ones may be made up', () => {
    const headers = { host: 'h', 'x-forwarded-for': '6.6.6.6, 198.51.100.4, 10.0.0.1' };
    expect(readForwarded('127.0.0.1', headers).clientAddress).toBe('198.51.100.4');
  });

  it('falls back to the peer when the chain holds no address', () => {
    expect(readForwarded('127.0.0.1', { host: 'h', 'x-forwarded-for': 'unknown' }).clientAddress).toBe(
      '127.0.0.1',
    );
  });
});
