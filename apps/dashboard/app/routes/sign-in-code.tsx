import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { Form, Link, useActionData, useLoaderData } from '@remix-run/react';
import { FrontPage } from '../components/shell/front-page.tsx';
import { CodeField } from '../components/sign-in-method/code-field.tsx';
import { Alert } from '../components/ui/alert.tsx';
import { Button } from '../components/ui/button.tsx';
import { TextField } from '../components/ui/field.tsx';
import { authSentence } from '../graphql/error-messages.ts';
import { loadInstance } from '../graphql/instance.server.ts';
import { callAuth, hasPendingSignIn } from '../lib/auth-api.server.ts';
import { readForm, safePath } from '../lib/form-request.server.ts';
import { formText } from '../lib/form-text.ts';

/** After these only the password helps. */
const START_OVER = ['INVALID_TWO_FACTOR_COOKIE', 'TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE'];

export const meta = () => [{ title: 'Enter a code · Airdate' }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { searchParams } = new URL(request.url);
  const next = safePath(searchParams.get('next'));
  const { viewer } = await loadInstance(request);
  if (viewer !== null) throw redirect(next);
  if (!hasPendingSignIn(request)) throw redirect(`/sign-in?next=${encodeURIComponent(next)}`);
  return { next, backup: searchParams.has('backup') };
}

export async function action({ request }: ActionFunctionArgs) {
  const form = await readForm(request);
  const path = form.has('backup') ? '/two-factor/verify-backup-code' : '/two-factor/verify-totp';
  const code = formText(form, 'code').replaceAll(/\s/g, '');
  const answer = await callAuth(request, path, { code });
  if (answer.ok) return redirect(safePath(form.get('next')), { headers: answer.headers });
  const status = answer.code === 'TOO_MANY_REQUESTS' ? 429 : 400;
  return data({ message: authSentence(answer), over: START_OVER.includes(answer.code) }, status);
}

/** The second step of signing in. Nobody is signed in before it. */
export default function SignInCode() {
  const { next, backup } = useLoaderData<typeof loader>();
  const failed = useActionData<typeof action>();
  const query = new URLSearchParams({ next, ...(!backup && { backup: '' }) });
  return (
    <FrontPage
      title="Enter a code"
      lead={
        backup
          ? 'The password is right. Type one of your backup codes; each works once.'
          : 'The password is right. Type the code that your authenticator app shows now.'
      }
    >
      <Form method="post" reloadDocument className="grid gap-4">
        {failed !== undefined && (
          <Alert tone="bad" announce>
            {failed.message}
          </Alert>
        )}
        {!failed?.over && (
          <>
            <input type="hidden" name="next" value={next} />
            {backup && <input type="hidden" name="backup" value="" />}
            {backup ? (
              <TextField
                label="Backup code"
                name="code"
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                required
              />
            ) : (
              <CodeField />
            )}
            <Button type="submit" variant="primary">
              Sign in
            </Button>
          </>
        )}
      </Form>
      <p className="flex flex-wrap gap-x-6 gap-y-2 text-[0.933rem]">
        <Link reloadDocument to={`/sign-in?${new URLSearchParams({ next })}`} className={LINK}>
          Start over
        </Link>
        {!failed?.over && (
          <Link reloadDocument to={`/sign-in/code?${query}`} className={LINK}>
            {backup ? 'Use the app instead' : 'Use a backup code instead'}
          </Link>
        )}
      </p>
      {!failed?.over && (
        <p className="text-[0.867rem] text-muted">
          No app and no backup code? Whoever runs this Airdate can let you sign in without.
        </p>
      )}
    </FrontPage>
  );
}

const LINK = 'text-accent underline underline-offset-2';
