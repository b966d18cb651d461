// Optional: every page works without this file.
import {
  Button, Checkboxes, ErrorSummary, NotificationBanner, Radios, SkipLink, Tabs, createAll,
} from "../built/frontend.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
for (const part of [Button, Checkboxes, ErrorSummary, NotificationBanner, Radios, SkipLink, Tabs]) createAll(part);

// A table that scrolls sideways must be reachable by keyboard; one that fits must not be an extra stop.
const boxes = document.querySelectorAll(".app-scroll");
const weigh = () => {
  for (const box of boxes) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
};
weigh();
window.addEventListener("resize", weigh);
document.fonts?.ready.then(weigh);

// A key that is held down acts once: it must not press the next page's button too.
document.addEventListener("keydown", (press) => {
  if (press.repeat && press.key === "Enter" && !press.target.matches?.("textarea")) press.preventDefault();
});
