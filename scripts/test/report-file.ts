import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { inCheckout } from '../checkout.ts';

/** Where a suite writes its JSON report; that of an earlier run is removed. */
export function newReportFile(suite: string): string {
  const folder = inCheckout('test-results');
  mkdirSync(folder, { recursive: true });
  const file = `${folder}/${suite}.json`;
  rmSync(file, { force: true });
  return file;
}

/** @returns undefined when the suite died before it wrote one */
export function readReport<Report>(file: string): Report | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Report) : undefined;
}
