import { createHash } from 'node:crypto';

/** The SHA-256 of a JSON value, whatever the order of the keys in its objects. */
export function fingerprintOf(value: unknown): Uint8Array<ArrayBuffer> {
  const inOrder = JSON.stringify(value, (_name, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
  return new Uint8Array(createHash('sha256').update(inOrder).digest());
}
