import { ERRORS, type Lock, type Locker } from '@tus/server';

const WAIT_LIMIT_MS = 30_000;

type Holder = { requestRelease: () => void; released: Promise<void>; release: () => void };

/**
 * Lets one request at a time touch an upload. A newcomer asks the holder to let go, because the client that resumes is
 * right and the connection it lost is not; then it waits without spinning.
 *
 * Only for one process: two processes that receive the same upload write the same bytes to the same place.
 */
export function createUploadLocker(): Locker {
  const holders = new Map<string, Holder>();
  return { newLock: (id) => createLock(holders, id) };
}

function createLock(holders: Map<string, Holder>, id: string): Lock {
  return {
    async lock(stopSignal, requestRelease) {
      const giveUp = AbortSignal.any([stopSignal, AbortSignal.timeout(WAIT_LIMIT_MS)]);
      for (let holder = holders.get(id); holder; holder = holders.get(id)) {
        holder.requestRelease();
        await Promise.race([holder.released, aborted(giveUp)]);
        if (giveUp.aborted) throw ERRORS.ERR_LOCK_TIMEOUT;
      }
      const { promise: released, resolve: release } = Promise.withResolvers<void>();
      holders.set(id, { requestRelease: () => void requestRelease(), released, release });
    },
    async unlock() {
      const holder = holders.get(id);
      holders.delete(id);
      holder?.release();
    },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
