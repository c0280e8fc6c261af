import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { Form, useActionData, useLoaderData } from '@remix-run/react';
import { useEffect, useState } from 'react';
import { FrontPage } from '../components/shell/front-page.tsx';
import { Alert } from '../components/ui/alert.tsx';
import { Button } from '../components/ui/button.tsx';
import { TextField } from '../components/ui/field.tsx';
import { authSentence } from '../graphql/error-messages.ts';
import { loadInstance } from '../graphql/instance.server.ts';
import { callAuth } from '../lib/auth-api.server.ts';
import { readForm } from '../lib/form-request.server.ts';
import { formText } from '../lib/form-text.ts';

export const meta = () => [{ title: 'Set up · Airdate' }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { instance } = await loadInstance(request);
  if (!instance.setupRequired) throw redirect('/sign-in');
  return { token: new URL(request.url).searchParams.get('token') ?? '' };
}

export async function action({ request }: ActionFunctionArgs) {
  const form = await readForm(request);
  const text = (name: string) => formText(form, name);
  const answer = await callAuth(request, '/sign-up/email', {
    token: text('token'),
    name: text('name'),
    email: text('email'),
    password: text('password'),
    teamName: text('teamName'),
    timeZone: text('timeZone') || 'UTC',
  });
  if (answer.ok) return redirect('/', { headers: answer.headers });
  return data(
    {
      message: authSentence(answer),
      field: answer.path[0] ?? null,
      token: text('token'),
      name: text('name'),
      email: text('email'),
      teamName: text('teamName'),
    },
    400,
  );
}

export default function SetUp() {
  const { token } = useLoaderData<typeof loader>();
  const failed = useActionData<typeof action>();
  const [timeZone, setTimeZone] = useState('UTC');
  useEffect(() => setTimeZone(Intl.DateTimeFormat().resolvedOptions().timeZone), []);
  const errorAt = (field: string) => (failed?.field === field ? failed.message : undefined);

  return (
    <FrontPage
      title="Set up Airdate"
      lead="Nobody has signed up here yet. You become the owner of a new team; others can be given access later."
    >
      <Form method="post" reloadDocument className="grid gap-4">
        {failed !== undefined && !failed.field && (
          <Alert tone="bad" announce>
            {failed.message}
          </Alert>
        )}
        <input type="hidden" name="timeZone" value={timeZone} />
        <TextField
          label="Set-up token"
          name="token"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          required
          hint="Airdate printed it, with a link to this page, when it started."
          defaultValue={failed?.token ?? token}
          error={errorAt('token')}
        />
        <TextField
          label="Your name"
          name="name"
          autoComplete="name"
          required
          maxLength={100}
          defaultValue={failed?.name}
          error={errorAt('name')}
        />
        <TextField
          label="E-mail"
          name="email"
          type="email"
          autoComplete="username"
          required
          defaultValue={failed?.email}
          error={errorAt('email')}
        />
        <TextField
          label="Password"
          name="password"
          type="password"
          autoComplete="new-password"
          required
          minLength={10}
          maxLength={128}
          hint="At least 10 characters."
          error={errorAt('password')}
        />
        <TextField
          label="Team"
          name="teamName"
          autoComplete="organization"
          required
          maxLength={100}
          hint="The name of your company or brand."
          defaultValue={failed?.teamName}
          error={errorAt('teamName')}
        />
        <Button type="submit" variant="primary">
          Create the team
        </Button>
      </Form>
    </FrontPage>
  );
}
