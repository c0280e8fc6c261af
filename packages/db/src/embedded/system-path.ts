/** Where the system keeps its programs; all of this process's environment that Postgres gets to see. */
export const SYSTEM_PATH = process.env.PATH;
