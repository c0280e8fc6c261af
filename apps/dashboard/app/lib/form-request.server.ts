import { readEnv } from '../env.server.ts';

const { appUrl } = readEnv();

/**
 * The path, query and fragment on this site to go to next. Whatever leads elsewhere becomes "/".
 *
 * Browsers drop tabs and line breaks, take backslashes for slashes and resolve dots, so the address is parsed as they do
 * it, and what comes out must lead to the same place once more.
 */
export function safePath(value: unknown, base: string = appUrl): string {
  if (typeof value !== 'string') return '/';
  const { origin } = new URL(base);
  const url = URL.parse(value, origin);
  if (url?.origin !== origin) return '/';
  const path = url.pathname + url.search + url.hash;
  return URL.parse(path, origin)?.href === origin + path ? path : '/';
}

/**
 * The form of a request.
 *
 * @throws Response 400 for what is no form
 */
export async function readForm(request: Request): Promise<FormData> {
  try {
    return await request.formData();
  } catch {
    throw Response.json({ message: 'This is not a form that can be read.' }, { status: 400 });
  }
}
