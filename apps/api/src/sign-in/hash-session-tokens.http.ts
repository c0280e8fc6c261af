import { createHash, randomUUID } from 'node:crypto';
import type { DBAdapterInstance, DBTransactionAdapter, Where } from 'better-auth';

type Row = Record<string, unknown>;
type Query = { model?: string; where?: Where[]; data?: Row; update?: Row };
type Method = (query: Query, ...rest: unknown[]) => unknown;
/** The tokens that a query names, by their hashes. */
type Tokens = Map<unknown, string>;

/**
 * Stands in for the token of a session that was found in another way, so that the library can end it by that; it opens
 * nothing, for nobody outside of this process can make one.
 */
const STAND_IN = `${randomUUID()}:`;

/**
 * Keeps the tokens of sessions out of the database, which holds their SHA-256 alone; they are 32 random letters and digits,
 * so there is nothing to guess. The library has no option for it. It is given a session's token back where it named the
 * session by it or has just made it, and a stand-in elsewhere.
 *
 * @throws TypeError when sessions are asked for by a part of their token, or by none
 */
export function hashSessionTokens(database: DBAdapterInstance): DBAdapterInstance {
  return (options) => {
    const adapter = database(options);
    return {
      ...withHashedTokens(adapter),
      transaction: (work) => adapter.transaction((tx) => work(withHashedTokens(tx))),
    };
  };
}

/** What `sessions.token_hash` holds; the migration that brought the column makes the same of older rows. */
function hashOf(token: unknown): string {
  if (typeof token !== 'string') throw new TypeError('The token of a session is text.');
  if (token.startsWith(STAND_IN)) return token.slice(STAND_IN.length);
  return createHash('sha256').update(token).digest('hex');
}

/** Wraps every method, so that one which the library adds cannot go past it. */
function withHashedTokens<Adapter extends DBTransactionAdapter>(adapter: Adapter): Adapter {
  const members = Object.entries(adapter).map(([name, member]) =>
    typeof member === 'function' ? [name, withHashes(member as Method)] : [name, member],
  );
  return Object.fromEntries(members) as Adapter;
}

function withHashes(method: Method): Method {
  return async (query, ...rest) => {
    if (query.model !== 'session') return method(query, ...rest);
    const tokens: Tokens = new Map();
    const { where, data, update } = query;
    const hashed = {
      ...query,
      ...(where && { where: where.map((condition) => hashCondition(condition, tokens)) }),
      ...(data && { data: hashField(data, tokens) }),
      ...(update && { update: hashField(update, tokens) }),
    };
    const result = await method(hashed, ...rest);
    return Array.isArray(result) ? result.map((row) => giveBack(row, tokens)) : giveBack(result, tokens);
  };
}

function hashCondition(condition: Where, tokens: Tokens): Where {
  const { field, value, operator = 'eq' } = condition;
  if (field !== 'token') return condition;
  if (operator === 'eq' || operator === 'ne') return { ...condition, value: hash(value, tokens) };
  if ((operator === 'in' || operator === 'not_in') && Array.isArray(value))
    return { ...condition, value: value.map((each) => hash(each, tokens)) };
  throw new TypeError(`Sessions cannot be asked for by "${operator}" of their token.`);
}

function hashField(row: Row, tokens: Tokens): Row {
  return 'token' in row ? { ...row, token: hash(row.token, tokens) } : row;
}

function hash(token: unknown, tokens: Tokens): string {
  const hashed = hashOf(token);
  tokens.set(hashed, token as string);
  return hashed;
}

function giveBack(row: unknown, tokens: Tokens): unknown {
  if (typeof row !== 'object' || row === null || !('token' in row)) return row;
  return { ...row, token: tokens.get(row.token) ?? `${STAND_IN}${String(row.token)}` };
}
