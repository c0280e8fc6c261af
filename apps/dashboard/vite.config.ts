import { vitePlugin as remix } from '@remix-run/dev';
import type {} from '@remix-run/node';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';

declare module '@remix-run/node' {
  // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface adds to the library's own.
  interface Future {
    v3_singleFetch: true;
  }
}

export default defineConfig({
  plugins: [
    tailwindcss(),
    remix({
      future: {
        v3_fetcherPersist: true,
        v3_relativeSplatPath: true,
        v3_throwAbortReason: true,
        v3_routeConfig: true,
        v3_singleFetch: true,
        v3_lazyRouteDiscovery: true,
      },
    }),
  ],
  build: { target: 'es2022' },
  // Named here, because finding one only while a page loads makes Vite reload the page half-way.
  optimizeDeps: {
    exclude: ['@remix-run/node'],
    include: [
      '@remix-run/react',
      '@simplewebauthn/browser',
      '@urql/core',
      'gql.tada',
      'graphql-ws',
      'qrcode.react',
      'react',
      'react-dom',
      'react-dom/client',
      'react/jsx-dev-runtime',
      'tus-js-client',
      'urql',
    ],
  },
});
