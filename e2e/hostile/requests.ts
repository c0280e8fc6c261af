import fc from 'fast-check';
import { bytes, endings, type HostileScript, type HostileTarget, seldom } from './script.ts';

const METHODS = ['GET', 'GET', 'GET', 'POST', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
const ODD_METHODS = ['TRACE', 'CONNECT', 'PROPFIND', 'PRI', 'get', 'GE T', '', 'X'.repeat(300)];
const ODD_VERSIONS = ['HTTP/1.0', 'HTTP/1.0', 'HTTP/1.0', 'HTTP/0.9', 'HTTP/2.0', 'HTTP/1.1x', ''];

const TARGETS = [
  ...[
    '//',
    '/\\',
    'http://[',
    'http://a:b/graphql',
    'http://',
    'http:///graphql',
    '//[',
    '///',
    '/\\/',
    '\\',
  ],
  ...['*', '?', '#', '/#', '/?', 'graphql', ':80', 'localhost:80', 'javascript:1', 'http://u:p@h:99999/'],
  ...[
    '/%',
    '/%zz',
    '/%00',
    '/%E0%A4%A',
    '/assets/%E0%A4%A.js',
    '/..%2f..%2fetc%2fpasswd',
    '/../../etc/passwd',
  ],
  ...['/\x80\xff', '/?\x80=\xff', '//evil.test/graphql', '/a\tb', '/graphql?query={', '/graphql?query=%'],
  ...[
    '/graphql?variables=[',
    '/posts?after=%00',
    '/library?after=x&after=y',
    '/sign-in?next=//[',
    '/calendar?week=9',
  ],
  ...[
    '/media/..%2f..',
    '/media/%00',
    '/uploads/..',
    '/uploads/%2e%2e%2f',
    '/__manifest?p=%',
    '/?_data=root',
    '/_root.data',
  ],
  '/'.repeat(5000),
  `/${'a'.repeat(20_000)}`,
];

const HOSTS = [
  ...[
    'a b',
    '',
    ' ',
    '[',
    '[::1',
    ']',
    'a:b',
    'localhost:99999999',
    'localhost:',
    '\xff',
    'a/b',
    'a@b',
    'a?b',
    'a#b',
  ],
  ...[
    '%00',
    '%',
    '999.999.999.999',
    'xn--',
    'a,b',
    '<script>',
    'a\\b',
    '[::1]:80',
    '0x7f.1',
    'x'.repeat(3000),
  ],
];

const HEADERS: [string, string[]][] = [
  ['Host', HOSTS],
  ['X-Forwarded-Host', HOSTS],
  ['X-Forwarded-Proto', ['https', 'javascript', 'a b', '']],
  ['X-Forwarded-For', ['::', '1.2.3.4, x', ',', '\xff']],
  ['X-Forwarded-Port', ['x', '-1']],
  ['Forwarded', ['host="a b";proto=x', ';;']],
  ['Origin', ['null', 'http://[', 'a b', '', 'http://localhost']],
  ['Referer', ['http://[', '\xff']],
  ['Cookie', ['=', '%', ';;;', 'a=%E0%A4%A', `a=${'b'.repeat(4000)}`, 'better-auth.session_token=x.y']],
  ['Authorization', ['Bearer', 'Bearer \xff', 'Basic %%%', '', `Bearer ${'x'.repeat(4000)}`]],
  ['Content-Length', ['-1', '0', '5', '99999999999999999999', '0x10', '1, 2', 'x', '4294967296']],
  ['Transfer-Encoding', ['chunked', 'chunked, chunked', 'identity', 'gzip', 'chunked\x0b']],
  ['Expect', ['100-continue', 'the unexpected']],
  ['Connection', ['close', 'upgrade', 'keep-alive, Upgrade', 'host', 'transfer-encoding', '\xff']],
  ['Upgrade', ['websocket', 'WebSocket', 'h2c', 'x', '']],
  ['Sec-WebSocket-Key', ['x', 'AAAAAAAAAAAAAAAAAAAAAA==']],
  ['Sec-WebSocket-Version', ['13', '99', 'x']],
  ['Sec-WebSocket-Protocol', ['graphql-transport-ws', 'a b', ',', 'vite-hmr']],
  ['Sec-WebSocket-Extensions', ['permessage-deflate; server_max_window_bits=99', ';;']],
  ['Accept', ['text/html', 'text/event-stream', '*/*;q=x', ';', 'multipart/mixed']],
  ['Accept-Encoding', ['br;q=x', 'gzip', ',,,']],
  ['Accept-Language', ['x'.repeat(500), '*;q=9']],
  ['Range', ['bytes=-', 'bytes=9-1', 'bytes=0-0,1-1,2-2', 'x']],
  ['If-Modified-Since', ['never', '\xff']],
  ['If-None-Match', ['"', '*']],
  ['Content-Type', [...jsonTypes(), 'multipart/form-data', 'multipart/form-data; boundary=', ';', 'a/b/c']],
  ['Content-Encoding', ['gzip', 'br', 'x']],
  ['Tus-Resumable', ['1.0.0', '9.9']],
  ['Upload-Length', ['-1', 'x', '99999999999999999999', '1']],
  ['Upload-Offset', ['-1', 'x', '0']],
  ['Upload-Metadata', ['!!!', 'filename', 'filename %%%', ',']],
  ['TikTok-Signature', ['t=,s=', 't=1,s=zz', '=', 't=99999999999999999999,s=00']],
  ['X-Request-Id', ['x'.repeat(4000), '\xff\x80']],
  ['X-Request-Origin', ['\xff']],
];

function jsonTypes() {
  return [
    'application/json',
    'application/json',
    'application/json; charset=nonsense',
    'application/graphql',
  ];
}

/** Lines that are no headers, or none that a decent client sends. */
const LINES = [
  ...[
    'no colon',
    ': no name',
    ' folded',
    'X: a\x00b',
    'X : y',
    'X\x80: y',
    'Content-Length: 3\r\nContent-Length: 4',
  ],
  ...['Host: a\r\nHost: b', 'X: a\rb', 'Transfer-Encoding: chunked\r\nContent-Length: 5'],
  `X: ${'y'.repeat(20_000)}`,
  Array.from({ length: 300 }, (_, at) => `X-${at}: y`).join('\r\n'),
];

const BODIES = [
  ...[
    '',
    '{',
    '[]',
    'null',
    '"',
    '{"query":"{"}',
    '{"query":1}',
    '{"query":"{ __typename }","variables":"x"}',
  ],
  ...[
    '{"query":"query A { a } query B { b }"}',
    '{"query":"{ node(id: \\"\\u0000\\") { id } }"}',
    'email=%&password=%',
  ],
  ...[
    '5\r\nhello\r\n0\r\n\r\n',
    'ffffffffffffffffff\r\nx',
    'zz\r\n',
    '0\r\nX: y\r\n\r\n',
    '--\r\n\r\n',
    '\xff\xfe\x00',
  ],
  '['.repeat(5000),
  `{"query":"${'{a'.repeat(2000)}"}`,
];

const anyText = fc.string({ unit: 'binary-ascii', maxLength: 40 });

function targetsOf(paths: string[]): fc.Arbitrary<string> {
  const served = fc.constantFrom(...paths);
  return fc.oneof(
    fc.constantFrom(...TARGETS),
    { weight: 3, arbitrary: served },
    fc.tuple(served, fc.constantFrom(...TARGETS)).map(([path, rest]) => path + rest),
    fc.tuple(fc.constantFrom(...HOSTS), served).map(([host, path]) => `http://${host}${path}`),
    fc.tuple(served, anyText).map(([path, text]) => `${path}/${text}`),
    anyText,
  );
}

const headers = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom(...HEADERS).chain(([name, values]) => lineOf(name, values)) },
  { weight: 1, arbitrary: fc.constantFrom(...LINES) },
  { weight: 1, arbitrary: fc.tuple(anyText, anyText).map(([name, value]) => `${name}: ${value}`) },
);

function lineOf(name: string, values: string[]): fc.Arbitrary<string> {
  return fc.constantFrom(...values).map((value) => `${name}: ${value}`);
}

/** Request lines, headers and bodies that no decent client sends, some cut off, some of them upgrades. */
export function hostileRequests({ paths }: Pick<HostileTarget, 'paths'>): fc.Arbitrary<HostileScript> {
  return fc
    .record({
      method: seldom(ODD_METHODS, METHODS),
      target: targetsOf(paths),
      version: seldom(ODD_VERSIONS, ['HTTP/1.1']),
      host: seldom([...HOSTS.map((host) => `Host: ${host}`), ''], ['Host: localhost']),
      lines: fc.array(headers, { maxLength: 4 }),
      ending: fc.constantFrom(
        '',
        'Connection: close',
        'Connection: close',
        'Connection: Upgrade\r\nUpgrade: websocket',
      ),
      body: fc.oneof({ weight: 2, arbitrary: fc.constant('') }, fc.constantFrom(...BODIES)),
      counted: seldom([false], [true]),
      newline: seldom(['\n', '\r'], ['\r\n']),
      keptShare: seldom([0.5, 0.9], [1]),
      end: endings,
    })
    .map(({ method, target, version, host, lines, ending, body, counted, newline, keptShare, end }) => {
      const length = counted && body ? `Content-Length: ${body.length}` : '';
      const head = [`${method} ${target} ${version}`, host, ...lines, length, ending].filter(Boolean);
      const whole = bytes(`${head.join(newline)}${newline}${newline}${body}`);
      const kept = whole.subarray(0, Math.ceil(whole.length * keptShare));
      // Nobody answers half a request.
      return { parts: [kept], patient: false, end: keptShare < 1 && end === 'wait' ? 'leave' : end };
    });
}

/** Upgrades that will be refused, and whose connection breaks at the same moment. */
export function brokenUpgrades({ paths }: Pick<HostileTarget, 'paths'>): fc.Arbitrary<HostileScript> {
  return fc
    .record({
      target: fc.oneof(fc.constantFrom(...paths), fc.constantFrom(...TARGETS)),
      lines: fc.array(headers, { maxLength: 2 }),
      foreign: fc.constantFrom('', 'Cookie: a=b\r\nOrigin: http://evil.test'),
      patient: fc.boolean(),
      lingerMs: fc.integer({ min: 0, max: 8 }),
      tail: fc.constantFrom('', 'x', '\x81\x00'),
    })
    .map(({ target, lines, foreign, patient, lingerMs, tail }) => {
      const fixed = [
        'Host: localhost',
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
      ];
      const key = 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==';
      const head = [`GET ${target} HTTP/1.1`, ...fixed, key, ...lines, foreign].filter(Boolean).join('\r\n');
      return {
        parts: [bytes(`${head}\r\n\r\n`), bytes(tail)].filter(({ length }) => length),
        patient,
        end: 'reset',
        lingerMs,
      };
    });
}
