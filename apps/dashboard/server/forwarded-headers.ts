import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { all, compile } from 'proxy-addr';

/** Who asked, over what and for which host, as far as it can be believed. */
type Forwarded = { clientAddress: string; protocol: 'http' | 'https'; host: string };

/**
 * Makes the function that reads who asked. Forwarded headers of a peer that is not configured as a proxy are ignored,
 * because anybody can send them. The client is the last address in X-Forwarded-For that is not itself such a proxy.
 *
 * @param trustedProxies addresses and CIDR ranges; none when empty
 */
function forwardedReader(trustedProxies: string[]): (req: IncomingMessage) => Forwarded {
  const trusts = compile(trustedProxies);
  return (req) => {
    const believed = trusts(req.socket.remoteAddress ?? '', 0);
    const last = (name: string) => (believed ? list(req.headers[name]).at(-1) : undefined);
    const client = all(req, trusts).findLast((hop) => isIP(hop) > 0) ?? '';
    const protocol = last('x-forwarded-proto');
    return {
      clientAddress: client.replace(/^::ffff:(?=\d+\.)/i, ''),
      protocol: protocol === 'https' || protocol === 'wss' ? 'https' : 'http',
      host: last('x-forwarded-host') ?? req.headers.host ?? 'localhost',
    };
  };
}

/**
 * Makes the function that replaces whatever X-Forwarded-* headers came in by the ones that hold, so that everything behind
 * can rely on them.
 */
export function forwardedSettler(trustedProxies: string[]): (req: IncomingMessage) => void {
  const read = forwardedReader(trustedProxies);
  return (req) => {
    const forwarded = read(req);
    delete req.headers.forwarded;
    delete req.headers['x-forwarded-port'];
    req.headers['x-forwarded-for'] = forwarded.clientAddress;
    req.headers['x-forwarded-proto'] = forwarded.protocol;
    req.headers['x-forwarded-host'] = forwarded.host;
  };
}

function list(value: string | string[] | undefined): string[] {
  const joined = Array.isArray(value) ? value.join(',') : (value ?? '');
  return joined
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
}
