// Is this referral true? The same six words as the server's own verification, the first that fits:
// forged, unknown_key, withdrawn, replaced, expired, valid.
import { signedBy } from "./envelope.js";
import { codeHash } from "./list.js";
import { claimsOf, read } from "./token.js";

const standing = async (claims, key, list, at) => {
  if (key.revoked !== null) return ["unknown_key", "key_revoked"];
  if (claims.issuedAt < key.notBefore || claims.issuedAt >= key.notAfter) {
    return ["unknown_key", "issued_outside_the_keys_time"];
  }
  const code = await codeHash(claims.code);
  if (list.withdrawn.has(code)) return ["withdrawn", "withdrawn"];
  if (list.replaced.has(code)) return ["replaced", "replaced"];
  if (claims.expires !== null && at >= claims.expires) return ["expired", "expired"];
  return ["valid", at < claims.issuedAt ? "before_its_issue" : "good"];
};

// {verdict, reason, claims, names}: `claims` and the provider's `names` only where a key of the list signed them.
// `at`: seconds since 1970.
export const judge = async (text, list, at) => {
  const envelope = read(text);
  if (!envelope) return { verdict: "forged", reason: "token_unreadable" };
  const key = list.keys.get(envelope.keyId);
  if (!key) return { verdict: "unknown_key", reason: "token_key_not_in_ring" };
  const claims = (await signedBy(envelope, key.ed25519)) && claimsOf(envelope);
  if (!claims) return { verdict: "forged", reason: "token_signature" };
  if (claims.provider !== key.provider) return { verdict: "forged", reason: "key_of_another_provider" };
  const [verdict, reason] = await standing(claims, key, list, at);
  return { verdict, reason, claims, names: key.names };
};
