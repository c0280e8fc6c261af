// Plain JavaScript for any Node >= 20: installs from the frozen lockfile when something changed, then runs
// scripts/tasks.ts on the Node 24 that the workspace brings along.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'node_modules', '.bin');
const manifests = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml'];

if (Number(process.versions.node.split('.')[0]) < 20) {
  console.error(`Airdate needs Node 20 or newer; this is ${process.version}.`);
  process.exit(1);
}

install();
run();

function install() {
  const hash = createHash('sha256');
  for (const file of manifests) hash.update(readFileSync(join(root, file)));
  const wanted = hash.digest('hex');
  const stamp = join(root, 'node_modules', '.installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;

  console.log('Installing dependencies …');
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const npx = ['--yes', packageManager, 'install', '--frozen-lockfile', '--reporter=append-only'];
  const { status } = spawnSync('npx', npx, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
    env: { ...process.env, CI: 'true' },
  });
  if (status !== 0) {
    console.error(
      'The dependencies could not be installed. Check the network connection and run the command again.',
    );
    process.exit(status ?? 1);
  }
  writeFileSync(stamp, wanted);
}

function run() {
  const packaged = join(bin, 'node');
  const node = existsSync(packaged) ? packaged : process.execPath;
  const child = spawn(node, [join(root, 'scripts', 'tasks.ts'), ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      PATH: [bin, process.env.PATH].join(delimiter),
      TURBO_TELEMETRY_DISABLED: '1',
      DO_NOT_TRACK: '1',
      CHECKPOINT_DISABLE: '1',
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
    },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  // npm's own shell dies of a signal without passing it on, so a vanished parent is taken as a request to stop.
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 500).unref();
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}
