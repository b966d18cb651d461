// Keeps the page and all it needs, so that it opens without a network. VERSION, PAGES and FILES stand above this text;
// the list is kept by the page itself.
const SHELL = `zholdama-offline-${VERSION}`;
const PATIENCE = 4000;

self.addEventListener("install", (event) => {
  const requests = [...PAGES, ...FILES].map((address) => new Request(address, { cache: "reload" }));
  event.waitUntil(caches.open(SHELL).then((shell) => shell.addAll(requests)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const older = (name) => name.startsWith("zholdama-offline-") && name !== SHELL;
  const clean = async () => {
    await Promise.all((await caches.keys()).filter(older).map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(clean());
});

// From the network while it answers in time; null where it does not.
const fresh = async (request) => {
  const late = new Promise((done) => setTimeout(done, PATIENCE, null));
  const answer = await Promise.race([fetch(request).catch(() => null), late]);
  return answer?.ok ? answer : null;
};

const page = async (request) => {
  const shell = await caches.open(SHELL);
  const { pathname, searchParams } = new URL(request.url);
  const answer = await fresh(request);
  if (answer) {
    // Without a network the page opens in the language in which it was last seen.
    await shell.put(pathname, answer.clone());
    return answer;
  }
  const language = PAGES.find((address) => address.endsWith(`?lang=${searchParams.get("lang")}`));
  for (const address of [language, pathname, PAGES[0]]) {
    const found = address && (await shell.match(address, { ignoreVary: true }));
    if (found) return found;
  }
  return Response.error();
};

const file = async (request) => {
  const answer = await fresh(request);
  return answer ?? (await (await caches.open(SHELL)).match(request, { ignoreVary: true })) ?? Response.error();
};

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin) return;
  if (event.request.mode === "navigate") {
    if (pathname === new URL(PAGES[0], origin).pathname) event.respondWith(page(event.request));
  } else if (FILES.includes(pathname)) {
    event.respondWith(file(event.request));
  }
});
