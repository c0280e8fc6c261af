import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

type Creation = { challenge: string; rp: { id: string } };
type Request = { challenge: string; rpId: string };
type Options = {
  /** Whether the device asked for a PIN or the like. */
  verified?: boolean;
  origin?: string;
};

const PRESENT = 0x01;
const VERIFIED = 0x04;
const HAS_CREDENTIAL = 0x40;

const hash = (data: string | Buffer) => createHash('sha256').update(data).digest();
const text = (bytes: Buffer) => bytes.toString('base64url');

/** A device with one passkey, as far as WebAuthn's JSON shows it. @param pages origin of the pages in front of it */
export function createAuthenticator(pages: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x, y } = publicKey.export({ format: 'jwk' });
  const id = randomBytes(16);
  let counter = 0;

  const clientData = (type: string, challenge: string, origin = pages) =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));

  const authenticatorData = (rpId: string, flags: number, rest: Buffer = Buffer.alloc(0)) => {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    return Buffer.concat([hash(rpId), Buffer.from([flags]), count, rest]);
  };

  /** What both ceremonies answer beside their response. */
  const credential = { id: text(id), rawId: text(id), type: 'public-key', clientExtensionResults: {} };

  return {
    id: credential.id,
    /** navigator.credentials.create() */
    create({ challenge, rp }: Creation, { verified = true, origin }: Options = {}) {
      // CBOR: an EC2 key for ES256 on P-256.
      const key = Buffer.concat([
        Buffer.from('a5010203262001215820', 'hex'),
        Buffer.from(x!, 'base64url'),
        Buffer.from('225820', 'hex'),
        Buffer.from(y!, 'base64url'),
      ]);
      const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, key]);
      const data = authenticatorData(rp.id, PRESENT | HAS_CREDENTIAL | (verified ? VERIFIED : 0), attested);
      // CBOR: { fmt: "none", attStmt: {}, authData }
      const attestationObject = Buffer.concat([
        Buffer.from('a363666d74646e6f6e656761747453746d74a068617574684461746158', 'hex'),
        Buffer.from([data.length]),
        data,
      ]);
      const clientDataJSON = clientData('webauthn.create', challenge, origin);
      return {
        ...credential,
        response: {
          clientDataJSON: text(clientDataJSON),
          attestationObject: text(attestationObject),
          transports: ['internal'],
        },
      };
    },
    /** navigator.credentials.get() */
    get({ challenge, rpId }: Request, { verified = true, origin }: Options = {}) {
      counter += 1;
      const data = authenticatorData(rpId, PRESENT | (verified ? VERIFIED : 0));
      const clientDataJSON = clientData('webauthn.get', challenge, origin);
      const signature = sign('sha256', Buffer.concat([data, hash(clientDataJSON)]), privateKey);
      return {
        ...credential,
        response: {
          clientDataJSON: text(clientDataJSON),
          authenticatorData: text(data),
          signature: text(signature),
        },
      };
    },
  };
}
