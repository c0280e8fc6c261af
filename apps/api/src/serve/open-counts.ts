/** Counts what is open by whom, up to a limit. Nobody is remembered without anything open. */
export function createOpenCounts(limit: number) {
  const open = new Map<string, number>();
  return {
    /** @returns what to call once when it is over; null when this one would be too many */
    take(key: string): (() => void) | null {
      const count = open.get(key) ?? 0;
      if (count >= limit) return null;
      open.set(key, count + 1);
      let released = false;
      return () => {
        if (released) return;
        released = true;
        const left = (open.get(key) ?? 1) - 1;
        if (left > 0) open.set(key, left);
        else open.delete(key);
      };
    },
  };
}
