import { type ActionFunctionArgs, data, redirect } from '@remix-run/node';
import { readEnv } from '../env.server.ts';
import { readForm, safePath } from '../lib/form-request.server.ts';
import { isTheme, themeCookie } from '../lib/theme.ts';

const secure = readEnv().appUrl.startsWith('https:');

export async function action({ request }: ActionFunctionArgs) {
  const form = await readForm(request);
  const theme = form.get('theme');
  if (!isTheme(theme)) throw data({ message: 'There is no such theme.' }, 400);
  return redirect(safePath(form.get('next')), { headers: { 'set-cookie': themeCookie(theme, secure) } });
}
