/** The role whose rows are those of one team; nobody signs in with it. The migrations say what it may do. */
export const TEAM_ROLE = 'airdate_team';

/**
 * Makes the rest of a transaction the team's: $1 is its id, or empty for nobody's. Both settings end with the transaction,
 * so a connection that goes back to its pool carries nothing over.
 */
export const ENTER_TEAM = `SELECT set_config('role', '${TEAM_ROLE}', true), set_config('airdate.team_id', $1, true)`;
