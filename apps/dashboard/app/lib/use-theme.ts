import { useRouteLoaderData } from '@remix-run/react';
import type { Theme, ThemeData } from './theme.ts';

/** The look that this browser asked for. */
export function useTheme(): Theme {
  const root = useRouteLoaderData('root') as ThemeData | undefined;
  return root?.theme ?? 'system';
}
