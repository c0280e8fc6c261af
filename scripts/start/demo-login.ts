export type DemoLogin = {
  email: string;
  password: string;
};

/** Asks the API for the login that it shows to everybody in demo mode; undefined outside of it. */
export async function fetchDemoLogin(apiPort: number): Promise<DemoLogin | undefined> {
  const response = await fetch(`http://127.0.0.1:${apiPort}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query: '{ instance { demoLogin { email password } } }' }),
  });
  const answer = (await response.json()) as { data?: { instance?: { demoLogin?: DemoLogin | null } } };
  return answer.data?.instance?.demoLogin ?? undefined;
}
