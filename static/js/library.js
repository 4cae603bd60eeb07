// An author's page, which follows the files: the stream only says "look", and the page is then brought up to date in place. A frame is loaded
// anew when its address has changed, which names the version of what it shows. Without this file one reloads by hand.

import { Idiomorph } from "../vendor/idiomorph/idiomorph.js";

const main = document.querySelector("main[data-library]");
let stream, looking = false, again = false;

async function look() {
  if (looking) { again = true; return; }
  looking = true;
  try {
    const response = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.querySelector("main[data-library]");
    if (!fresh || response.redirected) { location.reload(); return; }
    Idiomorph.morph(main, [...fresh.childNodes], { morphStyle: "innerHTML", ignoreActiveValue: true });
    document.title = page.title;
  } catch { /* the stream comes back by itself, and says "look" */ } finally {
    looking = false;
    if (again) { again = false; look(); }
  }
}

function follow() {
  if (stream || document.hidden) return;
  stream = new EventSource("/live/library");
  stream.addEventListener("look", look);
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) { stream?.close(); stream = undefined; } else follow();
});
if (main) follow();
