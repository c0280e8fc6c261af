export { createDb, type Db, type DbOptions, type Tx } from './client.ts';
export { CONNECTION_LIMITS } from './connection-limits.ts';
export * from './generated/prisma/client.ts';
export { KEEPS_PLAN } from './kept-plan.ts';
export { isPassingFailure, isUndone } from './passing-failure.ts';
export { assertReachable, DatabaseUnreachableError } from './reachable.ts';
export { reservedDb } from './reserved-db.ts';
export { acrossTeams } from './row-security/across-teams.ts';
export { dbOfTeam } from './row-security/db-of-team.ts';
