import fc from 'fast-check';
import { bytes, endings, type HostileScript, seldom } from './script.ts';

/** Whom and what a hostile upload may name. */
export type UploadsInReach = {
  /** Values of `Authorization`. */
  authorizations: string[];
  /** Uploads that have begun. */
  ids: string[];
};

const NOBODYS = [
  '01a1fd90-21df-704a-9808-5151d38d2edc',
  '00000000-0000-0000-0000-000000000000',
  ...['..%2f..%2fetc%2fpasswd', '%00', 'x', '__proto__', 'x'.repeat(5000)],
];
const LENGTHS = ['-1', 'x', '', '0', '1e3', '0x10', '16, 16', '4294967297', '99999999999999999999'];
const METADATA = [
  ...[
    '',
    '!!!',
    'filename',
    'filename %%%',
    ',',
    'filename dmlk,filename dmlk',
    '__proto__ dmlk',
    'name dmlk',
  ],
  `filename ${Buffer.from(`../../${'\u0000'.repeat(9)}`).toString('base64')}`,
  `filename ${'QUFB'.repeat(2000)}`,
];
const EXTENSIONS = [
  ...[
    'Upload-Defer-Length: 1',
    'Upload-Concat: partial',
    'Upload-Concat: final;/uploads/x',
    'Expect: 100-continue',
  ],
  ...['X-HTTP-Method-Override: DELETE', 'Upload-Checksum: sha1 x', 'X-Forwarded-Proto: https, http'],
];
const OFFSETS = ['-1', 'x', '', '1', '4096', '99999999999999999999'];
const OCTETS = 'Content-Type: application/offset+octet-stream';

/** A request of which the body is shorter, or longer, than it says. */
type Request = { head: string[]; body: Buffer; saidBytes: number | null };

const bodies = fc
  .tuple(fc.integer({ min: 0, max: 70_000 }), seldom([-1, 1, 100_000], [0]))
  .map(([size, lie]) => ({ body: Buffer.alloc(size, 'video'), saidBytes: Math.max(0, size + lie) }));

const announcements = fc
  .record({
    length: seldom(LENGTHS, ['1', '300', '4096', '65536']),
    metadata: seldom(METADATA, ['filename dmlkZW8ubXA0']),
    extension: seldom(EXTENSIONS, ['']),
    content: fc.option(bodies, { nil: { body: Buffer.alloc(0), saidBytes: 0 } }),
  })
  .map(({ length, metadata, extension, content }): Request => {
    const lines = [`Upload-Length: ${length}`, `Upload-Metadata: ${metadata}`, extension];
    const type = content.body.length > 0 ? OCTETS : '';
    return { head: ['POST /uploads HTTP/1.1', ...lines, type], ...content };
  });

const pieces = (ids: fc.Arbitrary<string>) =>
  fc
    .record({
      id: ids,
      offset: seldom(OFFSETS, ['0']),
      type: seldom(['Content-Type: text/plain', ''], [OCTETS]),
      extension: seldom(EXTENSIONS, ['']),
      content: bodies,
    })
    .map(
      ({ id, offset, type, extension, content }): Request => ({
        head: [`PATCH /uploads/${id} HTTP/1.1`, `Upload-Offset: ${offset}`, type, extension],
        ...content,
      }),
    );

const questions = (ids: fc.Arbitrary<string>) =>
  fc.record({ method: fc.constantFrom('HEAD', 'HEAD', 'DELETE', 'OPTIONS', 'GET', 'PUT'), id: ids }).map(
    ({ method, id }): Request => ({
      head: [`${method} /uploads/${id} HTTP/1.1`],
      body: Buffer.alloc(0),
      saidBytes: null,
    }),
  );

/**
 * tus clients that lie about sizes and offsets, break off, send to one upload at the same time, and ask for what is not
 * theirs.
 */
export function hostileUploads({ authorizations, ids }: UploadsInReach): fc.Arbitrary<HostileScript> {
  const named = seldom(NOBODYS, ids);
  const requests = fc.oneof(
    { weight: 2, arbitrary: announcements },
    { weight: 4, arbitrary: pieces(named) },
    { weight: 2, arbitrary: questions(named) },
  );
  return fc
    .record({
      authorization: seldom([''], authorizations),
      version: seldom(['0.2.2', ''], ['1.0.0']),
      requests: fc.array(requests, { minLength: 1, maxLength: 4 }),
      patient: fc.boolean(),
      end: endings,
    })
    .map(({ authorization, version, requests, patient, end }) => {
      const fixed = ['Host: localhost', `Authorization: ${authorization}`, `Tus-Resumable: ${version}`];
      const parts = requests.map(({ head, body, saidBytes }) => {
        const length = saidBytes === null ? '' : `Content-Length: ${saidBytes}`;
        const lines = [...head, ...fixed, length].filter(Boolean).join('\r\n');
        return Buffer.concat([bytes(`${lines}\r\n\r\n`), body]);
      });
      // Who promises more than comes has broken off, and may be told that it failed.
      const broken = requests.some(({ body, saidBytes }) => saidBytes !== null && saidBytes > body.length);
      return { parts, patient, end: broken && end === 'wait' ? 'leave' : end };
    });
}
