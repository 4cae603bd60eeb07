// A tutor's class, followed live: the stream only says "look", at most once a second; the page is then brought up to date in place.

import { Idiomorph } from "../vendor/idiomorph/idiomorph.js";

const main = document.querySelector("main[data-cohort]");
let stream, looking = false, again = false;

async function look() {
  if (looking) { again = true; return; }
  looking = true;
  try {
    const response = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (response.redirected) { location.reload(); return; }
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("main[data-cohort]");
    if (fresh?.dataset.for === main.dataset.for) Idiomorph.morph(main, [...fresh.childNodes], { morphStyle: "innerHTML", ignoreActiveValue: true, callbacks: { beforeNodeMorphed: mayMorph, beforeNodeRemoved: mayRemove } });
  } catch { /* the stream comes back by itself, and says "look" */ } finally {
    looking = false;
    if (again) { again = false; look(); }
  }
}

// What somebody has open or is typing in stays as it is.
function mayMorph(old, young) {
  if (old.nodeType !== 1) return true;
  if (old.matches("form") && (old.hasAttribute("data-dirty") || old.contains(document.activeElement))) return false;
  if (old.matches("details") && old.open) young.setAttribute?.("open", "");
  return true;
}
const mayRemove = node => !(node.nodeType === 1 && (node.querySelector("form[data-dirty]") || node.matches("form[data-dirty]")));
main.addEventListener("input", event => { event.target.closest("form")?.setAttribute("data-dirty", ""); });

function follow() {
  if (stream || document.hidden) return;
  stream = new EventSource(`/live/cohorts/${main.dataset.cohort}`);
  stream.addEventListener("look", look);
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) { stream?.close(); stream = undefined; } else follow();
});
follow();
