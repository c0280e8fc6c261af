/** Where the suite is pointed when it is not pointed at a simulator of its own. */
export type RealApi = {
  apiUrl: string;
  authorizeUrl: string;
  clientKey: string;
  clientSecret: string;
  redirectUri: string;
  /** A user access token with every scope the app has. */
  accessToken: string | null;
  /** Given only by somebody who does not mind that it is spent. */
  refreshToken: string | null;
  /** A photo on a verified host or prefix of the app. */
  photoUrl: string | null;
  /** Whether cases may put real posts on the account. */
  mayPost: boolean;
};

/** The API named by the environment, or null for a simulator per file. */
export function realApi(env: NodeJS.ProcessEnv = process.env): RealApi | null {
  const apiUrl = env.TIKTOK_CONTRACT_API_URL;
  if (apiUrl === undefined || apiUrl === '') return null;
  return {
    apiUrl: apiUrl.replace(/\/$/, ''),
    authorizeUrl: env.TIKTOK_CONTRACT_AUTHORIZE_URL ?? 'https://www.tiktok.com/v2/auth/authorize/',
    clientKey: required(env, 'TIKTOK_CONTRACT_CLIENT_KEY'),
    clientSecret: required(env, 'TIKTOK_CONTRACT_CLIENT_SECRET'),
    redirectUri: env.TIKTOK_CONTRACT_REDIRECT_URI ?? 'https://localhost/callback',
    accessToken: env.TIKTOK_CONTRACT_ACCESS_TOKEN || null,
    refreshToken: env.TIKTOK_CONTRACT_REFRESH_TOKEN || null,
    photoUrl: env.TIKTOK_CONTRACT_PHOTO_URL || null,
    mayPost: env.TIKTOK_CONTRACT_POSTING === 'allow',
  };
}

function required(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name];
  if (value === undefined || value === '') throw new Error(`Set ${name} beside TIKTOK_CONTRACT_API_URL.`);
  return value;
}
