import { BlockList, isIP } from 'node:net';

/** Peers whose X-Forwarded-For is believed: the dashboard or a proxy on this machine or in a private network. */
const PROXIES = new BlockList();
PROXIES.addSubnet('127.0.0.0', 8);
PROXIES.addSubnet('10.0.0.0', 8);
PROXIES.addSubnet('172.16.0.0', 12);
PROXIES.addSubnet('192.168.0.0', 16);
PROXIES.addAddress('::1', 'ipv6');
PROXIES.addSubnet('fc00::', 7, 'ipv6');

/**
 * Whose attempts to count. Only the last entry of X-Forwarded-For was written by the proxy itself; everything before it
 * may be made up.
 *
 * @param peer address of the socket's other end
 */
export function clientAddress(peer: string, forwardedFor: string | undefined): string {
  const bare = peer.replace(/^::ffff:(?=\d)/, '');
  if (!PROXIES.check(bare, isIP(bare) === 6 ? 'ipv6' : 'ipv4')) return bare;
  const last = forwardedFor?.split(',').at(-1)?.trim() ?? '';
  return isIP(last) > 0 ? last : bare;
}
