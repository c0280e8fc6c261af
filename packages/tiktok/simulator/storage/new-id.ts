import { randomBytes } from 'node:crypto';

/** A key for a row that has no name of its own: 16 hexadecimal digits. */
export const newId = () => randomBytes(8).toString('hex');
