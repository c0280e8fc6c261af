/** What any program may need of the machine that it runs on. */
const MACHINE = [
  ...[
    'PATH',
    'HOME',
    'USER',
    'LOGNAME',
    'SHELL',
    'TMPDIR',
    'TMP',
    'TEMP',
    'TZ',
    'LANG',
    'LANGUAGE',
    'LC_ALL',
  ],
  ...['LD_LIBRARY_PATH', 'LD_PRELOAD', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'NO_COLOR', 'FORCE_COLOR'],
];

/** What tunes Node. By name, because others of this kind, such as NODE_AUTH_TOKEN, are secrets. */
const NODE = [
  ...['NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS', 'NODE_USE_SYSTEM_CA', 'NODE_TLS_REJECT_UNAUTHORIZED'],
  ...['NODE_COMPILE_CACHE', 'NODE_V8_COVERAGE', 'NODE_DEBUG', 'NODE_NO_WARNINGS', 'UV_THREADPOOL_SIZE'],
];

/**
 * The part of this process's environment that a process of the product gets to see: what every program needs of the
 * machine, and what is asked for.
 *
 * @param names variables, or patterns of their names
 */
export function inheritedEnv(names: readonly (string | RegExp)[] = []): NodeJS.ProcessEnv {
  const wanted = [...MACHINE, ...NODE, ...names];
  const matches = (name: string) =>
    wanted.some((want) => (typeof want === 'string' ? want === name : want.test(name)));
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => matches(name)));
}
