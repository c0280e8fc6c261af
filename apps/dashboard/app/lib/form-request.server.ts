/**
 * Refuses a form that another site sent. Browsers add the Origin header to every POST.
 *
 * @throws Response 403
 */
export function requireSameOrigin(request: Request): void {
  const origin = request.headers.get('origin');
  if (origin !== null && URL.parse(origin)?.host !== new URL(request.url).host) {
    throw Response.json({ message: 'This form was sent by another site.' }, { status: 403 });
  }
}

/**
 * The form that a page of this site sent.
 *
 * @throws Response 403 for another site's, 400 for what is no form
 */
export async function readForm(request: Request): Promise<FormData> {
  requireSameOrigin(request);
  try {
    return await request.formData();
  } catch {
    throw Response.json({ message: 'This is not a form that can be read.' }, { status: 400 });
  }
}

/** A path on this site to go to next; anything else becomes "/". */
export function safePath(value: unknown): string {
  return typeof value === 'string' && /^\/(?![/\\])/.test(value) ? value : '/';
}

/** A text field of a form; empty when it is absent or a file. */
export function formText(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}
