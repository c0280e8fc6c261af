import pg from 'pg';

const CONNECT_TIMEOUT_MS = 5_000;
const UNKNOWN_DATABASE = '3D000';
const MINIMUM_VERSION = 150_000;

/** No connection to the database. The message is one sentence without user name and password. */
export class DatabaseUnreachableError extends Error {
  readonly code = 'database_unreachable';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DatabaseUnreachableError';
  }
}

/**
 * Asks the server that the URL names for an answer, once, for at most 5 s.
 *
 * @returns whether the database exists; false when only the server could be reached
 * @throws DatabaseUnreachableError
 */
export async function assertReachable(url: string): Promise<boolean> {
  const target = parse(url);
  const name = `${target.hostname}:${target.port || 5432}${target.pathname}`;
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ server_version_num: string }>('SHOW server_version_num');
    if (Number(rows[0]!.server_version_num) < MINIMUM_VERSION) {
      throw new DatabaseUnreachableError(`The database ${name} is older than PostgreSQL 15.`);
    }
    return true;
  } catch (error) {
    if (error instanceof DatabaseUnreachableError) throw error;
    if ((error as pg.DatabaseError).code === UNKNOWN_DATABASE) return false;
    throw new DatabaseUnreachableError(`The database ${name} cannot be reached: ${reasonOf(error)}.`, {
      cause: error,
    });
  } finally {
    await client.end().catch(() => {});
  }
}

function parse(url: string): URL {
  const parsed = URL.parse(url);
  if (!parsed || !['postgres:', 'postgresql:'].includes(parsed.protocol)) {
    throw new DatabaseUnreachableError(
      'DATABASE_URL is not of the form postgresql://user:password@host:port/database.',
    );
  }
  return parsed;
}

const REASONS: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'the host name cannot be looked up now',
  EHOSTUNREACH: 'there is no route to the host',
  ENETUNREACH: 'there is no route to the host',
  ETIMEDOUT: 'the host does not answer',
  ECONNRESET: 'the connection was closed at once',
  '28P01': 'user name or password are wrong',
  '28000': 'the server refuses this user',
  '42501': 'the user may not connect to it',
  '53300': 'it has no connection left',
  '57P03': 'it is starting up or shutting down',
};

function reasonOf(error: unknown): string {
  const { code, message, errors } = error as NodeJS.ErrnoException & { errors?: NodeJS.ErrnoException[] };
  const known = REASONS[code ?? errors?.[0]?.code ?? ''];
  if (known) return known;
  if (/timeout/i.test(message)) return 'the host does not answer';
  if (/password must be a string/.test(message)) return 'it wants a password';
  if (/Connection terminated/.test(message)) return 'the connection was closed at once';
  return message.replace(/\.$/, '');
}
