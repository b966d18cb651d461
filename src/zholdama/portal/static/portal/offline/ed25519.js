// Whether an Ed25519 signature holds: by the browser itself, or by the built-in library where it cannot.
// Both refuse a signature that is not in its one form.
import { verifyAsync } from "../../built/ed25519.js";

const raw = (key) => crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);

let native;

const able = async () => {
  try {
    await raw(new Uint8Array(32).fill(1));
    return true;
  } catch (error) {
    return error.name !== "NotSupportedError" && error.name !== "SyntaxError" && !(error instanceof TypeError);
  }
};

export const byBrowser = async (signature, message, key) => {
  try {
    return await crypto.subtle.verify({ name: "Ed25519" }, await raw(key), signature, message);
  } catch {
    return false; // no point of the curve
  }
};

export const byLibrary = async (signature, message, key) => {
  try {
    return await verifyAsync(signature, message, key, { zip215: false });
  } catch {
    return false;
  }
};

export const holds = async (signature, message, key) => {
  native ??= able();
  return (await native) ? byBrowser(signature, message, key) : byLibrary(signature, message, key);
};
