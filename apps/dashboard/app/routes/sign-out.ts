import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { callAuth } from '../lib/auth-api.server.ts';

export const loader = () => redirect('/');

export async function action({ request }: ActionFunctionArgs) {
  const answer = await callAuth(request, '/sign-out', {});
  if (!answer.ok && answer.code === 'API_UNAVAILABLE') {
    throw Response.json(
      { message: 'You are still signed in: the API does not answer at the moment.' },
      { status: 503 },
    );
  }
  return redirect('/sign-in', answer.ok ? { headers: answer.headers } : {});
}
