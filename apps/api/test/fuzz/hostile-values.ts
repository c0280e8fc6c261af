import type { Random } from './random.ts';

/** What exists and may be named: global ids by type, and cursors of every list. */
export type Known = { ids: Record<string, readonly string[]>; cursors: readonly string[] };

const NUL = '\u0000';
const UUID = '01a1fd90-21df-704a-9808-5151d38d2edc';

const TEXTS = [
  '',
  ' ',
  NUL,
  `before${NUL}after`,
  '\ud800',
  'half a pair \udfff of surrogates',
  '\ufffe\uffff\ufeff',
  '\u202eback to front',
  '👩‍👩‍👧‍👦'.repeat(50),
  "'; DROP TABLE posts; --",
  '%_\\"\n\r\t\u2028',
  '{{7*7}} #{7*7} <script>alert(1)</script>',
  '__proto__',
  'constructor',
  'null',
  '-1',
  'e\u0301'.repeat(2000),
  'x'.repeat(10_000),
  '\u0001'.repeat(10_000),
];

const TYPE_NAMES = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'Account',
  'ApiKey',
  'Event',
  'Grant',
  'MediaAsset',
  'Member',
  'Node',
  'PageInfo',
  'Post',
  'PostStatus',
  'PublishAttempt',
  'Query',
  'RateLimit',
  'Schedule',
  'Session',
  'String',
  'Team',
  'TeamMember',
  'User',
  'Viewer',
  '__Schema',
  'CreatePostInput',
  'DateTime',
  '',
];

const ROW_IDS = [
  UUID,
  UUID.toUpperCase(),
  '0',
  '-1',
  '',
  ' ',
  NUL,
  `${UUID}${NUL}`,
  `${UUID}\n`,
  'null',
  '{}',
  '[1]',
];

const CURSOR_TEXTS = [
  '',
  'GPC:',
  'GPC:S:',
  `GPC:S:${UUID}`,
  `GPC:S:${NUL}`,
  'GPC:S:\ufffd',
  'GPC:N:1',
  'GPC:N:-0',
  'GPC:N:NaN',
  'GPC:N:1e999',
  'GPC:I:1',
  'GPC:I:99999999999999999999999999999999',
  'GPC:I:-1',
  'GPC:I:x',
  'GPC:D:0',
  'GPC:D:8640000000000001',
  'GPC:D:x',
  'GPC:J:null',
  'GPC:J:{}',
  'GPC:J:[]',
  'GPC:J:[1,2]',
  'GPC:J:{"__proto__":{}}',
  'GPC:J:{',
  'GPC:T:',
  'GPC:T:[]',
  `GPC:T:["S:${UUID}","I:1"]`,
  `GPC:T:["S:${UUID}","I:99999999999999999999"]`,
  `GPC:T:["S:${UUID}","N:1"]`,
  `GPC:T:["S:x","I:1"]`,
  'GPC:T:[null,null]',
  'GPC:T:{}',
  'OC:1',
  'GPC:S:true',
];

const NUMBERS = [
  0,
  -0,
  1,
  -1,
  2,
  50,
  99,
  100,
  101,
  1000,
  86_400_000,
  2 ** 31 - 1,
  -(2 ** 31),
  2 ** 31,
  2 ** 53,
  -(2 ** 53),
  1e21,
  1e308,
  -1e308,
  5e-324,
  0.5,
  -0.1,
];

const INSTANTS = [
  '2030-01-01T00:00:00Z',
  '2026-03-29T01:30:00.123456789+02:00',
  '0000-01-01T00:00Z',
  '0000-01-01T00:00:00+14:00',
  '0001-01-01T00:00:00Z',
  '1969-12-31T23:59:59.999Z',
  '9999-12-31T23:59:59.999Z',
  '9999-12-31T23:59:59-23:59',
  '2026-02-30T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-01-01T24:00:00Z',
  '2026-01-01T25:00:00Z',
  '2026-01-01T00:00:60Z',
  '2026-01-01T00:00:00+99:99',
  '+275760-09-13T00:00:00.000Z',
  '-271821-04-20T00:00:00.000Z',
  '2026-01-01',
];

const LOCAL_TIMES = [
  '2030-01-01T09:00',
  '2026-03-29T02:30',
  '2026-10-25T02:30:00',
  '0000-01-01T00:00',
  '0001-01-01T00:00',
  '9999-12-31T23:59:59',
  '2026-02-30T10:00',
  '2026-01-01T24:00',
  '2026-01-01T10:00:60',
  '+275760-09-13T00:00',
  '2030-01-01T09:00Z',
];

const TIME_ZONES = [
  'UTC',
  'Europe/Berlin',
  'europe/berlin',
  'Pacific/Apia',
  'Etc/GMT+12',
  'GMT0',
  '+05:30',
  '-23:59',
  '+24:00',
  'Foo/Bar',
  'UTC[u-ca=hebrew]',
  'posix/Europe/Berlin',
  '../../etc/passwd',
  'localtime',
];

/** Bytes that are no UTF-8, as base64. */
function invalidUtf8(random: Random): string {
  const bytes = Buffer.from(`Post:${UUID}`);
  for (let i = 0; i < 3; i++) bytes[random.int(bytes.length)] = 0x80 + random.int(0x80);
  return bytes.toString('base64');
}

function forgedId(random: Random): string {
  const id = `${random.pick(TYPE_NAMES)}:${random.chance(0.7) ? random.pick(ROW_IDS) : random.pick(TEXTS)}`;
  return Buffer.from(id).toString(random.chance(0.8) ? 'base64' : 'base64url');
}

export function hostileText(random: Random): string {
  return random.pick(TEXTS);
}

export function hostileId(random: Random, known: Known): unknown {
  return random.pick([
    () => forgedId(random),
    () => forgedId(random),
    () => random.pick(Object.values(known.ids).flat()),
    () => `${random.pick(Object.values(known.ids).flat())}${random.pick(['=', ' ', NUL, '\n', 'AAAA'])}`,
    () => invalidUtf8(random),
    () => hostileText(random),
    () => random.pick(NUMBERS),
    () => UUID,
  ])();
}

export function hostileCursor(random: Random, known: Known): unknown {
  return random.pick([
    () => random.pick(known.cursors),
    () => random.pick(known.cursors),
    () => Buffer.from(random.pick(CURSOR_TEXTS)).toString('base64'),
    () => Buffer.from(random.pick(CURSOR_TEXTS)).toString('base64'),
    () => random.pick(CURSOR_TEXTS),
    () => invalidUtf8(random),
    () => hostileText(random),
    () => random.pick(Object.values(known.ids).flat()),
  ])();
}

const SCALARS: Record<string, readonly unknown[]> = {
  Boolean: [true, false],
  Bytes: NUMBERS,
  DateTime: INSTANTS,
  Float: NUMBERS,
  Int: NUMBERS,
  LocalDateTime: LOCAL_TIMES,
  TimeZone: TIME_ZONES,
};

/** A value that has the scalar's shape and lies at, or past, its borders. */
export function hostileScalar(random: Random, scalar: string): unknown {
  const values = SCALARS[scalar];
  return values && random.chance(0.85) ? random.pick(values) : hostileText(random);
}

/** A value of any shape at all. */
export function hostileAnything(random: Random): unknown {
  return random.pick<() => unknown>([
    () => null,
    () => random.pick(NUMBERS),
    () => random.chance(0.5),
    () => hostileText(random),
    () => [],
    () => ({}),
    () => nested(random.int(60), []),
    () => JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": 1}}'),
    () => Array.from({ length: 300 }, () => random.pick(NUMBERS)),
  ])();
}

function nested(depth: number, inner: unknown): unknown {
  return depth === 0 ? inner : nested(depth - 1, [inner]);
}
