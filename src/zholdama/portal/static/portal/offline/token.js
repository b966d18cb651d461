// The text of a referral's QR, taken apart in its one accepted form: anything near it is no token.
import { decode } from "./cbor.js";
import { open } from "./envelope.js";

const PREFIX = "ZHOLDAMA1:";
const LONGEST = 311;
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const KINDS = new Map([
  [1, "job_placement"],
  [2, "public_works"],
  [3, "training"],
  [4, "social_workplace"],
  [5, "youth_practice"],
  [6, "guidance"],
]);
const NAMES = new Set(KINDS.values());
const CLAIMS = { issuer: 1, subject: 2, expires: 4, issued: 6, id: 7, what: -65537 };
const LAST_SECOND = 253402300799; // of the year 9999
// Almaty has had UTC+5 since 1 March 2024, UTC+6 before: written here, because a browser's own tables may be older.
const FIVE_HOURS_SINCE = 1709229600;
const DAY = 86400;

export const offset = (seconds) => (seconds >= FIVE_HOURS_SINCE ? 5 : 6) * 3600;

// Bytes of base32 without padding whose unused bits are zero; null for anything else.
const base32 = (letters) => {
  if (![0, 2, 4, 5, 7].includes(letters.length % 8)) return null;
  const bytes = new Uint8Array(Math.floor((letters.length * 5) / 8));
  let [bits, value, at] = [0, 0, 0];
  for (const letter of letters) {
    value = (value << 5) | LETTERS.indexOf(letter);
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes[at] = value >> bits;
      at += 1;
      value &= (1 << bits) - 1;
    }
  }
  return value === 0 ? bytes : null;
};

// The envelope in a token's text, not yet believed; null for a text that is no token.
export const read = (text) => {
  if (text.length > LONGEST || !/^ZHOLDAMA1:[A-Z2-7]+$/.test(text)) return null;
  const bytes = base32(text.slice(PREFIX.length));
  return bytes && open(bytes, [1]);
};

const isText = (value) => typeof value === "string";
const isMoment = (value) => Number.isInteger(value) && value >= 0 && value <= LAST_SECOND;

// What a believed envelope says: {number, kind, initials, issuedAt, expires (seconds; null: no end), provider, code}.
// Null for claims that are not ours.
export const claimsOf = (envelope) => {
  let said;
  try {
    said = decode(envelope.payload);
  } catch {
    return null;
  }
  if (!(said instanceof Map)) return null;
  const expires = said.get(CLAIMS.expires) ?? null;
  const what = said.get(CLAIMS.what);
  const code = said.get(CLAIMS.id);
  const [issuer, subject, issuedAt] = [CLAIMS.issuer, CLAIMS.subject, CLAIMS.issued].map((one) => said.get(one));
  const whole =
    said.size === (expires === null ? 5 : 6) &&
    [issuer, subject].every(isText) &&
    isMoment(issuedAt) &&
    code instanceof Uint8Array &&
    code.length === 16 &&
    Array.isArray(what) &&
    what.length === 2 &&
    isText(what[1]) &&
    (isText(what[0]) ? !NAMES.has(what[0]) : KINDS.has(what[0])) &&
    (expires === null || (isMoment(expires) && (expires + offset(expires)) % DAY === 0));
  if (!whole) return null;
  const kind = isText(what[0]) ? what[0] : KINDS.get(what[0]);
  return { number: subject, kind, initials: what[1], issuedAt, expires, provider: issuer, code };
};
