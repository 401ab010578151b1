// A passkey made of software: P-256, attestation "none", resident, its bearer always verified. What a browser's navigator.credentials does, without the browser.

import crypto from 'node:crypto';

const b64 = (bytes) => Buffer.from(bytes).toString('base64url');
const sha256 = (bytes) => crypto.createHash('sha256').update(bytes).digest();
const PRESENT_VERIFIED = 0x05;
const ATTESTED = 0x40;

/** The few kinds of CBOR (RFC 8949) that an attestation needs. */
function cbor(value) {
  const head = (major, n) => (n < 24 ? Buffer.from([(major << 5) | n]) : n < 256 ? Buffer.from([(major << 5) | 24, n]) : Buffer.from([(major << 5) | 25, n >> 8, n & 255]));
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  return Buffer.concat([head(5, value.size), ...[...value].flatMap(([key, inner]) => [cbor(key), cbor(inner)])]);
}

export class Passkey {
  constructor(origin) {
    this.origin = origin;
    this.id = crypto.randomBytes(32);
    this.count = 0;
    this.pair = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' });
  }

  #clientData(type, challenge) {
    return Buffer.from(JSON.stringify({ type, challenge, origin: this.origin, crossOrigin: false }));
  }

  #authenticatorData(host, flags) {
    const count = Buffer.alloc(4);
    count.writeUInt32BE((this.count += 1));
    return Buffer.concat([sha256(host), Buffer.from([flags]), count]);
  }

  /** The answer to `navigator.credentials.create(options)`. */
  create({ publicKey }) {
    const host = publicKey.rp.id ?? new URL(this.origin).hostname;
    this.host = host;
    this.user = publicKey.user.id;
    const { x, y } = this.pair.publicKey.export({ format: 'jwk' });
    const key = cbor(new Map([[1, 2], [3, -7], [-1, 1], [-2, Buffer.from(x, 'base64url')], [-3, Buffer.from(y, 'base64url')]]));
    const length = Buffer.alloc(2);
    length.writeUInt16BE(this.id.length);
    const data = Buffer.concat([this.#authenticatorData(host, PRESENT_VERIFIED | ATTESTED), Buffer.alloc(16), length, this.id, key]);
    const attestation = cbor(new Map([['fmt', 'none'], ['attStmt', new Map()], ['authData', data]]));
    return {
      id: b64(this.id), rawId: b64(this.id), type: 'public-key', authenticatorAttachment: 'platform', clientExtensionResults: { credProps: { rk: true } },
      response: { clientDataJSON: b64(this.#clientData('webauthn.create', publicKey.challenge)), attestationObject: b64(attestation), transports: ['internal'] },
    };
  }

  /** The answer to `navigator.credentials.get(options)`. */
  get({ publicKey }) {
    const host = publicKey.rpId ?? this.host;
    const data = this.#authenticatorData(host, PRESENT_VERIFIED);
    const client = this.#clientData('webauthn.get', publicKey.challenge);
    const signature = crypto.sign('sha256', Buffer.concat([data, sha256(client)]), this.pair.privateKey);
    return {
      id: b64(this.id), rawId: b64(this.id), type: 'public-key', authenticatorAttachment: 'platform', clientExtensionResults: {},
      response: { clientDataJSON: b64(client), authenticatorData: b64(data), signature: b64(signature), userHandle: this.user },
    };
  }
}
