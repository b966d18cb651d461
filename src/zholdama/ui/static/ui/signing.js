// A page that signs: presses of its button, words to the person, the signatures into the form. Without it the file stays.
import { Problem, sign } from "./ncalayer.js";

for (const place of document.querySelectorAll("[data-signing]")) {
  const button = place.querySelector("[data-signing-button]");
  const state = place.querySelector("[data-signing-state]");
  const problem = place.querySelector("[data-signing-problem]");
  const words = place.querySelector("[data-signing-words]");
  const field = place.querySelector("textarea[name=cms]");
  const contents = [...place.querySelectorAll("[data-signing-content]")].map((one) => one.dataset.signingContent);
  let busy = false;

  const of = (code) => words.querySelector(`[data-code="${code}"]`);
  const say = (code) => state.replaceChildren(...(code ? [...of(code).childNodes].map((n) => n.cloneNode(true)) : []));

  const complain = (code) => {
    const role = place.dataset.purposes.includes("1.2.398.3.3.4.1.2") ? "official" : "individual";
    const found = of(code) ?? of(`${code}_${role}`) ?? of("failed");
    problem.dataset.code = code;
    problem.replaceChildren(found.cloneNode(true));
    problem.classList.add("app-signing__problem--shown");
    problem.focus();
  };

  const clear = () => {
    problem.replaceChildren();
    delete problem.dataset.code;
    problem.classList.remove("app-signing__problem--shown");
  };

  const release = () => {
    busy = false;
    button.removeAttribute("aria-disabled");
    say("");
  };

  // aria-disabled, not disabled: the button keeps the focus while the person is in the other window.
  button.addEventListener("click", async () => {
    if (busy) return;
    busy = true;
    clear();
    button.setAttribute("aria-disabled", "true");
    say("connecting");
    try {
      const made = await sign({
        address: place.dataset.address,
        contents,
        purposes: place.dataset.purposes.split(" "),
        locale: place.dataset.locale,
        onReady: () => say("waiting"),
      });
      say("sending");
      field.value = made.join("\n");
      field.form.submit();
    } catch (error) {
      release();
      if (!(error instanceof Problem)) console.error(error);
      complain(error instanceof Problem ? error.code : "failed");
    }
  });

  // Back from the next page out of the browser's memory: nothing of the last time stays in the form.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    field.value = "";
    release();
    clear();
  });
}

for (const all of document.querySelectorAll("[data-choose-all]")) {
  const boxes = [...document.querySelectorAll(`input[name="${all.dataset.chooseAll}"]`)];
  const weigh = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    all.checked = chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  };
  all.closest("[hidden]")?.removeAttribute("hidden");
  all.addEventListener("change", () => { for (const box of boxes) box.checked = all.checked; });
  for (const box of boxes) box.addEventListener("change", weigh);
  weigh();
}
