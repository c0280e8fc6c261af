export { createTestDatabase, type TestDatabase, unusedDatabaseUrl } from './test-database.ts';
