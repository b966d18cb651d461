// NCALayer's protocol (WebSocket on the person's own machine): the module basics, else commonUtils. Knows no page.

const BASICS = "kz.gov.pki.knca.basics";
const COMMON = "kz.gov.pki.knca.commonUtils";
const HEARTBEAT = "--heartbeat--";
const GREETING = 8_000; // milliseconds until the program has said its version
const SIGNING = 8 * 60_000; // a person looks for a key and its password; the texts live ten minutes
const BEAT = 10_000;

/** Why nothing was signed; `code` is one of the words that the page holds. */
export class Problem extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/**
 * Sign each of `contents` (base64) and give the signatures (base64, detached) in the same order; throws Problem.
 * `purposes`: identifiers that the certificate must have; `onReady` is called when the program has been found.
 */
export async function sign({ address, contents, purposes, locale, onReady = () => {} }) {
  const program = await Program.open(address);
  try {
    onReady();
    const made = await signWithBasics(program, { contents, purposes, locale })
      ?? await signOneByOne(program, { contents, locale });
    if (made.length !== contents.length || !made.every(Boolean)) throw new Problem("broken");
    return made.map(plain);
  } finally {
    program.close();
  }
}

/** null where the program does not know the module. */
async function signWithBasics(program, { contents, purposes, locale }) {
  const answer = await program.ask({
    module: BASICS,
    method: "sign",
    args: {
      allowedStorages: null,
      format: "cms",
      data: contents.length === 1 ? contents[0] : contents,
      signingParams: { decode: true, encapsulate: false, digested: false, tsaProfile: {} },
      signerParams: { extKeyUsageOids: purposes },
      locale,
    },
  });
  if (unknown(answer)) return null;
  if (answer.status !== true) throw new Problem(problemOf(answer));
  const result = answer.body?.result;
  if (result === undefined || result === null) throw new Problem("cancelled");
  return Array.isArray(result) ? result : [result];
}

async function signOneByOne(program, { contents, locale }) {
  const language = await program.ask({ module: COMMON, method: "changeLocale", args: [locale] });
  if (unknown(language)) throw new Problem("old");
  const made = [];
  for (const content of contents) {
    const args = ["PKCS12", "SIGNATURE", content, false];
    const answer = await program.ask({ module: COMMON, method: "createCAdESFromBase64", args });
    if (unknown(answer)) throw new Problem("old");
    if (String(answer.code) !== "200") throw new Problem(problemOf(answer));
    made.push(answer.responseObject);
  }
  return made;
}

const unknown = (answer) => answer.errorCode === "MODULE_NOT_FOUND" || answer.errorCode === "METHOD_NOT_FOUND";

/** The program's codes are few and its messages free text in three languages: what they say beyond the code is read. */
export function problemOf(answer) {
  const said = `${answer.message ?? ""} ${answer.details ?? ""}`;
  if (/cancell?ed/i.test(said)) return "cancelled";
  if (/expired|not ?after|истек|истёк|мерзімі/i.test(said)) return "expired";
  if (/ext ?key ?usage|key ?usage|no key|тип ключа|кілт түрі/i.test(said)) return "wrong_key";
  if (answer.code === "INVALID_SIGNING_PARAMS" || answer.code === "INVOCATION_ERROR") return "refused";
  return "failed";
}

/** Base64 alone, in one line, whatever the program has put around it. */
const plain = (text) => String(text).replace(/-----[^-]+-----/g, "").replace(/\s+/g, "");

class Program {
  static async open(address) {
    const program = new Program();
    try {
      await program.#connect(address);
    } catch (error) {
      program.close();
      throw error;
    }
    return program;
  }

  #socket;
  #beat;
  #opened = false;
  #greeted = false;
  #waiting = null; // {resolve, reject} of whoever awaits the next message

  async #connect(address) {
    try {
      this.#socket = new WebSocket(address);
    } catch {
      throw new Problem("absent");
    }
    const greeting = this.#next(GREETING, "silent");
    this.#socket.addEventListener("message", (event) => this.#hear(event.data));
    this.#socket.addEventListener("close", () => this.#fail(this.#opened ? "lost" : "absent"));
    this.#socket.addEventListener("open", () => { this.#opened = true; });
    await greeting;
    this.#greeted = true;
    this.#beat = setInterval(() => this.#send(HEARTBEAT), BEAT);
  }

  async ask(request) {
    const answer = this.#next(SIGNING, "late");
    this.#send(JSON.stringify(request));
    return answer;
  }

  close() {
    clearInterval(this.#beat);
    this.#waiting = null;
    this.#socket?.close();
  }

  #send(text) {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(text);
    else this.#fail("lost");
  }

  #next(limit, code) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#fail(code), limit);
      const settle = (act) => (value) => { clearTimeout(timer); this.#waiting = null; act(value); };
      this.#waiting = { resolve: settle(resolve), reject: settle(reject) };
    });
  }

  #hear(text) {
    if (text === HEARTBEAT) return;
    let message;
    try {
      message = JSON.parse(text);
    } catch {
      message = null;
    }
    if (message === null || typeof message !== "object") return this.#fail("broken");
    // The version comes once, on opening; afterwards it is nobody's answer.
    if (this.#greeted && message.result?.version !== undefined) return undefined;
    return this.#waiting?.resolve(message);
  }

  #fail(code) {
    this.#waiting?.reject(new Problem(code));
  }
}
