import type { Deps } from '../deps.ts';

/**
 * Notes that a passkey signs somebody in.
 *
 * @returns whose it is; undefined when nobody has it
 */
export async function usePasskey(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  credentialID: string,
): Promise<string | undefined> {
  const [used] = await db.passkey.updateManyAndReturn({
    where: { credentialID },
    data: { lastUsedAt: clock.now() },
    select: { userId: true },
  });
  return used?.userId;
}
