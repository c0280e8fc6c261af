/** The sitemap: every page and form target, with the paths people see. */
export default [
  { path: 'sign-in', file: 'routes/sign-in.tsx' },
  { path: 'sign-in/code', file: 'routes/sign-in-code.tsx' },
  { path: 'sign-in-methods', file: 'routes/sign-in-methods.ts' },
  { path: 'setup', file: 'routes/setup.tsx' },
  { path: 'connect', file: 'routes/connect-link-outcome.tsx' },
  { path: 'connect/:token', file: 'routes/connect-link.tsx' },
  { path: 'sign-out', file: 'routes/sign-out.ts' },
  { path: 'theme', file: 'routes/theme.ts' },
  {
    file: 'routes/app-layout.tsx',
    children: [
      { index: true, file: 'routes/home.tsx' },
      { path: 'compose/:postId?', file: 'routes/compose.tsx' },
      { path: 'posts', file: 'routes/posts.tsx' },
      { path: 'posts/:postId', file: 'routes/post.tsx' },
      { path: 'calendar', file: 'routes/calendar.tsx' },
      { path: 'library', file: 'routes/library.tsx' },
      { path: 'accounts', file: 'routes/accounts.tsx' },
      { path: 'accounts/:accountId', file: 'routes/account.tsx' },
      { path: 'schedules', file: 'routes/schedules.tsx' },
      { path: 'quota', file: 'routes/quota.tsx' },
      { path: 'api-keys', file: 'routes/api-keys.tsx' },
      { path: 'settings', file: 'routes/settings.tsx' },
      { path: '*', file: 'routes/not-found.tsx' },
    ],
  },
];
