// Marking with the keyboard: a number gives the level and goes on; what is given is saved by itself, field by field, with the version it
// was made at. Without this file the page is one plain form.

const main = document.querySelector("main[data-marking]");
const form = document.querySelector("#marks");
const rows = [...form.querySelectorAll("[data-judgement]")];
const status = document.querySelector("#saved");
const keys = main.dataset.keys === "on";
const WAIT = 700, AGAIN = 4000;
const level = row => row.querySelector("input[type=radio]:checked")?.value ?? "";
const isWhole = () => rows.every(row => level(row) !== "");
let at = null, timer, retry, sending = null, wasWhole = isWhole();
const dirty = new Set(), refused = new Set();

// --- which judgement the keys work on

function stand(row, focus = true) {
  at?.classList.remove("at");
  at = row;
  if (!row) return;
  row.classList.add("at");
  if (focus) {
    (row.querySelector("input[type=radio]:checked") ?? row.querySelector("input[type=radio]")).focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }
}

function onward() {
  const place = rows.indexOf(at);
  const next = [...rows.slice(place + 1), ...rows.slice(0, place + 1)].find(row => level(row) === "");
  if (next) stand(next); else document.querySelector("#done")?.focus();
}

const step = by => stand(rows[(rows.indexOf(at) + by + rows.length) % rows.length]);

form.addEventListener("focusin", event => {
  const row = event.target.closest("[data-judgement]");
  if (row && row !== at) stand(row, false);
});

// --- keys

const typing = target => target.matches("textarea, select, input:not([type=radio], [type=checkbox])");

document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && event.target.matches("textarea") && at) { event.preventDefault(); stand(at); return; }
  if (!keys || typing(event.target)) return;
  if (/^[0-4]$/.test(event.key) && at) {
    const radio = at.querySelector(`input[value="${event.key}"]`);
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    onward();
  } else if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "c" && at) { const more = at.querySelector("details"); more.open = true; more.querySelector("textarea").focus(); }
  else if (event.key === "e" && at) { document.querySelector(at.dataset.evidence)?.scrollIntoView({ block: "start" }); }
  else if (event.key === "n") leave(() => document.querySelector("#next").click());
  else if (event.key === "r") { const button = document.querySelector("#done"); if (button) button.click(); }
  else if (event.key === "?") { const help = document.querySelector("#keys").closest("details"); help.open = !help.open; help.querySelector("summary").focus(); }
  else return;
  event.preventDefault();
});

// --- saving

const fieldOf = name => name.slice(name.indexOf(".") + 1);
const version = field => form.elements[`version.${field}`];

form.addEventListener("input", event => { if (event.target.name) later(fieldOf(event.target.name)); });
form.addEventListener("change", event => {
  if (event.target.type !== "radio") return;
  later(fieldOf(event.target.name), 0);
  const row = event.target.closest("[data-judgement]");
  if (["1", "4"].includes(event.target.value)) row.querySelector("details").open = true;
  count();
});

function later(field, wait = WAIT) {
  if (!version(field) || refused.has(field)) return;
  dirty.add(field);
  say("saving");
  clearTimeout(timer);
  timer = setTimeout(save, wait);
}

function body(fields) {
  const sent = { for: form.elements.for.value };
  for (const field of fields) {
    sent[`version.${field}`] = version(field).value;
    const words = form.elements[`words.${field}`], comment = form.elements[`comment.${field}`];
    if (words) sent[`words.${field}`] = words.value;
    if (comment) { sent[`comment.${field}`] = comment.value; sent[`level.${field}`] = form.elements[`level.${field}`].value; }
  }
  return JSON.stringify(sent);
}

async function save(keepalive = false) {
  clearTimeout(timer);
  if (sending) { await sending; }
  if (!dirty.size) return;
  const fields = [...dirty];
  dirty.clear();
  sending = post(fields, keepalive === true);
  await sending;
  sending = null;
}

async function post(fields, keepalive) {
  try {
    const response = await fetch(main.dataset.marking, {
      method: "POST", body: body(fields), keepalive,
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content },
    });
    const answer = await response.json();
    if (!response.ok) {
      for (const field of fields) dirty.add(field);     // sent again with the next that is given
      status.textContent = answer.sentence;
      return;
    }
    for (const [field, number] of Object.entries(answer.versions)) version(field).value = number;
    for (const field of answer.older) { refused.add(field); form.querySelector(`[data-judgement="${field}"]`)?.classList.add("older"); }
    if (answer.older.length) status.textContent = answer.sentence; else if (!dirty.size) say("saved");
    if (answer.whole !== wasWhole) { wasWhole = answer.whole; await refresh(); }
  } catch {
    for (const field of fields) dirty.add(field);
    say("offline");
    clearTimeout(retry);
    retry = setTimeout(save, AGAIN);
  }
}

function say(what) { if (status.textContent !== status.dataset[what]) status.textContent = status.dataset[what]; }

// The panel opens once every level has been given: its part of the page, and the totals, come anew.
async function refresh() {
  const response = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!response.ok || response.redirected) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const part of ["#panel", "#totals"]) {
    const fresh = page.querySelector(part);
    if (fresh) document.querySelector(part)?.replaceChildren(...fresh.childNodes);
  }
}

function count() {
  const given = document.querySelector("#given");
  given.textContent = given.dataset.words.replace("{given}", rows.filter(row => level(row) !== "").length).replace("{count}", given.dataset.all);
}

async function leave(go) { await save(); if (!dirty.size) go(); }
addEventListener("pagehide", () => save(true));
form.addEventListener("submit", () => clearTimeout(timer));

// --- the comment bank

for (const button of document.querySelectorAll("[data-phrase]")) {
  button.hidden = false;
  button.nextElementSibling.hidden = true;
  button.addEventListener("click", () => {
    const criterion = button.closest("li[id^=k-]");
    const row = criterion.contains(at) ? at : criterion.querySelector("[data-judgement]");
    const words = row.querySelector("textarea");
    row.querySelector("details").open = true;
    words.value = [words.value.trim(), button.textContent].filter(Boolean).join(" ");
    words.dispatchEvent(new Event("input", { bubbles: true }));
    words.focus();
  });
}

stand(rows.find(row => level(row) === "") ?? rows[0], !location.hash);
document.documentElement.dataset.marking = "";
