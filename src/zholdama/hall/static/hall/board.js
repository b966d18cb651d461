// Keeps the board as of now, sounds a tone at each call, and says in words when the connection is lost.
const EVERY = 2000;
const board = document.getElementById("board");
const lost = document.getElementById("lost");
const hint = document.getElementById("sound");
const said = document.getElementById("said");
let sound = null;

const calls = () => [...board.querySelectorAll("[data-call]")].map((row) => row.dataset.call);
let known = new Set(calls());

function tone() {
  if (sound?.state !== "running") return;
  // Two falling notes, as a hall knows them.
  for (const [place, pitch] of [[0, 880], [0.35, 660]]) {
    const source = sound.createOscillator();
    const volume = sound.createGain();
    const begin = sound.currentTime + place;
    source.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, begin);
    volume.gain.exponentialRampToValueAtTime(0.5, begin + 0.03);
    volume.gain.exponentialRampToValueAtTime(0.0001, begin + 0.6);
    source.connect(volume).connect(sound.destination);
    source.start(begin);
    source.stop(begin + 0.65);
  }
}

function listen() {
  sound ??= new AudioContext();
  const show = () => { hint.hidden = sound.state === "running"; };
  sound.onstatechange = show;
  show();
}

// Browsers allow sound only after somebody has touched the page.
for (const touch of ["pointerdown", "keydown"]) {
  addEventListener(touch, () => { listen(); sound.resume(); });
}
listen();

async function refresh() {
  try {
    const answer = await fetch(board.dataset.now, { signal: AbortSignal.timeout(4000), cache: "no-store" });
    if (answer.redirected) return location.replace(answer.url);
    if (!answer.ok) throw new Error(String(answer.status));
    board.innerHTML = await answer.text();
    lost.hidden = true;
    const fresh = calls().filter((call) => !known.has(call));
    known = new Set(calls());
    if (fresh.length) {
      tone();
      document.documentElement.dataset.tones = Number(document.documentElement.dataset.tones ?? 0) + 1;
      said.textContent = fresh.map((call) => call.split(" ")[0]).join(", ");
    }
  } catch {
    for (const last of lost.querySelectorAll(".board__last")) {
      last.textContent = document.getElementById("at").textContent;
    }
    lost.hidden = false;
  }
  setTimeout(refresh, EVERY);
}
setTimeout(refresh, EVERY);
