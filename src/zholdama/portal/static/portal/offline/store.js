// The list that this browser keeps: loaded once, refreshed while there is a network, never replaced by an older one.
import { readList } from "./list.js";

const CACHE = "zholdama-list";

const kept = async (address) => {
  const answer = globalThis.caches && (await (await caches.open(CACHE)).match(address, { ignoreVary: true }));
  return answer ? new Uint8Array(await answer.arrayBuffer()) : null;
};

const keep = async (address, bytes) => {
  if (globalThis.caches) await (await caches.open(CACHE)).put(address, new Response(bytes));
};

export class Store {
  // `key`: the 32 bytes of the key that signs the list.
  constructor(address, key) {
    this.address = address;
    this.key = key;
    this.list = null;
  }

  // Take what this browser has kept; what was kept under another key is left aside.
  async recall() {
    const bytes = await kept(this.address).catch(() => null);
    if (bytes) await this.take(bytes).catch(() => false);
  }

  async take(bytes) {
    const list = await readList(bytes, this.key);
    if (this.list && list.asOf < this.list.asOf) return false;
    this.list = list;
    return true;
  }

  // "fresh", "offline" or "bad": whether the network gave a list, and one that this house signed.
  async refresh() {
    let bytes;
    try {
      const answer = await fetch(this.address, { cache: "no-cache", credentials: "omit" });
      if (!answer.ok) return "offline";
      bytes = new Uint8Array(await answer.arrayBuffer());
    } catch {
      return "offline";
    }
    try {
      if (await this.take(bytes)) await keep(this.address, bytes).catch(() => null);
      return "fresh";
    } catch {
      return "bad";
    }
  }
}
