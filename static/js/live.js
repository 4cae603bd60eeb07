// A page of a sitting, kept live. Everything works without this file: forms post and the page reloads. With it, forms are sent
// through the outbox, the log's news is followed, and the page is brought up to date in place, leaving alone what is being typed.

import { Idiomorph } from "../vendor/idiomorph/idiomorph.js";
import { Drafts } from "./drafts.js";
import { Outbox, newOp } from "./outbox.js";

const main = document.querySelector("main[data-sitting]");
const status = document.querySelector("#status");
const sync = document.querySelector("#sync");
const words = name => document.querySelector(`#words [data-id="${name}"]`)?.textContent ?? "";

let since = Number(main.dataset.last), mine = Number(main.dataset.mine), notices = Number(main.dataset.notices);
const drafts = new Drafts(main);
const outbox = new Outbox(main, showSync);

// --- forms

document.addEventListener("submit", event => {
  const form = event.target;
  if (!form.matches("form[data-move]") || event.defaultPrevented) return;
  event.preventDefault();
  const fields = [...new FormData(form, event.submitter)].map(([name, value]) => [name, String(value)]);
  const op = fields.find(([name]) => name === "op")[1];
  form.querySelector("[name=op]").value = newOp();     // the next submit is another move
  drafts.forget(form);
  form.reset();
  delete form.dataset.dirty;
  clearRefusal(form);
  form.closest("details[data-closes]")?.removeAttribute("open");
  form.closest("dialog")?.close();
  outbox.add({ op, url: form.action, fields, label: label(event.submitter, fields), form: form.id });
  form.dispatchEvent(new CustomEvent("elearn:sent", { bubbles: true, detail: { op, fields } }));
});

// What a waiting move is called: its own words, or else those of the button that made it.
const label = (button, fields) =>
  ["words", "finding.says", "action.does", "change.what"].map(name => fields.find(field => field[0] === name)?.[1]).find(Boolean)
  ?? button?.textContent.trim() ?? "";

outbox.settled = (move, answer) => {
  if (answer.ok) { refresh(); return; }
  say(answer.sentence, true);
  putBack(move, answer.sentence);
};

// A refused move gives its words back to the form they came from.
function putBack(move, sentence) {
  const form = document.getElementById(move.form);
  if (!form) { refused.push({ ...move, sentence }); showSync(outbox.state, outbox.moves); return; }
  for (const [name, value] of move.fields) {
    if (["op", "csrf_token", "as", "for", "move", "page", "draft", "anchor"].includes(name)) continue;
    for (const field of form.elements) {
      if (field.name !== name) continue;
      if (["radio", "checkbox"].includes(field.type)) { if (field.value === value) field.checked = true; }
      else if (field.type !== "hidden") field.value = value;
    }
  }
  form.dataset.dirty = "";
  clearRefusal(form);
  const note = Object.assign(document.createElement("p"), { className: "error", id: `${form.id}-refused`, textContent: sentence });
  note.setAttribute("role", "alert");
  form.prepend(note);
  form.closest("details")?.setAttribute("open", "");
  const tool = form.closest("dialog:not([open])");
  if (!tool) return;
  if (document.querySelector("dialog:modal") || document.activeElement?.matches("input, select, textarea")) {
    refused.push({ ...move, sentence });               // whoever writes something else by now is not taken away from it
    showSync(outbox.state, outbox.moves);
  } else tool.showModal();
}

const refused = [];
const clearRefusal = form => document.getElementById(`${form.id}-refused`)?.remove();

// --- what is saved, waiting, or being sent

function showSync(state, moves) {
  if (!sync) return;
  const lost = !connected || !navigator.onLine;
  const shown = moves.length ? (state === "sending" && !lost ? "sending" : "waiting") : lost ? "offline" : "saved";
  sync.dataset.state = shown;
  const text = words(shown).replace("{count}", moves.length);
  if (sync.firstElementChild.textContent !== text) sync.firstElementChild.textContent = text;
  const list = sync.querySelector("ul");
  list.replaceChildren(
    ...moves.map(move => Object.assign(document.createElement("li"), { textContent: move.label })),
    ...refused.map(move => Object.assign(document.createElement("li"), { className: "error", textContent: `${move.label} — ${move.sentence}` })),
  );
  list.hidden = !list.childElementCount;
  document.dispatchEvent(new CustomEvent("elearn:waiting", { detail: moves }));
}

let announced = [];
function say(text, now = false) {
  announced.push(text);
  clearTimeout(say.timer);
  say.timer = setTimeout(() => { status.textContent = announced.slice(-3).join(". "); announced = []; }, now ? 50 : 1200);
}

// --- following the log

let stream, connected = true, poll;

function follow() {
  if (stream || document.hidden) return;
  clearTimeout(poll);
  stream = new EventSource(`/live/sittings/${main.dataset.sitting}?since=${since}&mine=${mine}&notices=${notices}`);
  stream.onopen = () => { setConnected(true); outbox.retry(); };
  stream.addEventListener("entries", event => entries(JSON.parse(event.data)));
  stream.addEventListener("presence", event => presence(JSON.parse(event.data)));
  stream.addEventListener("beat", () => setConnected(true));
  stream.onerror = () => {
    setConnected(false);
    if (stream?.readyState === EventSource.CLOSED) { stop(); poll = setTimeout(ask, 2000); }
  };
}

function stop() { stream?.close(); stream = undefined; }

// Where streams cannot pass, the same feed is asked for every few seconds.
async function ask() {
  try {
    const response = await fetch(`/sittings/${main.dataset.sitting}/feed?since=${since}&mine=${mine}`, { headers: { Accept: "application/json" } });
    if (response.redirected || response.status === 404) { refresh(); return; }
    const news = await response.json();
    setConnected(true);
    outbox.retry();
    if (news.entries.length || news.last !== since || news.notices !== notices) entries(news);
    presence(news.here);
    poll = setTimeout(ask, 3000);
  } catch {
    setConnected(false);
    poll = setTimeout(() => { stop(); follow(); }, 3000);
  }
}

function setConnected(yes) {
  if (connected === yes) return;
  connected = yes;
  say(words(yes ? "back" : "offline"));
  showSync(outbox.state, outbox.moves);
}

function entries(news) {
  since = Math.max(since, news.last);
  mine = Math.max(mine, news.mine);
  notices = news.notices;
  for (const entry of news.entries) if (entry.by && entry.by !== main.dataset.me) say(entry.says);
  refresh();
}

document.addEventListener("visibilitychange", () => { if (document.hidden) { stop(); clearTimeout(poll); } else { refresh(); follow(); } });
addEventListener("pageshow", event => { if (event.persisted) location.reload(); });

// --- bringing the page up to date

let refreshing = false, wanted = false;

async function refresh() {
  if (refreshing) { wanted = true; return; }
  refreshing = true;
  try {
    const response = await fetch(location.pathname + location.search, { headers: { Accept: "text/html" } });
    if (response.redirected) { location.reload(); return; }
    if (response.ok) morph(new DOMParser().parseFromString(await response.text(), "text/html"));
  } catch { /* the stream says when the network is back */ } finally {
    refreshing = false;
    if (wanted) { wanted = false; refresh(); }
  }
}

function morph(page) {
  const fresh = page.querySelector("main[data-sitting]");
  if (!fresh) { location.reload(); return; }
  if (fresh.dataset.for !== main.dataset.for || fresh.dataset.me !== main.dataset.me) { location.reload(); return; }
  const token = page.querySelector("meta[name=csrf-token]");
  if (token) document.querySelector("meta[name=csrf-token]").content = token.content;
  for (const [old, young] of [[main, fresh], [document.querySelector("header.bar"), page.querySelector("header.bar")]]) {
    Idiomorph.morph(old, [...young.childNodes], { morphStyle: "innerHTML", ignoreActiveValue: true, callbacks: { beforeNodeMorphed: mayMorph, beforeNodeRemoved: mayRemove } });
  }
  since = Math.max(since, Number(fresh.dataset.last));
  mine = Math.max(mine, Number(fresh.dataset.mine));
  document.dispatchEvent(new CustomEvent("elearn:morphed"));
  showSync(outbox.state, outbox.moves);
}

// What somebody is typing in, has open, or a script of the page looks after, stays as it is.
function mayMorph(old, young) {
  if (old.nodeType !== 1) return true;
  if (old.hasAttribute("data-keep")) return false;
  if (old.matches("form") && (old.hasAttribute("data-dirty") || old.contains(document.activeElement))) return false;
  if (old.matches("details") && old.open) young.setAttribute?.("open", "");
  if (old.matches("dialog") && old.open) return false;
  return true;
}

const mayRemove = node => !(node.nodeType === 1 && (node.hasAttribute("data-keep") || node.matches("form[data-dirty]") || node.querySelector("form[data-dirty]") || node.contains(document.activeElement) && node.matches("form")));

// --- who is here, and what they are editing

let editing = "";
function edits(thing) {
  if (thing === editing) return;
  editing = thing;
  fetch(`/sittings/${main.dataset.sitting}/here`, {
    method: "POST", keepalive: true, body: JSON.stringify({ as: main.dataset.me, editing: thing }),
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content },
  }).catch(() => { editing = ""; });
}
document.addEventListener("focusin", event => {
  const field = event.target.matches("textarea, input:not([type=hidden], [type=radio], [type=checkbox])");
  edits(field ? event.target.closest("[data-thing]")?.dataset.thing ?? "" : "");
});
document.addEventListener("focusout", () => setTimeout(() => { if (!document.activeElement?.closest("[data-thing]")) edits(""); }, 200));

function presence(here) {
  const names = JSON.parse(main.dataset.names);
  for (const avatar of document.querySelectorAll("[data-member]")) avatar.classList.toggle("away", avatar.dataset.member !== main.dataset.me && !(avatar.dataset.member in here));
  const at = Object.entries(here).filter(([member, thing]) => thing && member !== main.dataset.me);
  for (const mark of document.querySelectorAll("[data-edited-by]")) {
    const who = at.filter(([, thing]) => thing === mark.dataset.editedBy).map(([member]) => names[member]);
    mark.textContent = who.length ? words("editing").replace("{name}", who.join(", ")) : "";
    mark.closest("[data-thing]")?.classList.toggle("busy", who.length > 0);
  }
}

outbox.send();
follow();
showSync(outbox.state, outbox.moves);
document.documentElement.dataset.live = "";
