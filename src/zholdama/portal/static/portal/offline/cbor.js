// Canonical CBOR (RFC 8949, 4.2.3: shorter keys first) as tokens and lists hold it, and nothing else: no floats, no
// tags, no lengths that are not in their shortest form, no key twice. Integers are Numbers, maps are Maps, bytes are
// Uint8Arrays. Anything else throws.

const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export class Malformed extends Error {}

export const decode = (bytes) => {
  const reader = new Reader(bytes);
  const value = reader.item(0);
  if (reader.at !== bytes.length) throw new Malformed("bytes behind the end");
  return value;
};

// Whether two runs of bytes are in the order of canonical map keys.
const before = (one, other) => {
  if (one.length !== other.length) return one.length < other.length;
  const place = one.findIndex((byte, index) => byte !== other[index]);
  return place >= 0 && one[place] < other[place];
};

class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  take(count) {
    if (this.at + count > this.bytes.length) throw new Malformed("ends too early");
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  // The number in a head: in its shortest form, and one that a Number holds exactly.
  argument(short) {
    if (short < 24) return short;
    const length = { 24: 1, 25: 2, 26: 4, 27: 8 }[short];
    if (!length) throw new Malformed("a length of another kind");
    const value = this.take(length).reduce((sum, byte) => sum * 256 + byte, 0);
    const least = { 1: 24, 2: 256, 4: 65536, 8: 4294967296 }[length];
    if (value < least || !Number.isSafeInteger(value)) throw new Malformed("a number not in its one form");
    return value;
  }

  item(depth) {
    if (depth > 8) throw new Malformed("too deep");
    const head = this.take(1)[0];
    if (head === 0xf6) return null;
    const value = this.argument(head & 31);
    switch (head >> 5) {
      case 0:
        return value;
      case 1:
        return -1 - value;
      case 2:
        return this.take(value);
      case 3:
        return text.decode(this.take(value));
      case 4:
        return this.list(value, depth);
      case 5:
        return this.map(value, depth);
      default:
        throw new Malformed("a value of another kind");
    }
  }

  list(count, depth) {
    const found = [];
    for (let place = 0; place < count; place += 1) found.push(this.item(depth + 1));
    return found;
  }

  map(count, depth) {
    const found = new Map();
    let last = null;
    for (let place = 0; place < count; place += 1) {
      const start = this.at;
      const key = this.item(depth + 1);
      const written = this.bytes.subarray(start, this.at);
      if (last && !before(last, written)) throw new Malformed("keys not in order");
      last = written;
      found.set(key, this.item(depth + 1));
    }
    return found;
  }
}
