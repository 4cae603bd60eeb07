// The replay's scrubber. Each move has an address of its own; this fetches the page at that move and puts it in place, one at a time.

import { Idiomorph } from "../vendor/idiomorph/idiomorph.js";

const PAUSE = 900;
const parts = ["#replay", ".scrub"];
let wanted = null, busy = false, playing;

const address = at => { const url = new URL(location.href); url.searchParams.set("at", at); url.hash = ""; return url; };

async function go(at) {
  wanted = Number(at);
  if (busy) return;
  busy = true;
  try {
    while (wanted !== null) {
      const url = address(wanted);
      wanted = null;
      const response = await fetch(url, { headers: { Accept: "text/html" } });
      if (!response.ok || response.redirected) break;
      history.replaceState(null, "", url);
      show(new DOMParser().parseFromString(await response.text(), "text/html"));
    }
  } catch {
    stop();
  } finally {
    busy = false;
  }
}

function show(page) {
  for (const part of parts) {
    const old = document.querySelector(part), fresh = page.querySelector(part);
    if (old && fresh) Idiomorph.morph(old, fresh, { morphStyle: "outerHTML", ignoreActiveValue: true, callbacks: { beforeNodeMorphed: node => !node.hasAttribute?.("data-keep") } });
  }
  document.dispatchEvent(new CustomEvent("elearn:morphed"));
  keepInView();
}

function keepInView() {
  const list = document.querySelector(".moves"), line = list?.querySelector("[aria-current]");
  if (!line || list.scrollHeight <= list.clientHeight) return;
  list.scrollTop = line.offsetTop - list.offsetTop - list.clientHeight / 2;
}

document.addEventListener("click", event => {
  const link = event.target.closest("a[data-at]");
  if (link && !event.metaKey && !event.ctrlKey) { event.preventDefault(); stop(); go(link.dataset.at); return; }
  if (event.target.closest("#play")) playing ? stop() : play();
});
document.addEventListener("input", event => { if (event.target.id === "at") { stop(); go(event.target.value); } });
document.addEventListener("submit", event => { if (event.target.id === "scrubber") { event.preventDefault(); go(event.target.elements.at.value); } });

// --- playing

function play() {
  const next = document.querySelector("#next[data-at]");
  const from = next ?? document.querySelector(".moves [data-at]");
  if (!from) return;
  playing = setTimeout(tick, next ? 0 : PAUSE);
  if (!next) go(from.dataset.at);
  dress();
}

async function tick() {
  const next = document.querySelector("#next[data-at]");
  if (!next) { stop(); return; }
  await go(next.dataset.at);
  if (playing) playing = setTimeout(tick, PAUSE);
}

function stop() { clearTimeout(playing); playing = undefined; dress(); }

function dress() {
  const button = document.querySelector("#play");
  if (!button) return;
  button.hidden = false;
  button.textContent = playing ? button.dataset.pause : button.dataset.play;
}

document.addEventListener("elearn:morphed", dress);
document.documentElement.dataset.replay = "";
dress();
keepInView();
