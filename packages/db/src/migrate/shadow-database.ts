import { randomUUID } from 'node:crypto';
import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils';
import pg from 'pg';
import { assertReachable } from '../reachable.ts';
import { connectCatalogAdapter } from './catalog-adapter.ts';
import { maintenanceUrl } from './ensure-database.ts';

/** Makes an empty database beside the given one, in which migrations are replayed; it is dropped on dispose. */
export async function connectShadowDatabase(url: string, pools: Set<pg.Pool>): Promise<SqlDriverAdapter> {
  const name = `shadow_${randomUUID().replaceAll('-', '')}`;
  const owner = new pg.Client((await assertReachable(url)) ? url : maintenanceUrl(url));
  await owner.connect();
  await owner.query(`CREATE DATABASE "${name}"`);

  const shadow = new URL(url);
  shadow.pathname = `/${name}`;
  const adapter = await connectCatalogAdapter(shadow.href, pools);
  const dispose = adapter.dispose.bind(adapter);
  return Object.assign(adapter, {
    async dispose() {
      await dispose();
      await owner.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
      await owner.end();
    },
  });
}
