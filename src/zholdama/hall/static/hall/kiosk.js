// The page works without this file; with it, the numbers stay fresh and a lost connection is said.
const EVERY = 10000;
const lost = document.getElementById("lost");
let pressed = false;

document.addEventListener("submit", () => {
  pressed = true;
  // After the form has been read: a disabled button would not be sent along.
  setTimeout(() => { for (const button of document.querySelectorAll("button")) button.disabled = true; });
});

async function refresh() {
  if (pressed) return;
  try {
    const answer = await fetch(location.href, { signal: AbortSignal.timeout(5000), cache: "no-store" });
    if (answer.redirected) return location.replace(answer.url);
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (pressed) return;
    const spoken = document.activeElement?.value;
    for (const part of [".kiosk__head", ".kiosk__main"]) document.querySelector(part).replaceWith(page.querySelector(part));
    if (spoken) document.querySelector(`button[value="${spoken}"]`)?.focus();
    lost.hidden = true;
  } catch {
    lost.hidden = false;
    for (const button of document.querySelectorAll("button")) button.disabled = true;
  }
}

setInterval(refresh, EVERY);
// From the browser's memory of pages: the key of that page may have been used.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
