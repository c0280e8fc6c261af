import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ENDPOINTS, type Endpoint } from './endpoints.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const rows = readme.split('\n').filter((line) => line.startsWith('| `'));

describe('the README', () => {
  it.each(Object.entries<Endpoint>(ENDPOINTS))('has a row for %s with its page and limit', (_name, facts) => {
    const row = rows.find(
      (line) =>
        line.includes(`| ${facts.page} |`) &&
        (facts.path === null || line.includes(`${facts.method} \`${facts.path}\``)),
    );
    expect(row).toBeDefined();
    expect(row).toContain(facts.callsPerMinute === null ? 'not published' : `| ${facts.callsPerMinute}`);
    for (const scope of facts.scopes) expect(row).toContain(scope.replace(/^user\.info(?!\.basic)/, ''));
  });
});

it('has a trailing slash on every path', () => {
  for (const { path } of Object.values<Endpoint>(ENDPOINTS)) expect(path ?? '/').toMatch(/\/$/);
});
