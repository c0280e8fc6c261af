import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { type Order, Passage, type Side, type Subject, type Subjects } from './points.ts';

export type PostgresGate = {
  /** The database's URL by way of this gate. */
  url: string;
  close(): void;
};

/** Stands in front of Postgres and passes one round trip after another on, for each connection. */
export async function openPostgresGate(databaseUrl: string, subjects: Subjects): Promise<PostgresGate> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ port: Number(target.port), host: target.hostname, noDelay: true });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', () => {});
    }
    passOn(client, upstream, subjects);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: url.href,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Messages of the protocol that end what a client sends before it waits: Sync, Query; and those with no answer to wait for. */
const ENDS_REQUEST = new Set(['S', 'Q']);
const UNANSWERED = new Set(['p', 'X']);
const READY_FOR_QUERY = 'Z';

function passOn(client: Socket, upstream: Socket, subjects: Subjects): void {
  const gone = Promise.withResolvers<Order>();
  const cut = () => {
    gone.resolve('cut');
    client.destroy();
    upstream.destroy();
  };
  client.on('close', cut);
  upstream.on('close', cut);

  const statements = new Map<string, string>();
  let request: Buffer[] = [];
  let answer: { parts: Buffer[]; whole(bytes: Buffer): void } | null = null;
  let inTransaction: Subject[] = [];
  let turn = Promise.resolve();

  async function roundTrip(bytes: Buffer): Promise<void> {
    const sql = sqlOf(bytes, statements);
    const isEnd = /^\s*(?:COMMIT|ROLLBACK)/i.test(sql);
    const about = bytes.toString('latin1');
    const known = isEnd ? inTransaction : [];
    const passage = new Passage(
      subjects,
      { name: nameOf(sql), at: 'postgres', sides: sidesOf(sql), about, known },
      gone.promise,
    );
    if ((await passage.at('before')) === 'cut') return cut();
    const answered = new Promise<Buffer>((resolve) => {
      answer = { parts: [], whole: resolve };
    });
    upstream.write(bytes);
    const back = await Promise.race([answered, gone.promise]);
    if (back === 'cut' || back === 'go on') return cut();
    if ((await passage.at('after', back.toString('latin1'))) === 'cut') return cut();
    inTransaction = isEnd ? [] : [...new Set([...inTransaction, ...passage.subjects])];
    if (isOutsideTransaction(back)) inTransaction = [];
    client.write(back);
  }

  readMessages(client, { startsBare: true }, (message, type) => {
    if (type === null || UNANSWERED.has(type)) return void upstream.write(message);
    request.push(message);
    if (!ENDS_REQUEST.has(type)) return;
    const bytes = Buffer.concat(request);
    request = [];
    turn = turn.then(() => roundTrip(bytes)).catch(cut);
  });
  readMessages(upstream, { startsBare: false }, (message, type) => {
    if (!answer) return void client.write(message);
    answer.parts.push(message);
    if (type !== READY_FOR_QUERY) return;
    const { parts, whole } = answer;
    answer = null;
    whole(Buffer.concat(parts));
  });
}

/** Cuts a stream into messages. The first one of a client has no type. */
function readMessages(
  socket: Socket,
  { startsBare }: { startsBare: boolean },
  take: (message: Buffer, type: string | null) => void,
): void {
  let rest: Buffer = Buffer.alloc(0);
  let isBare = startsBare;
  socket.on('data', (piece: Buffer) => {
    rest = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    for (;;) {
      const typeBytes = isBare ? 0 : 1;
      if (rest.length < typeBytes + 4) return;
      const length = rest.readUInt32BE(typeBytes) + typeBytes;
      if (rest.length < length) return;
      take(rest.subarray(0, length), isBare ? null : String.fromCharCode(rest[0]!));
      isBare = false;
      rest = rest.subarray(length);
    }
  });
}

/** ReadyForQuery ends with the state of the transaction; I is none. */
function isOutsideTransaction(answer: Buffer): boolean {
  return answer.at(-1) === 'I'.charCodeAt(0);
}

/** The text of the statement in a request: of its Query, of its Parse, or of the Parse that its Bind names. */
function sqlOf(request: Buffer, statements: Map<string, string>): string {
  let sql = '';
  for (let at = 0; at + 5 <= request.length; ) {
    const type = String.fromCharCode(request[at]!);
    const end = at + 1 + request.readUInt32BE(at + 1);
    const [first = '', second = ''] = request.toString('utf8', at + 5, end).split('\0');
    if (type === 'Q') sql = first;
    if (type === 'P') {
      statements.set(first, second);
      sql = second;
    }
    if (type === 'B' && sql === '') sql = statements.get(second) ?? '';
    at = end;
  }
  return sql;
}

/** Short for people, with a hash so that two kinds of statement never share a name. */
function nameOf(sql: string): string {
  const shape = sql
    .replace(/\/\*.*?\*\//gs, '')
    .replace(/\$\d+(?:\s*,\s*\$\d+)*/g, '$')
    .replace(/'[^']*'/g, "''")
    .replace(/\s+/g, ' ')
    .trim();
  const [verb = ''] = shape.split(' ');
  const writes = /\b(?:UPDATE|INSERT INTO|DELETE FROM) (?:ONLY )?(?:"?\w+"?\.)?"?(\w+)"?/i.exec(shape);
  const reads = /\bFROM (?:"?\w+"?\.)?"?(\w+)"?/i.exec(shape);
  const called = /^SELECT (\w+) ?\(/i.exec(shape);
  const what = (writes ?? reads ?? called)?.[1] ?? '';
  const hash = createHash('sha256').update(shape).digest('hex').slice(0, 4);
  return `${verb.toUpperCase()} ${what} ${hash}`.replace('  ', ' ');
}

/** After a plain read nothing is different from before the next round trip. */
function sidesOf(sql: string): Side[] {
  const isPlainRead = /^\s*SELECT\b.*\bFROM\b/is.test(sql) && !/\b(?:UPDATE|INSERT|DELETE)\b/i.test(sql);
  return isPlainRead || /^\s*(?:BEGIN|SET|ROLLBACK)\b/i.test(sql) ? ['before'] : ['before', 'after'];
}
