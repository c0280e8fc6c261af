import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { Form, useActionData, useLoaderData } from '@remix-run/react';
import { useRef } from 'react';
import { FrontPage } from '../components/shell/front-page.tsx';
import { UsePasskeyButton } from '../components/sign-in-method/use-passkey-button.tsx';
import { Alert } from '../components/ui/alert.tsx';
import { Button } from '../components/ui/button.tsx';
import { TextField } from '../components/ui/field.tsx';
import { authSentence } from '../graphql/error-messages.ts';
import { loadInstance } from '../graphql/instance.server.ts';
import { callAuth } from '../lib/auth-api.server.ts';
import { readForm, safePath } from '../lib/form-request.server.ts';
import { formText } from '../lib/form-text.ts';

export const meta = () => [{ title: 'Sign in · Airdate' }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { instance, viewer } = await loadInstance(request);
  const next = safePath(new URL(request.url).searchParams.get('next'));
  if (viewer !== null) throw redirect(next);
  if (instance.setupRequired) throw redirect('/setup');
  return { demoLogin: instance.demoLogin, next };
}

export async function action({ request }: ActionFunctionArgs) {
  const form = await readForm(request);
  const email = formText(form, 'email').trim();
  const answer = await callAuth(request, '/sign-in/email', {
    email,
    password: formText(form, 'password'),
  });
  if (answer.ok) {
    const next = safePath(form.get('next'));
    const { twoFactorRedirect = false } = (answer.body ?? {}) as { twoFactorRedirect?: boolean };
    const path = twoFactorRedirect ? `/sign-in/code?${new URLSearchParams({ next })}` : next;
    return redirect(path, { headers: answer.headers });
  }
  return data({ email, message: authSentence(answer) }, answer.code === 'TOO_MANY_REQUESTS' ? 429 : 400);
}

export default function SignIn() {
  const { demoLogin, next } = useLoaderData<typeof loader>();
  const failed = useActionData<typeof action>();
  const form = useRef<HTMLFormElement>(null);

  const fillIn = () => {
    const fields = form.current?.elements;
    if (fields === undefined || demoLogin === null) return;
    (fields.namedItem('email') as HTMLInputElement).value = demoLogin.email;
    const password = fields.namedItem('password') as HTMLInputElement;
    password.value = demoLogin.password;
    password.focus();
  };

  return (
    <FrontPage title="Sign in" lead="Plan, publish and follow your TikTok posts.">
      <Form ref={form} method="post" reloadDocument className="grid gap-4">
        {failed !== undefined && (
          <Alert tone="bad" announce>
            {failed.message}
          </Alert>
        )}
        <input type="hidden" name="next" value={next} />
        <TextField
          label="E-mail"
          name="email"
          type="email"
          autoComplete="username webauthn"
          required
          defaultValue={failed?.email ?? ''}
        />
        <TextField
          label="Password"
          name="password"
          type="password"
          autoComplete="current-password"
          required
        />
        <Button type="submit" variant="primary">
          Sign in
        </Button>
      </Form>
      <UsePasskeyButton next={next} />
      {demoLogin !== null && (
        <Alert
          tone="accent"
          title="This is a demo"
          actions={
            <Button size="small" onClick={fillIn}>
              Fill in the demo login
            </Button>
          }
        >
          <p>
            Sign in as <strong className="font-semibold">{demoLogin.email}</strong> with the password{' '}
            <strong className="font-semibold">{demoLogin.password}</strong>.
          </p>
        </Alert>
      )}
    </FrontPage>
  );
}
