import { expect, it } from 'vitest';
import { codeChallengeOf, createCodeVerifier } from './pkce.ts';

it('makes the documented challenge in hexadecimal, not base64url', () => {
  expect(codeChallengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
    '13d31e961a1ad8ec2f16b10c4c982e0876a878ad6df144566ee1894acb70f9c3',
  );
});

it('makes a new verifier of legal length and letters every time', () => {
  const verifiers = Array.from({ length: 100 }, createCodeVerifier);
  for (const verifier of verifiers) expect(verifier).toMatch(/^[A-Za-z0-9._~-]{43,128}$/);
  expect(new Set(verifiers).size).toBe(100);
});
