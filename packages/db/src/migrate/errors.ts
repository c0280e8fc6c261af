/** Why the database's schema cannot be brought up to date; stable, for programs. */
export type MigrationErrorCode =
  | 'edited'
  | 'failed_before'
  | 'database_is_newer'
  | 'team_role_missing'
  | 'failed';

/** Migrations cannot be applied. The message is one sentence for the person who started the program. */
export class MigrationError extends Error {
  readonly code: MigrationErrorCode;
  /** Names of the migrations in question. */
  readonly migrations: string[];

  constructor(code: MigrationErrorCode, migrations: string[], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'MigrationError';
    this.code = code;
    this.migrations = migrations;
  }
}

export function editedMigrations(names: string[]): MigrationError {
  const message = `The database was migrated with another version of ${list(names)}: a migration must not change once it was applied.`;
  return new MigrationError('edited', names, message);
}

export function failedMigrations(names: string[]): MigrationError {
  const message = `${list(names)} failed in this database earlier; repair it and tell so with \`prisma migrate resolve\`, or restore a backup.`;
  return new MigrationError('failed_before', names, capitalise(message));
}

export function newerDatabase(names: string[]): MigrationError {
  const message = `The database was migrated by a newer version of Airdate (${names.join(', ')}); start that version instead.`;
  return new MigrationError('database_is_newer', names, message);
}

/** @param user quoted for SQL */
export function teamRoleMissing(role: string, user: string): MigrationError {
  const message = `The database user ${user} may neither use nor create the role ${role}, which requests run as. Have an administrator of the server run these two lines, then start again (the first fails when the role is there already, which is fine):
CREATE ROLE ${role} NOLOGIN;
GRANT ${role} TO ${user};`;
  return new MigrationError('team_role_missing', [], message);
}

/**
 * @param pending the migrations that were to be applied, the failed one among them
 * @param message the engine's words: a headline, the database's answer, and a trace that names the migration
 */
export function failedToApply(pending: string[], message: string, cause: unknown): MigrationError {
  const failed = message.match(/migration_name="([^"]+)"/)?.[1];
  const names = failed ? [failed] : pending;
  const [answer] = message.split(/\n\s+\d+: /);
  const reason = answer!
    .replace(/^external connector error\n/, '')
    .replace(/^Error querying the database: ERROR: /, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return new MigrationError('failed', names, capitalise(`${list(names)} could not be applied: ${reason}.`), {
    cause,
  });
}

const list = (names: string[]) =>
  names.length === 1 ? `migration ${names[0]}` : `migrations ${names.join(', ')}`;
const capitalise = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
