// Optional: without it the button "I have signed: check" does the same.
const EVERY = 2000;

const form = document.querySelector("[data-phone-state]");
const left = document.querySelector("[data-left]");

const ask = async () => {
  try {
    const answer = await fetch(form.dataset.phoneState, { headers: { Accept: "application/json" } });
    if (answer.ok) {
      const { state } = await answer.json();
      if (state === "signed") return form.requestSubmit();
      if (state !== "waiting") return location.reload();
    }
  } catch {
    // The network is away for a moment: the next question may be answered.
  }
  return setTimeout(ask, EVERY);
};

if (form) setTimeout(ask, EVERY);

if (left) {
  const clock = left.querySelector("[data-clock]");
  const over = performance.now() + 1000 * Number(left.dataset.left);
  const show = () => {
    const seconds = Math.max(0, Math.round((over - performance.now()) / 1000));
    clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  };
  show();
  left.hidden = false;
  setInterval(show, 1000);
}
