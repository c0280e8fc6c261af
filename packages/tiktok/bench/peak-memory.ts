import { readFileSync, writeFileSync } from 'node:fs';

const SAMPLE_MS = 2;

/**
 * Measures by how many bytes this process outgrows its present resident size until `stop` is called. Linux keeps the
 * exact peak; elsewhere it is sampled.
 */
export function watchPeakGrowth(): { stop: () => number } {
  const kernelKeepsPeak = resetKernelPeak();
  const idleBytes = process.memoryUsage.rss();
  let peakBytes = idleBytes;
  const timer = setInterval(() => {
    peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
  }, SAMPLE_MS);
  return {
    stop() {
      clearInterval(timer);
      const peak = kernelKeepsPeak ? kernelPeakBytes(process.pid) : null;
      return Math.max(peak ?? 0, peakBytes, process.memoryUsage.rss()) - idleBytes;
    },
  };
}

/** The largest resident size of a process so far; `null` where the kernel does not tell. */
export function kernelPeakBytes(pid: number): number | null {
  try {
    const match = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return match ? Number(match[1]) * 1024 : null;
  } catch {
    return null;
  }
}

function resetKernelPeak(): boolean {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
    return true;
  } catch {
    return false;
  }
}
