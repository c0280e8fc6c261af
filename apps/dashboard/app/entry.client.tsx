import { RemixBrowser } from '@remix-run/react';
import { StrictMode, startTransition } from 'react';
import { hydrateRoot } from 'react-dom/client';

/**
 * RemixBrowser suspends until the page's data are decoded, with no boundary above it. A key that is pressed meanwhile makes
 * React hydrate at once, which cannot wait and fails. Called as a function it throws what it waits for, before any hook.
 */
async function dataDecoded(): Promise<void> {
  try {
    RemixBrowser({});
  } catch (waitsFor) {
    await waitsFor;
  }
}

void dataDecoded().then(() =>
  startTransition(() => {
    hydrateRoot(
      document,
      <StrictMode>
        <RemixBrowser />
      </StrictMode>,
    );
  }),
);
