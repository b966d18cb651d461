// COSE_Sign1 with Ed25519 in the one frame that our tokens and lists have (RFC 9052):
// tag 18, array of 4, protected {1: -8, 4: eight bytes of key id}, no unprotected headers, payload, 64 bytes of signature.
import { holds } from "./ed25519.js";

const HEAD = [0xd2, 0x84, 0x4d, 0xa2, 0x01, 0x27, 0x04, 0x48];
const KEY_ID_ENDS = 16;
const SIGNATURE = 64;
const SIGNATURE_HEAD = [0x58, SIGNATURE];
// ["Signature1", protected, external data, payload] up to the protected headers: array of 4, a text of 10 letters
const SIGNED_HEAD = [0x84, 0x6a, ...new TextEncoder().encode("Signature1")];

export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

const startsWith = (bytes, start) => start.every((byte, place) => bytes[place] === byte);

export const joined = (...parts) => {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => (whole.set(part, at), at + part.length), 0);
  return whole;
};

// {keyId, signed, payload, signature}, or null for another frame. `widths`: how many bytes the length of the payload may
// be written in (1 for a token; 1, 2 or 4 for a list), always the shortest.
export const open = (bytes, widths) => {
  if (!startsWith(bytes, HEAD) || bytes[KEY_ID_ENDS] !== 0xa0) return null;
  const lengthAt = KEY_ID_ENDS + 1;
  const width = { 0x58: 1, 0x59: 2, 0x5a: 4 }[bytes[lengthAt]];
  if (!width || !widths.includes(width)) return null;
  const length = bytes.subarray(lengthAt + 1, lengthAt + 1 + width).reduce((sum, byte) => sum * 256 + byte, 0);
  if (length < { 1: 24, 2: 256, 4: 65536 }[width]) return null;
  const payloadAt = lengthAt + 1 + width;
  const signatureAt = payloadAt + length;
  if (bytes.length !== signatureAt + SIGNATURE_HEAD.length + SIGNATURE) return null;
  if (!startsWith(bytes.subarray(signatureAt), SIGNATURE_HEAD)) return null;
  const framed = bytes.subarray(lengthAt, signatureAt);
  return {
    keyId: hex(bytes.subarray(8, KEY_ID_ENDS)),
    signed: joined(SIGNED_HEAD, bytes.subarray(2, KEY_ID_ENDS), [0x40], framed),
    payload: bytes.subarray(payloadAt, signatureAt),
    signature: bytes.subarray(signatureAt + SIGNATURE_HEAD.length),
  };
};

export const signedBy = (envelope, key) => holds(envelope.signature, envelope.signed, key);
