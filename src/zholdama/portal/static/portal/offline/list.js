// The signed list of keys and of papers that no longer hold, as the house publishes it.
import { decode } from "./cbor.js";
import { hex, open, signedBy } from "./envelope.js";

const VERSION = 1;
const ENTRY = 8;

export const codeHash = async (code) =>
  hex(new Uint8Array(await crypto.subtle.digest("SHA-256", code)).subarray(0, ENTRY));

const entries = (bytes) => {
  if (bytes.length % ENTRY) throw new Error("a broken entry");
  const found = new Set();
  for (let at = 0; at < bytes.length; at += ENTRY) found.add(hex(bytes.subarray(at, at + ENTRY)));
  return found;
};

const keyOf = (said) => ({
  ed25519: said.get("ed25519"),
  provider: said.get("provider"),
  names: Object.fromEntries(said.get("names")),
  notBefore: said.get("not_before"),
  notAfter: said.get("not_after"),
  revoked: said.get("revoked"),
});

// {asOf (seconds), keys: Map of key id to key, withdrawn, replaced: Sets of code hashes}; throws for bytes that `key`
// (32 bytes) has not signed, and for a list of another version.
export const readList = async (bytes, key) => {
  const envelope = open(bytes, [1, 2, 4]);
  const keyId = hex(new Uint8Array(await crypto.subtle.digest("SHA-256", key)).subarray(0, ENTRY));
  if (!envelope || envelope.keyId !== keyId || !(await signedBy(envelope, key))) {
    throw new Error("not a list of this house");
  }
  const said = decode(envelope.payload);
  if (said.get("version") !== VERSION) throw new Error("a list of another version");
  return {
    asOf: said.get("as_of"),
    keys: new Map(said.get("keys").map((one) => [hex(one.get("key_id")), keyOf(one)])),
    withdrawn: entries(said.get("withdrawn")),
    replaced: entries(said.get("replaced")),
  };
};
