import { hash, verify } from '@node-rs/argon2';

export const PASSWORD_MIN_LENGTH = 10;
export const PASSWORD_MAX_LENGTH = 128;

/** OWASP's first choice for argon2id, which is also the library's algorithm unless told otherwise. */
const COST = { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 };

/** @returns the argon2id hash with its salt and cost, as text */
export function hashPassword(password: string): Promise<string> {
  return hash(password, COST);
}

/** @returns false also for a text that is no hash */
export async function verifyPassword(hashed: string, password: string): Promise<boolean> {
  try {
    return await verify(hashed, password);
  } catch {
    return false;
  }
}
