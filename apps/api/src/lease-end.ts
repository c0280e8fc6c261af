/** What a process holds that was killed or stopped is taken over after this long: a post, or the refresh of a grant. */
export const LEASE_MS = 3_500;

/** When a lease that is taken or prolonged now ends. */
export function leaseEnd(now: Date): Date {
  return new Date(now.getTime() + LEASE_MS);
}
