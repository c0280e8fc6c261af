import fc from 'fast-check';
import type { Credentials } from '../fixtures/graphql-client.ts';
import { bytes, endings, type HostileScript, seldom } from './script.ts';

const QUERIES = [
  ...[
    '{',
    '',
    '{ __typename }',
    'subscription { teamEvents { cursor } }',
    'subscription { teamEvents(after: "x") { cursor } }',
  ],
  ...['query A { a } query B { b }', '{ viewer { nobody } }', 'fragment A on B { ...A }'],
  '{a'.repeat(2000),
];

const PAYLOADS = [
  ...QUERIES.map((query) => ({ query })),
  { query: '{ __typename }', variables: 'x' },
  { query: '{ __typename }', operationName: 5 },
  { query: 5 },
  null,
  [],
  'x',
];

const MESSAGES = [
  ...[
    'connection_init',
    'ping',
    'pong',
    'complete',
    'connection_ack',
    'next',
    'error',
    'nonsense',
    '__proto__',
  ].map((type) => ({
    type,
  })),
  { type: 'connection_init', payload: { authorization: 'Bearer a\r\nb' } },
  { type: 'connection_init', payload: { authorization: ['x'] } },
  { type: 'connection_init', payload: 'x' },
  ...PAYLOADS.flatMap((payload) =>
    ['1', '1', '__proto__', ''].map((id) => ({ type: 'subscribe', id, payload })),
  ),
  { type: 'subscribe', payload: PAYLOADS[2] },
  { type: 'complete', id: '1' },
  { type: 'ping', payload: 'x' },
].map((message) => JSON.stringify(message));

/** A connection that is acknowledged, so that what follows is read by more than the framing. */
const acknowledged = (credentials: Credentials) =>
  bytes(JSON.stringify({ type: 'connection_init', payload: credentials }));

const payloads = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...MESSAGES).map(bytes) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(
        '{',
        '',
        'null',
        '[]',
        '5',
        '"',
        '{"type":5}',
        '['.repeat(5000),
        '\xff\xfe\x80',
        '\xed\xa0\x80',
      )
      .map(bytes),
  },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array)) },
);

const TEXT = 1;

/** A frame as RFC 6455 lays it out, with every field as wrong as asked for. */
const framesOf = (payload: fc.Arbitrary<Buffer>) =>
  fc
    .record({
      opcode: fc.oneof(
        { weight: 6, arbitrary: fc.constant(TEXT) },
        { weight: 3, arbitrary: fc.integer({ min: 0, max: 15 }) },
      ),
      fin: seldom([false], [true]),
      reserved: seldom([1, 4, 7], [0]),
      masked: seldom([false], [true]),
      lie: seldom<'none' | 'longer' | 'huge'>(['longer', 'huge'], ['none']),
      payload,
    })
    .map(({ opcode, fin, reserved, masked, lie, payload }) => {
      const first = (fin ? 0x80 : 0) | (reserved << 4) | opcode;
      const mask = masked ? 0x80 : 0;
      const length = lie === 'longer' ? payload.length + 100 : payload.length;
      const head = Buffer.alloc(10);
      head[0] = first;
      let size = 2;
      if (lie === 'huge') {
        head[1] = mask | 127;
        head.writeBigUInt64BE(2n ** 63n + 5n, 2);
        size = 10;
      } else if (length < 126) {
        head[1] = mask | length;
      } else {
        head[1] = mask | 126;
        head.writeUInt16BE(length, 2);
        size = 4;
      }
      // A mask of zeros leaves the payload as it is.
      return Buffer.concat([head.subarray(0, size), Buffer.alloc(masked ? 4 : 0), payload]);
    });

const handshakes = fc
  .record({
    path: seldom(['/graphql?x=\\', '//graphql', '/nowhere'], ['/graphql']),
    key: seldom(['x'], ['AAAAAAAAAAAAAAAAAAAAAA==']),
    version: seldom([99], [13]),
    protocol: seldom(['graphql-ws', '', 'a b'], ['graphql-transport-ws']),
    extra: seldom(
      ['Cookie: a=%', 'X-Request-Id: \xff', 'X-Forwarded-Host: a b'],
      ['', 'Authorization: Bearer x'],
    ),
  })
  .map(({ path, key, version, protocol, extra }) => {
    const lines = [
      'Host: localhost',
      'Connection: Upgrade',
      'Upgrade: websocket',
      `Sec-WebSocket-Key: ${key}`,
    ];
    const optional = [
      `Sec-WebSocket-Version: ${version}`,
      protocol && `Sec-WebSocket-Protocol: ${protocol}`,
      extra,
    ];
    const head = [`GET ${path} HTTP/1.1`, ...lines, ...optional.filter(Boolean)].join('\r\n');
    return bytes(`${head}\r\n\r\n`);
  });

/**
 * WebSocket clients that break the framing, the encoding or `graphql-transport-ws`, and some that break off.
 *
 * @param credentials whom the API lets in; some of the clients begin with it
 */
export function hostileWebSockets(credentials: Credentials): fc.Arbitrary<HostileScript> {
  const init = fc.constant(acknowledged(credentials));
  const frames = framesOf(fc.oneof({ weight: 8, arbitrary: payloads }, { weight: 2, arbitrary: init }));
  return fc
    .record({
      handshake: handshakes,
      frames: fc.array(frames, { minLength: 1, maxLength: 6 }),
      cut: seldom([1, 5], [0]),
      patient: fc.boolean(),
      end: endings,
    })
    .map(({ handshake, frames, cut, patient, end }) => {
      const sent = Buffer.concat(frames);
      return { parts: [handshake, sent.subarray(0, Math.max(1, sent.length - cut))], patient, end };
    });
}
