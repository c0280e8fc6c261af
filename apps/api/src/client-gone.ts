/** Whether an error says no more than that a client hung up while it was sending: what Node's requests fail with. */
export function isClientGone(error: unknown): boolean {
  return (
    error instanceof Error && error.message === 'aborted' && 'code' in error && error.code === 'ECONNRESET'
  );
}
