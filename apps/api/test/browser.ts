/** A browser as far as our routes can tell: it keeps cookies, follows no redirect and names its page's origin. */
export type Browser = {
  cookies: Map<string, string>;
  request(
    path: string,
    init?: { method?: string; json?: unknown; headers?: Record<string, string> },
  ): Promise<Response>;
};

/**
 * @param url where the API is
 * @param appUrl whose pages the browser shows
 */
export function createBrowser(url: string, appUrl: string): Browser {
  const cookies = new Map<string, string>();
  return {
    cookies,
    async request(path, { method = 'GET', json, headers = {} } = {}) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const response = await fetch(new URL(path, url), {
        method,
        redirect: 'manual',
        headers: {
          ...(cookie && { cookie }),
          ...(json !== undefined && { 'content-type': 'application/json' }),
          ...(method !== 'GET' && { origin: new URL(appUrl).origin }),
          ...headers,
        },
        body: json === undefined ? undefined : JSON.stringify(json),
      });
      for (const line of response.headers.getSetCookie()) {
        const [pair = ''] = line.split(';');
        const equals = pair.indexOf('=');
        const [name, value] = [pair.slice(0, equals), pair.slice(equals + 1)];
        if (value === '' || /max-age=0/i.test(line)) cookies.delete(name);
        else cookies.set(name, value);
      }
      return response;
    },
  };
}
