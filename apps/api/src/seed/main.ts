// Prepares a new demo installation: `DEMO=true node src/seed/main.ts`. Harmless to run again.
import { createDb } from '@airdate/db';
import { readConfig } from '../env.ts';
import { seedDemo } from './seed-demo.ts';

const config = readConfig(process.env);
const db = createDb({ url: config.databaseUrl, applicationName: 'airdate-seed', poolSize: 1 });
try {
  const created = await seedDemo({ db, config });
  console.log(created ? 'The demo team was created.' : 'Nothing to do.');
} finally {
  await db.$disconnect();
}
