import { type ActionFunctionArgs, type LoaderFunctionArgs, data as withStatus } from '@remix-run/node';
import {
  type ClientLoaderFunctionArgs,
  Form,
  useActionData,
  useLoaderData,
  useSearchParams,
} from '@remix-run/react';
import { roleLabel } from '../components/api-key/role.ts';
import { SessionList } from '../components/session/session-list.tsx';
import { AddPasskey } from '../components/sign-in-method/add-passkey.tsx';
import { AuthenticatorApp } from '../components/sign-in-method/authenticator-app.tsx';
import { changeSentence } from '../components/sign-in-method/outcome.ts';
import { PasskeyList } from '../components/sign-in-method/passkey-list.tsx';
import { PresentPasswordField } from '../components/sign-in-method/present-password-field.tsx';
import { CatchUpForm } from '../components/team/catch-up-form.tsx';
import { Alert } from '../components/ui/alert.tsx';
import { Button } from '../components/ui/button.tsx';
import { Card } from '../components/ui/card.tsx';
import { Choice } from '../components/ui/choice.tsx';
import { Facts } from '../components/ui/facts.tsx';
import { TextField } from '../components/ui/field.tsx';
import { Page } from '../components/ui/page.tsx';
import { Time } from '../components/ui/time.tsx';
import { authSentence } from '../graphql/error-messages.ts';
import { graphql } from '../graphql/graphql.ts';
import { loadPage } from '../graphql/load-page.server.ts';
import { usePageQuery } from '../graphql/page-query.tsx';
import { preloadPage } from '../graphql/preload-page.ts';
import { callAuth, readSessions, readSignInMethods } from '../lib/auth-api.server.ts';
import { readForm } from '../lib/form-request.server.ts';
import { formText } from '../lib/form-text.ts';
import { fetchSessions } from '../lib/session.ts';
import { fetchSignInMethods } from '../lib/sign-in-methods.ts';
import { THEMES, type Theme } from '../lib/theme.ts';
import { useTheme } from '../lib/use-theme.ts';

const SettingsPageQuery = graphql(`
  query SettingsPage {
    instance {
      appAudited
      simulatorUrl
    }
    viewer {
      role
      team {
        members {
          joinedAt
          role
          user {
            email
            id
            name
          }
        }
        catchUpHours
        name
        timeZone
      }
      user {
        email
        name
      }
    }
  }
`);

const UNREADABLE = 'This could not be read. Reload the page to try again.';

const THEME_LABELS: Record<Theme, string> = { system: 'As the device', light: 'Light', dark: 'Dark' };

export const meta = () => [{ title: 'Settings · Airdate' }];
export async function loader({ request }: LoaderFunctionArgs) {
  const page = await loadPage(request, SettingsPageQuery, {});
  const [sessions, signInMethods] = await Promise.all([readSessions(request), readSignInMethods(request)]);
  return { ...page, sessions, signInMethods };
}
export async function clientLoader({ request }: ClientLoaderFunctionArgs) {
  await preloadPage(request, SettingsPageQuery, {});
  const [sessions, signInMethods] = await Promise.all([fetchSessions(), fetchSignInMethods()]);
  return { sessions, signInMethods };
}

export async function action({ request }: ActionFunctionArgs) {
  const form = await readForm(request);
  return form.has('endSession')
    ? endSession(request, formText(form, 'endSession'))
    : changePassword(request, form);
}

async function endSession(request: Request, id: string) {
  const answer =
    id === 'others'
      ? await callAuth(request, '/revoke-other-sessions', {})
      : await callAuth(request, '/end-session', { id });
  if (answer.ok) {
    const sentence = id === 'others' ? 'You are signed out everywhere else.' : 'That browser is signed out.';
    return { of: 'sessions', ok: true, sentence };
  }
  return withStatus({ of: 'sessions', ok: false, sentence: authSentence(answer) }, 400);
}

async function changePassword(request: Request, form: FormData) {
  const answer = await callAuth(request, '/change-password', {
    currentPassword: formText(form, 'currentPassword'),
    newPassword: formText(form, 'newPassword'),
    revokeOtherSessions: true,
  });
  if (answer.ok) {
    const sentence = 'The password is changed, and you are signed out everywhere else.';
    return withStatus({ of: 'password', ok: true, sentence }, { headers: answer.headers });
  }
  return withStatus({ of: 'password', ok: false, sentence: authSentence(answer) }, 400);
}

export default function SettingsPage() {
  const { data, refresh } = usePageQuery(SettingsPageQuery, {});
  const { sessions, signInMethods } = useLoaderData<typeof loader>();
  const [search] = useSearchParams();
  const changed = changeSentence(search.get('changed'));
  const outcome = useActionData<typeof action>();
  const theme = useTheme();
  if (data.viewer === null) return null;
  const { user, team, role } = data.viewer;
  const mayChangeTeam = role === 'ADMIN' || role === 'OWNER';

  return (
    <Page title="Settings" narrow>
      <div className="grid gap-4">
        {changed !== undefined && (
          <Alert tone="good" announce>
            {changed}
          </Alert>
        )}
        <Card title="You">
          <div className="grid gap-4">
            <Facts
              rows={[
                ['Name', user?.name],
                ['E-mail', user?.email],
                ['Role', roleLabel(role)],
              ]}
            />
            <Form method="post" action="/sign-out" reloadDocument>
              <Button type="submit">Sign out</Button>
            </Form>
          </div>
        </Card>
        <Card title="Appearance">
          <Form
            method="post"
            action="/theme"
            reloadDocument
            className="flex flex-wrap items-center gap-x-6 gap-y-3"
          >
            <input type="hidden" name="next" value="/settings" />
            {THEMES.map((each) => (
              <Choice
                key={each}
                type="radio"
                name="theme"
                value={each}
                label={THEME_LABELS[each]}
                defaultChecked={each === theme}
              />
            ))}
            <Button type="submit" size="small">
              Apply
            </Button>
          </Form>
        </Card>
        <Card title="Password">
          <Form method="post" reloadDocument className="grid max-w-sm gap-3">
            {outcome?.of === 'password' && (
              <Alert tone={outcome.ok ? 'good' : 'bad'} announce>
                {outcome.sentence}
              </Alert>
            )}
            <PresentPasswordField name="currentPassword" />
            <TextField
              label="New password"
              type="password"
              name="newPassword"
              autoComplete="new-password"
              required
              minLength={10}
              maxLength={128}
              hint="At least 10 characters."
            />
            <Button type="submit" className="justify-self-start">
              Change password
            </Button>
          </Form>
        </Card>
        <Card title="Authenticator app">
          {signInMethods === null ? (
            <p className="text-muted">{UNREADABLE}</p>
          ) : (
            <AuthenticatorApp app={signInMethods.authenticatorApp} />
          )}
        </Card>
        <Card title="Passkeys">
          {signInMethods === null ? (
            <p className="text-muted">{UNREADABLE}</p>
          ) : (
            <div className="grid gap-3">
              <p>
                A passkey signs you in by your device’s PIN, fingerprint or face, without a password and
                without a code. The password keeps working beside it.
              </p>
              <PasskeyList passkeys={signInMethods.passkeys} timeZone={team.timeZone} />
              <AddPasskey />
            </div>
          )}
        </Card>
        <Card title="Where you are signed in">
          <div className="grid gap-3">
            {outcome?.of === 'sessions' && (
              <Alert tone={outcome.ok ? 'good' : 'bad'} announce>
                {outcome.sentence}
              </Alert>
            )}
            {sessions === null ? (
              <p className="text-muted">{UNREADABLE}</p>
            ) : (
              <SessionList sessions={sessions} timeZone={team.timeZone} />
            )}
          </div>
        </Card>
        <Card title="Team">
          <div className="grid gap-4">
            <Facts
              rows={[
                ['Name', team.name],
                ['Time zone', team.timeZone],
                ['Late posts', !mayChangeTeam && `go out by themselves up to ${team.catchUpHours} h late`],
                ['TikTok', data.instance.simulatorUrl ? 'Simulator' : 'The real one'],
                ['App audit', data.instance.appAudited ? 'Passed' : 'Not passed yet'],
              ]}
            />
            {data.instance.simulatorUrl && (
              <p className="text-[0.933rem]">
                <a
                  href={data.instance.simulatorUrl}
                  target="_blank"
                  rel="noreferrer"
                  className="text-accent underline underline-offset-2"
                >
                  Open the TikTok simulator
                </a>{' '}
                <span className="text-muted">to see its creators, their posts, and to order faults.</span>
              </p>
            )}
            {mayChangeTeam && <CatchUpForm catchUpHours={team.catchUpHours} onSaved={refresh} />}
            <div>
              <h3 className="text-[0.9rem] font-medium">Members</h3>
              <ul className="mt-1 divide-y divide-line">
                {team.members.map((member) => (
                  <li key={member.user.id} className="flex flex-wrap justify-between gap-x-4 py-2">
                    <span>
                      {member.user.name} <span className="text-muted">{member.user.email}</span>
                    </span>
                    <span className="text-[0.9rem] text-muted">
                      {roleLabel(member.role)}, since <Time at={member.joinedAt} timeZone={team.timeZone} />
                    </span>
                  </li>
                ))}
              </ul>
            </div>
          </div>
        </Card>
      </div>
    </Page>
  );
}
