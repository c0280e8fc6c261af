import { spawnSync } from 'node:child_process';

/** The operating system user that runs the server; Postgres refuses to run as root. */
export type SystemUser = {
  uid: number;
  gid: number;
};

/** Users looked for when the program runs as root, in this order; the last is made when none exists. */
const CANDIDATES = ['postgres', 'airdate'];

/** @returns the user to switch to, or undefined when the current one will do */
export function serverUser(): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of CANDIDATES) {
    const user = findUser(name);
    if (user) return user;
  }
  return createUser('airdate') ?? findUser('nobody');
}

function findUser(name: string): SystemUser | undefined {
  const uid = Number(idOf('-u', name));
  const gid = Number(idOf('-g', name));
  return uid > 0 && gid >= 0 ? { uid, gid } : undefined;
}

function idOf(option: string, name: string): string {
  const { status, stdout } = spawnSync('id', [option, name], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : 'none';
}

/** Debian and Red Hat bring `useradd`; Alpine's BusyBox brings `adduser`. */
function createUser(name: string): SystemUser | undefined {
  const attempts: [string, string[]][] = [
    ['useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', name]],
    ['adduser', ['-S', '-D', '-H', '-s', '/sbin/nologin', name]],
  ];
  for (const [command, args] of attempts) {
    if (spawnSync(command, args, { stdio: 'ignore' }).status === 0) return findUser(name);
  }
  return undefined;
}
