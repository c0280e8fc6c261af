// Loaded into a process under test by `--import`: tells over its IPC channel how busy it was at worst, and its memory.
const EVERY_MS = 5;

let longestMs = 0;
let last = process.threadCpuUsage();

/** Between two looks the loop went round at least once; what it computed in between kept everybody else waiting. */
function look(): void {
  const { user, system } = process.threadCpuUsage(last);
  last = process.threadCpuUsage();
  longestMs = Math.max(longestMs, (user + system) / 1000);
}
setInterval(look, EVERY_MS).unref();

process.on('message', (message) => {
  if (message !== 'how busy?') return;
  look();
  process.send?.({ longestMs, residentBytes: process.memoryUsage.rss() });
  longestMs = 0;
});
