import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** Peers whose X-Forwarded-* headers are believed: a reverse proxy on this machine or in a private network. */
const trusted = new BlockList();
trusted.addSubnet('127.0.0.0', 8);
trusted.addSubnet('10.0.0.0', 8);
trusted.addSubnet('172.16.0.0', 12);
trusted.addSubnet('192.168.0.0', 16);
trusted.addSubnet('169.254.0.0', 16);
trusted.addAddress('::1', 'ipv6');
trusted.addSubnet('fc00::', 7, 'ipv6');
trusted.addSubnet('fe80::', 10, 'ipv6');

/** Who asked, over what and for which host, as far as it can be believed. */
export type Forwarded = { clientAddress: string; protocol: 'http' | 'https'; host: string };

/**
 * Reads who asked. Forwarded headers of a peer on a public address are ignored, because anybody can send them.
 * The client is the last address in X-Forwarded-For that is not itself a trusted proxy.
 */
export function readForwarded(peerAddress: string, headers: IncomingMessage['headers']): Forwarded {
  const believed = isTrusted(peerAddress);
  const chain = believed ? list(headers['x-forwarded-for']) : [];
  const client = chain.findLast((address) => isIP(address) > 0 && !isTrusted(address)) ?? chain[0];
  const protocol = believed ? list(headers['x-forwarded-proto']).at(-1) : undefined;
  const host = believed ? list(headers['x-forwarded-host']).at(-1) : undefined;
  return {
    clientAddress: client && isIP(client) > 0 ? client : plain(peerAddress),
    protocol: protocol === 'https' || protocol === 'wss' ? 'https' : 'http',
    host: host ?? headers.host ?? 'localhost',
  };
}

/** Replaces whatever X-Forwarded-* headers came in by the ones that hold, so that everything behind can rely on them. */
export function settleForwardedHeaders(req: IncomingMessage): void {
  const forwarded = readForwarded(req.socket.remoteAddress ?? '', req.headers);
  delete req.headers.forwarded;
  delete req.headers['x-forwarded-port'];
  req.headers['x-forwarded-for'] = forwarded.clientAddress;
  req.headers['x-forwarded-proto'] = forwarded.protocol;
  req.headers['x-forwarded-host'] = forwarded.host;
}

function isTrusted(address: string): boolean {
  const bare = plain(address);
  const family = isIP(bare);
  return family > 0 && trusted.check(bare, family === 6 ? 'ipv6' : 'ipv4');
}

/** An IPv4 address that arrived on an IPv6 socket, as IPv4. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/, '');
}

function list(value: string | string[] | undefined): string[] {
  const joined = Array.isArray(value) ? value.join(',') : (value ?? '');
  return joined
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
}
