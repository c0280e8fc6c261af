import { redirect } from '@remix-run/react';
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

/** The address names something that does not exist, or not in this team. */
function missingResponse(): Response {
  return Response.json(
    { message: 'The address is wrong, or what was here has been deleted.' },
    { status: 404 },
  );
}

/** Codes for ids and cursors that name nothing; pages send only those of their address. */
const WRONG_ADDRESS = new Set(['not_found', 'BAD_USER_INPUT']);

/** The page's own failure: what the API said about it, 503 while the API is away, 500 when it failed. */
export function failureResponse(error: CombinedError | undefined): Response {
  const [first] = error?.graphQLErrors ?? [];
  const { code, requestId } = first?.extensions ?? {};
  if (error?.graphQLErrors.some((each) => WRONG_ADDRESS.has(String(each.extensions.code))))
    return missingResponse();
  if (code === 'forbidden') return Response.json({ message: first?.message }, { status: 403 });
  if (error?.networkError !== undefined || code === 'API_UNAVAILABLE') {
    const message =
      'The API does not answer at the moment. Planned posts are kept and go out as soon as it is back.';
    return Response.json({ message }, { status: 503 });
  }
  const known = typeof requestId === 'string' ? requestId : null;
  return Response.json({ message: 'The API failed to answer this page.', requestId: known }, { status: 500 });
}

/**
 * What a loader throws instead of showing its page: a redirect to sign in, 404, or 503/500 when the API is away or failed.
 *
 * @param isMissing whether the answer shows that what the address names does not exist
 * @returns null when there is a page to show
 */
export function pageFailure<Data>(
  request: Request,
  { data, error }: { data?: Data; error?: CombinedError },
  isMissing: (data: Data) => boolean,
): Response | null {
  if (isSignedOut(error, data)) return redirect(signInPath(new URL(request.url)));
  if (!data) return failureResponse(error);
  return isMissing(data) ? missingResponse() : null;
}
