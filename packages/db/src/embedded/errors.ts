/** Why the embedded Postgres could not be used; stable, for programs. */
export type EmbeddedPostgresErrorCode =
  | 'unsupported_platform'
  | 'directory_not_writable'
  | 'directory_in_use'
  | 'port_taken'
  | 'version_mismatch'
  | 'start_failed';

/** The embedded Postgres cannot be used. The message is one sentence for the person who started it. */
export class EmbeddedPostgresError extends Error {
  readonly code: EmbeddedPostgresErrorCode;

  constructor(code: EmbeddedPostgresErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

export class UnsupportedPlatformError extends EmbeddedPostgresError {
  constructor(platform: string) {
    super(
      'unsupported_platform',
      `There is no embedded Postgres for ${platform}; set DATABASE_URL to a Postgres of your own.`,
    );
  }
}

export class DirectoryNotWritableError extends EmbeddedPostgresError {
  readonly directory: string;

  constructor(directory: string, options?: ErrorOptions) {
    super('directory_not_writable', `The data directory ${directory} cannot be written to.`, options);
    this.directory = directory;
  }
}

export class DirectoryInUseError extends EmbeddedPostgresError {
  readonly directory: string;
  readonly pid: number;

  constructor(directory: string, pid: number) {
    super(
      'directory_in_use',
      `The data directory ${directory} is in use by another Airdate (process ${pid}).`,
    );
    this.directory = directory;
    this.pid = pid;
  }
}

export class PortTakenError extends EmbeddedPostgresError {
  readonly port: number;

  constructor(port: number) {
    super('port_taken', `Port ${port}, wanted for the embedded Postgres, is taken by another program.`);
    this.port = port;
  }
}

export class VersionMismatchError extends EmbeddedPostgresError {
  constructor(directory: string, found: string, expected: string) {
    super(
      'version_mismatch',
      `The data in ${directory} was written by PostgreSQL ${found}, but the embedded server is PostgreSQL ${expected}.`,
    );
  }
}

/** The server or initdb ended early; `output` holds the end of what it wrote. */
export class StartFailedError extends EmbeddedPostgresError {
  readonly output: string;

  constructor(what: string, output: string, options?: ErrorOptions) {
    const lines = output.trim().split('\n');
    const last = lines.findLast((line) => /FATAL|PANIC|error:/.test(line)) ?? lines.at(-1) ?? '';
    const reason = last.replace(/^.*?(?:FATAL|PANIC|error):\s*/, '').trim();
    super(
      'start_failed',
      `The embedded Postgres did not start: ${what}${reason && ` (${reason})`}.`,
      options,
    );
    this.output = output;
  }
}
