import type { CombinedError } from '@urql/core';

/** Whether the API answered that nobody is signed in: as an error, or as the absence of the viewer that was asked for. */
export function isSignedOut(error: CombinedError | undefined, data?: unknown): boolean {
  const nobody = typeof data === 'object' && data !== null && 'viewer' in data && data.viewer === null;
  return nobody || (error?.graphQLErrors.some((each) => each.extensions.code === 'UNAUTHENTICATED') ?? false);
}

/** Where to sign in and come back to `url` afterwards. */
export function signInPath(url: URL): string {
  const next = `${url.pathname}${url.search}`;
  return next === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`;
}

/** The page's own failure: 503 while the API is away, 500 when it failed. */
export function failureResponse(error: CombinedError | undefined): Response {
  const unreachable = error?.networkError || error?.graphQLErrors[0]?.extensions.code === 'API_UNAVAILABLE';
  const requestId = error?.graphQLErrors[0]?.extensions.requestId;
  return Response.json(
    {
      message: unreachable
        ? 'The API does not answer at the moment. Planned posts are kept and go out as soon as it is back.'
        : 'The API failed to answer this page.',
      requestId: typeof requestId === 'string' ? requestId : null,
    },
    { status: unreachable ? 503 : 500 },
  );
}
