import type { LoaderFunctionArgs } from '@remix-run/node';
import {
  isRouteErrorResponse,
  Links,
  Meta,
  Outlet,
  Scripts,
  ScrollRestoration,
  useRouteError,
} from '@remix-run/react';
import { type ReactNode, useContext, useState } from 'react';
import { Provider } from 'urql';
import { FailurePage } from './components/shell/failure-page.tsx';
import { UrqlClientContext } from './graphql/page-query.tsx';
import { urqlClient } from './graphql/urql-client.ts';
import { readTheme, type ThemeData } from './lib/theme.ts';
import { useTheme } from './lib/use-theme.ts';
import { NonceContext } from './nonce.ts';
import stylesheet from './styles.css?url';

export const links = () => [
  { rel: 'stylesheet', href: stylesheet },
  { rel: 'icon', href: '/favicon.svg', type: 'image/svg+xml' },
];

export const meta = () => [{ title: 'Airdate' }];

export function loader({ request }: LoaderFunctionArgs): ThemeData {
  return { theme: readTheme(request.headers.get('cookie') ?? '') };
}

export function Layout({ children }: { children: ReactNode }) {
  const nonce = useContext(NonceContext);
  const theme = useTheme();
  return (
    <html lang="en" data-theme={theme}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <Meta />
        <Links />
      </head>
      <body>
        {children}
        <ScrollRestoration nonce={nonce} />
        <Scripts nonce={nonce} />
      </body>
    </html>
  );
}

export default function App() {
  const [urql] = useState(urqlClient);
  return (
    <Provider value={urql.client}>
      <UrqlClientContext.Provider value={urql}>
        <Outlet />
      </UrqlClientContext.Provider>
    </Provider>
  );
}

export function ErrorBoundary() {
  const error = useRouteError();
  return (
    <main>
      <FailurePage status={isRouteErrorResponse(error) ? error.status : 500} data={dataOf(error)} />
    </main>
  );
}

function dataOf(error: unknown): unknown {
  return isRouteErrorResponse(error) ? error.data : null;
}
