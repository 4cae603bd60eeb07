// The map: links drawn over the lists, forms that open in front of it, and what waits in the outbox shown at once.
// The page is whole without this file: links are written as words in both their cards, and the forms stand below the map.

import { lines } from "./lines.js";
import "./suggest.js";
import { workOn } from "./working.js";

const byId = id => document.getElementById(id);
const SVG = "http://www.w3.org/2000/svg";
let waiting = [];

// --- drawing

function draw() {
  const map = document.querySelector("[data-map]");
  const svg = map?.querySelector("svg.links");
  if (!svg) return;
  document.documentElement.dataset.links = "";
  const drawn = [];
  for (const tie of map.querySelectorAll("[data-link]")) {
    const from = tie.closest("[data-cause]"), to = byId(`c-${tie.dataset.target}`);
    if (from && to) drawn.push({ from, to, how: tie.dataset.how, voice: tie.classList[0], waits: tie.hasAttribute("data-waits") });
  }
  const paths = lines(map, drawn).map(({ link, d }) => {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("class", `${link.voice} ${link.how === "keeps_going" ? "keeps" : link.how}${link.waits ? " waits" : ""}`);
    path.setAttribute("d", d);
    path.setAttribute("marker-end", `url(#${link.how === "protects" ? "bar" : "tip"}-${link.voice})`);
    path.dataset.from = link.from.dataset.cause;
    path.dataset.to = link.to.dataset.cause;
    return path;
  });
  svg.replaceChildren(tips(), ...paths);
}

// An arrow for what drives, a bar for what protects: the shape says it, not only the colour.
function tips() {
  const defs = document.createElementNS(SVG, "defs");
  for (const voice of ["medicine", "law", "both"]) {
    for (const [name, d, at] of [["tip", "M0 .5L11 5.5L0 10.5L2.6 5.5z", 10], ["bar", "M8 0h2.4v11H8z", 10]]) {
      const marker = document.createElementNS(SVG, "marker");
      const attributes = { id: `${name}-${voice}`, markerUnits: "userSpaceOnUse", markerWidth: 11, markerHeight: 11, viewBox: "0 0 11 11", refX: at, refY: 5.5, orient: "auto" };
      for (const [key, value] of Object.entries(attributes)) marker.setAttribute(key, value);
      const shape = document.createElementNS(SVG, "path");
      shape.setAttribute("class", `shape ${voice}`);
      shape.setAttribute("d", d);
      marker.append(shape);
      defs.append(marker);
    }
  }
  return defs;
}

let drawing;
const redraw = () => { cancelAnimationFrame(drawing); drawing = requestAnimationFrame(draw); };
const sizes = new ResizeObserver(redraw);

// Links of the cause one points at or works on stand out.
function follow(event) {
  const cause = event.target.closest?.("[data-cause]")?.dataset.cause ?? "";
  for (const path of document.querySelectorAll("svg.links path[data-from]")) {
    path.classList.toggle("picked", cause !== "" && (path.dataset.from === cause || path.dataset.to === cause));
  }
}
document.addEventListener("pointerover", follow);
document.addEventListener("focusin", follow);

// --- forms in front of the map

function tuckAway() {
  for (const tool of document.querySelectorAll("dialog.tool[open]")) if (!tool.matches(":modal")) tool.removeAttribute("open");
}

document.addEventListener("click", event => {
  const opener = event.target.closest("[data-tool]");
  if (opener) {
    const dialog = byId(opener.dataset.tool);
    if (!dialog) return;
    event.preventDefault();
    show(dialog, opener);
    return;
  }
  if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
});

function show(dialog, opener) {
  if (dialog.id === "tool-work") workOn(dialog, opener.closest("[data-thing]"));
  const field = opener.dataset.field && dialog.querySelector(`[name="${opener.dataset.field}"]`);
  if (field) field.value = opener.dataset.value;
  const card = opener.closest(".opens");
  card?.removeAttribute("open");
  dialog.addEventListener("close", () => (card ? card.querySelector("summary") : opener).focus(), { once: true });
  if (!dialog.open) dialog.showModal();
  ([...dialog.querySelectorAll("select, textarea")].find(each => each !== field && each.offsetParent))?.focus();
}

// What the address asks for without a script, the script opens.
function asked() {
  const address = new URLSearchParams(location.search);
  const opener = address.get("work") && document.querySelector(`[data-thing="${CSS.escape(address.get("work"))}"] [data-tool="tool-work"]`)
    || address.get("from") && document.querySelector(`[data-tool="tool-link"][data-value="${CSS.escape(address.get("from"))}"]`)
    || address.get("on") && document.querySelector(`[data-tool="tool-point"][data-value="${CSS.escape(address.get("on"))}"]`);
  if (opener) show(byId(opener.dataset.tool), opener);
}

// What lies over the map closes when one goes on elsewhere; half-typed words stay in it.
document.addEventListener("pointerdown", event => {
  for (const open of document.querySelectorAll(".map :is(.opens, .adder)[open]")) {
    if (!open.contains(event.target) && !event.target.closest("dialog")) open.removeAttribute("open");
  }
});

// Escape closes what lies over the map, and gives the focus back to where it was opened.
document.addEventListener("keydown", event => {
  if (event.key !== "Escape" || document.querySelector("dialog:modal")) return;
  const open = document.activeElement?.closest("details[open]") ?? document.querySelector(".opens[open], .adder[open]");
  if (!open?.matches(".opens, .adder, .opens *")) return;
  open.removeAttribute("open");
  open.querySelector("summary")?.focus();
});

// A link to a cause or to a link opens what hides it.
document.addEventListener("click", event => {
  const target = event.target.closest('a[href^="#"]:not([data-tool])')?.hash.slice(1);
  const closed = target && byId(target)?.closest("details:not([open])");
  if (closed) closed.open = true;
});

// Only one card lies open at a time where they lie over one another; the browser sees to it by their common name.
document.addEventListener("toggle", event => {
  if (event.target.matches?.(".adder") && event.target.open) event.target.querySelector("textarea")?.focus();
  redraw();
}, true);

// --- what waits

const value = (move, name) => move.fields.find(field => field[0] === name)?.[1] ?? "";
const element = (name, properties, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};
const voice = () => document.querySelector(`.who [data-member="${document.querySelector("main").dataset.me}"]`)?.classList[1] ?? "both";

function showWaiting() {
  for (const move of waiting) SHOW[value(move, "move")]?.(move);
  redraw();
}

const SHOW = {
  // The move's own op is the cause's id, so that it can be linked before the server has heard of it.
  CauseAdded(move) {
    const list = byId(`causes-${value(move, "layer")}`), words = value(move, "words");
    if (list && !byId(`c-${move.op}`)) {
      const card = element("li", { className: `cause waits ${voice()}`, id: `c-${move.op}` },
        element("h3", { className: "says-it", textContent: words }),
        element("footer", { className: "marks", textContent: waitingWords() }),
        element("ul", { className: "ties" }));
      card.dataset.cause = move.op;
      list.append(card);
    }
    for (const select of document.querySelectorAll("select[data-causes]")) {
      if ([...select.options].some(option => option.value === move.op)) continue;
      const group = [...select.querySelectorAll("optgroup")].find(each => each.dataset.layer === value(move, "layer")) ?? select;
      const option = element("option", { value: move.op, textContent: words });
      option.dataset.waits = "";
      group.append(option);
    }
  },
  LinkDrawn(move) {
    const from = byId(`c-${value(move, "source")}`), to = byId(`c-${value(move, "target")}`);
    if (!from || !to || document.querySelector(`[data-link="${move.op}"]`)) return;
    const ties = from.querySelector(".ties") ?? from.insertBefore(element("ul", { className: "ties" }), from.querySelector("details"));
    const how = byId("draw-link-how")?.querySelector(`[value="${value(move, "how")}"]`)?.textContent ?? "";
    const tie = element("li", { className: voice() },
      element("span", { textContent: `${how} ` }, element("a", { href: `#${to.id}`, textContent: to.querySelector(".says-it").textContent })));
    Object.assign(tie.dataset, { link: move.op, target: value(move, "target"), how: value(move, "how"), waits: "" });
    ties.append(tie);
  },
  CauseReworded(move) {
    const words = byId(`c-${value(move, "of")}`)?.querySelector(".says-it");
    if (words) words.textContent = value(move, "words");
  },
  Removed(move) {
    (byId(`c-${value(move, "of")}`) ?? byId(`l-${value(move, "of")}`))?.classList.add("waits");
  },
};

const waitingWords = () => byId("map")?.dataset.waiting ?? "…";

// What has left the outbox is replaced by the server's own card when the page is next brought up to date; what was refused goes.
function forget() {
  setTimeout(() => {
    const ops = new Set(waiting.map(move => move.op));
    for (const card of document.querySelectorAll(".cause.waits[data-cause]:not([data-thing])")) if (!ops.has(card.dataset.cause)) card.remove();
    for (const tie of document.querySelectorAll("[data-link][data-waits]")) if (!ops.has(tie.dataset.link)) tie.remove();
    redraw();
  }, 4000);
}

document.addEventListener("elearn:waiting", event => {
  const fewer = event.detail.length < waiting.length;
  waiting = event.detail;
  showWaiting();
  if (fewer) forget();
});
document.addEventListener("elearn:morphed", () => { tuckAway(); showWaiting(); watch(); });

function watch() {
  sizes.disconnect();
  const map = document.querySelector("[data-map]");
  if (map) for (const each of [map, ...map.querySelectorAll(".causes")]) sizes.observe(each);
}

tuckAway();
asked();
watch();
draw();
document.fonts.ready.then(redraw);
