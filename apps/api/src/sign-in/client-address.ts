import { isIP } from 'node:net';
import { all, compile } from 'proxy-addr';

/**
 * Makes the function that says whose attempts to count: the peer itself, or behind trusted proxies the last address that
 * none of them has. Everything before it in X-Forwarded-For may be made up. An IPv4 address on an IPv6 socket is written
 * as IPv4.
 *
 * @param trustedProxies addresses and CIDR ranges whose X-Forwarded-For is believed, beside this machine's own
 */
export function clientAddressReader(trustedProxies: string[]): (req: Parameters<typeof all>[0]) => string {
  // The dashboard calls the API over loopback.
  const trusts = compile(['loopback', ...trustedProxies]);
  return (req) => {
    const address = all(req, trusts).findLast((hop) => isIP(hop) > 0) ?? '';
    return address.replace(/^::ffff:(?=\d+\.)/i, '');
  };
}

/** Where `clientAddressSettler` leaves the client's address. */
export const CLIENT_ADDRESS_HEADER = 'x-airdate-client-address';

/** Makes the function that settles once for each request who sends it, over whatever came in under the header's name. */
export function clientAddressSettler(
  trustedProxies: string[],
): (req: Parameters<typeof all>[0] & { headers: Record<string, unknown> }) => void {
  const read = clientAddressReader(trustedProxies);
  return (req) => {
    req.headers[CLIENT_ADDRESS_HEADER] = read(req);
  };
}

/** Who sends a request that the server has admitted; empty where nobody knows. */
export function clientAddressOf(headers: Headers): string {
  return headers.get(CLIENT_ADDRESS_HEADER) ?? '';
}

/** The address that a guest's attempts are counted under: of IPv6 the /64 network, for one guest has all of it. */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = '', tail = ''] = address.replace(/%.*/, '').split('::');
  const groups = (text: string) => text.split(':').filter(Boolean);
  const [first, last] = [groups(head), groups(tail)];
  // An IPv4 address at the end stands for two groups.
  const missing = 8 - first.length - last.length - (address.includes('.') ? 1 : 0);
  const all = address.includes('::') ? [...first, ...Array(missing).fill('0'), ...last] : first;
  const network = all.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}
