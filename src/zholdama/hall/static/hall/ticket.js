// Prints the ticket once and goes back to the start, as soon as the start can be reached.
const paper = document.querySelector("[data-back]");
const back = paper.dataset.back;
const printed = `printed ${location.pathname}`;

if (!sessionStorage.getItem(printed)) {
  sessionStorage.setItem(printed, "yes");
  document.fonts.ready.then(() => window.print());
}

async function leave() {
  try {
    await fetch(back, { signal: AbortSignal.timeout(5000), cache: "no-store" });
    location.replace(back);
  } catch {
    setTimeout(leave, 3000);
  }
}
setTimeout(leave, 15000);
