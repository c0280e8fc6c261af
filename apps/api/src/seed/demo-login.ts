/** Signs in to a demo installation, and is shown on its sign-in page. No secret: never created outside demo mode. */
export const DEMO_LOGIN = { email: 'demo@airdate.local', password: 'airdate-demo' } as const;
