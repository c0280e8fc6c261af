import { readFileSync } from 'node:fs';
import { inCheckout } from '../checkout.ts';
import { capture } from '../command.ts';
import type { StepOutcome } from './step.ts';

/** Names that package registries and their mirrors go by. */
const REGISTRY_HOST =
  /\b(?:registry|npm|verdaccio|nexus|artifactory)(?:\.[a-z0-9-]+)*\.(?:org|com|net|io|dev|local|internal|cloud|cn)\b/;
const TEXT_PROBE_BYTES = 8_000;

/**
 * Looks for addresses of package registries in every tracked file. A lockfile or a setting that names the registry of
 * the machine it was written on would make installing depend on it; the lockfile must hold no address at all.
 */
export async function noRegistryHosts(): Promise<StepOutcome> {
  const { output } = await capture('git', ['ls-files', '-z']);
  const configured = registryHosts(process.env);
  const problems = output
    .split('\0')
    .filter(Boolean)
    .flatMap((file) => findRegistryHosts(file, readText(file), configured));
  return { ok: problems.length === 0, output: problems.join('\n') };
}

/** @returns a line for each place in the text that names a registry */
export function findRegistryHosts(file: string, text: string, configured: string[]): string[] {
  const isLockfile = /(^|\/)(pnpm-lock\.yaml|package-lock\.json)$/.test(file);
  return text.split('\n').flatMap((line, at) => {
    const found = configured.find((host) => line.includes(host)) ?? line.match(REGISTRY_HOST)?.[0];
    if (found) return [`${file}:${at + 1}: ${found}`];
    return isLockfile && line.includes('://') ? [`${file}:${at + 1}: an address`] : [];
  });
}

/** Hosts of the registries that npm was told to use here. */
function registryHosts(env: NodeJS.ProcessEnv): string[] {
  const urls = Object.entries(env).filter(([name]) => /^npm_config_.*registry$/i.test(name));
  return urls.flatMap(([, value]) => URL.parse(value ?? '')?.host ?? []);
}

function readText(file: string): string {
  try {
    const content = readFileSync(inCheckout(file));
    return content.subarray(0, TEXT_PROBE_BYTES).includes(0) ? '' : content.toString();
  } catch {
    // Deleted, but not yet committed as such.
    return '';
  }
}
