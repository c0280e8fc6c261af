import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { all, compile } from 'proxy-addr';

/**
 * Makes the function that says whose attempts to count: the peer itself, or behind trusted proxies the last address that
 * none of them has. Everything before it in X-Forwarded-For may be made up. An IPv4 address on an IPv6 socket is written
 * as IPv4.
 *
 * @param trustedProxies addresses and CIDR ranges whose X-Forwarded-For is believed, beside this machine's own
 */
export function clientAddressReader(trustedProxies: string[]): (req: IncomingMessage) => string {
  // The dashboard calls the API over loopback.
  const trusts = compile(['loopback', ...trustedProxies]);
  return (req) => {
    const address = all(req, trusts).findLast((hop) => isIP(hop) > 0) ?? '';
    return address.replace(/^::ffff:(?=\d+\.)/i, '');
  };
}
