import pg from 'pg';
import { TEAM_ROLE } from '../row-security/team-role.ts';
import { teamRoleMissing } from './errors.ts';

const DUPLICATE_OBJECT = '42710';
/** Raised when another database of the server makes the role in the same moment. */
const UNIQUE_VIOLATION = '23505';
const INSUFFICIENT_PRIVILEGE = '42501';

/**
 * Makes sure that this connection's user may become the role of a team's requests. Roles belong to the whole server, so a
 * restored backup, or a migration by another user, can be without.
 *
 * @throws MigrationError `team_role_missing` when the user can neither become it nor make it
 */
export async function ensureTeamRole(client: pg.Client): Promise<void> {
  if (await mayBecome(client)) return;
  try {
    await client.query(`CREATE ROLE ${TEAM_ROLE} NOLOGIN`).catch(unless(DUPLICATE_OBJECT, UNIQUE_VIOLATION));
    await client.query(`GRANT ${TEAM_ROLE} TO CURRENT_USER`).catch(unless(UNIQUE_VIOLATION));
  } catch (error) {
    if ((error as pg.DatabaseError).code !== INSUFFICIENT_PRIVILEGE) throw error;
    const { rows } = await client.query<{ user: string }>('SELECT quote_ident(current_user) AS user');
    throw teamRoleMissing(TEAM_ROLE, rows[0]!.user);
  }
}

async function mayBecome(client: pg.Client): Promise<boolean> {
  try {
    await client.query(`BEGIN; SET LOCAL ROLE ${TEAM_ROLE}`);
    return true;
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    return false;
  } finally {
    await client.query('ROLLBACK');
  }
}

function unless(...codes: string[]): (error: pg.DatabaseError) => void {
  return (error) => {
    if (!error.code || !codes.includes(error.code)) throw error;
  };
}
