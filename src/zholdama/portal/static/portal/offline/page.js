// The page that verifies referrals without a network. Nothing that is typed or scanned leaves the browser.
import { judge } from "./judging.js";
import { cameraThere, fromPicture, throughCamera } from "./scanning.js";
import { Store } from "./store.js";
import { offset } from "./token.js";

const DAY = 86400;
const OLD = DAY;
const REFRESH = 10 * 60 * 1000;

const root = document.querySelector("[data-offline]");
const part = (name) => root.querySelector(`[data-part="${name}"]`);
const word = (name) => root.querySelector(`[data-word="${name}"]`).content.cloneNode(true);
const says = (name) => word(name).textContent.trim();
const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const store = new Store(root.dataset.list, bytes(root.dataset.listKey));

const now = () => Math.floor(Date.now() / 1000);

const two = (number) => String(number).padStart(2, "0");

const day = (seconds) => {
  const local = new Date((seconds + offset(seconds)) * 1000);
  return `${two(local.getUTCDate())}.${two(local.getUTCMonth() + 1)}.${local.getUTCFullYear()}`;
};

const minute = (seconds) => {
  const local = new Date((seconds + offset(seconds)) * 1000);
  return `${day(seconds)}, ${two(local.getUTCHours())}:${two(local.getUTCMinutes())}`;
};

// "2 d 3 h", "3 h 20 min", "5 min"
const age = (seconds) => {
  const [days, hours, minutes] = [Math.floor(seconds / DAY), Math.floor((seconds % DAY) / 3600), Math.floor((seconds % 3600) / 60)];
  if (days) return `${days} ${says("days")} ${hours} ${says("hours")}`;
  return hours ? `${hours} ${says("hours")} ${minutes} ${says("minutes")}` : `${minutes} ${says("minutes")}`;
};

const fill = (fragment, values) => {
  for (const slot of fragment.querySelectorAll("[data-slot]")) slot.textContent = values[slot.dataset.slot] ?? "";
  return fragment;
};

const listWords = () => ({ asOf: minute(store.list.asOf), age: age(Math.max(0, now() - store.list.asOf)) });

// --- the list and how old it is ---

const showList = (outcome) => {
  const shown = [];
  if (store.list) {
    shown.push(fill(word("list"), listWords()));
    if (now() - store.list.asOf > OLD) shown.push(word("list-old"));
  } else {
    shown.push(word("list-none"));
  }
  if (outcome === "bad") shown.push(word("list-bad"));
  part("list").replaceChildren(...shown);
  root.dataset.listState = outcome;
};

const refresh = async () => showList(await store.refresh());

// --- the answer ---

const dataOf = ({ claims, names }) => {
  const kind = root.querySelector(`[data-kind="${CSS.escape(claims.kind)}"]`);
  return fill(word("data"), {
    number: claims.number,
    kind: kind ? kind.content.textContent.trim() : claims.kind,
    provider: names[document.documentElement.lang] ?? names.kk,
    initials: claims.initials,
    issued: day(claims.issuedAt),
    until: claims.expires === null ? says("no-end") : day(claims.expires - 1),
  });
};

const answer = (...shown) => {
  part("answer").replaceChildren(...shown);
  part("answer").hidden = false;
  part("answer").querySelector("h2")?.focus();
};

const check = async (typed) => {
  const text = typed.replace(/\s+/g, "").toUpperCase();
  if (!text) return answer(word("nothing"));
  if (/^[A-Z2-7]{26}$/.test(text.replaceAll("-", ""))) return answer(word("code-only"));
  if (!store.list) return answer(word("no-list"));
  // A clock that is slow would call an old paper valid: the list's own time is the least that it can be.
  const [clock, least] = [now(), store.list.asOf];
  const found = await judge(text, store.list, Math.max(clock, least));
  root.dataset.verdict = found.verdict;
  const shown = [word(`verdict-${found.verdict}`)];
  if (found.claims) shown.push(dataOf(found));
  shown.push(fill(word("checked"), { ...listWords(), at: minute(clock) }));
  if (clock < least || found.reason === "before_its_issue") shown.push(word("clock"));
  return answer(...shown);
};

part("form").addEventListener("submit", (event) => {
  event.preventDefault();
  check(part("text").value);
});

const scanned = (text) => {
  part("text").value = text;
  return text ? check(text) : answer(word("no-qr"));
};

part("picture").addEventListener("change", async ({ target }) => {
  const [file] = target.files;
  if (!file) return;
  await scanned(await fromPicture(file));
  target.value = "";
});

// --- the camera ---

let looking = null;

const looks = (on) => {
  part("video").hidden = !on;
  part("stop").hidden = !on;
  part("camera").hidden = on;
};

part("camera").addEventListener("click", async () => {
  try {
    looks(true);
    looking = await throughCamera(part("video"));
    const text = await looking.text;
    looks(false);
    if (text) await scanned(text);
  } catch {
    looks(false);
    answer(word("no-camera"));
  }
});

part("stop").addEventListener("click", () => looking?.stop());

// --- ready without a network ---

const settle = async () => {
  if (!navigator.serviceWorker) return part("ready").replaceChildren(word("not-kept"));
  try {
    await navigator.serviceWorker.register(root.dataset.worker, { scope: root.dataset.scope });
    await navigator.serviceWorker.ready;
    part("ready").replaceChildren(word("kept"));
    root.dataset.kept = "true";
  } catch {
    part("ready").replaceChildren(word("not-kept"));
  }
};

const begin = async () => {
  root.hidden = false;
  if (!globalThis.crypto?.subtle) return answer(word("old-browser"));
  part("camera").hidden = !cameraThere();
  part("no-camera").hidden = cameraThere();
  await store.recall();
  showList("kept");
  await Promise.all([refresh(), settle()]);
  addEventListener("online", refresh);
  setInterval(refresh, REFRESH);
};

begin();
