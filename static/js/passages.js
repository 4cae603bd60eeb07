// Selecting words of a paper and noting them. Mouse and touch select as everywhere; the keyboard goes from word to word. What is chosen goes
// into the passage field of the finding form (or of the finding that is being changed), as paper:start:end in characters of the paper's text.

const PAPER = "[data-paper][data-picks]";
const paper = () => document.querySelector(PAPER);
const pick = () => document.querySelector("[data-pick]");
const main = document.querySelector("main[data-sitting]");
const KEPT = `elearn.passage.${main.dataset.for}.${main.dataset.sitting}.${main.dataset.me}`;
const size = text => [...text].length;               // the server counts characters, a browser counts halves of some

// Every piece of text with its place in the paper; the numbers beside marks are no part of it.
function pieces(root) {
  const found = [];
  for (const block of root.querySelectorAll("[data-at]")) {
    let at = Number(block.dataset.at);
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.parentElement.closest("[data-skip]")) continue;
      found.push({ node, at, block });
      at += size(node.data);
    }
  }
  return found;
}

// The passage that a range covers, white space at its ends left off; null when it covers no words of the paper.
function passageOf(range, root) {
  let start = null, end = null, first = "", words = "", block = null;
  for (const piece of pieces(root)) {
    if (!range.intersectsNode(piece.node)) continue;
    const from = piece.node === range.startContainer ? range.startOffset : 0;
    const to = piece.node === range.endContainer ? range.endOffset : piece.node.data.length;
    const text = piece.node.data.slice(from, to);
    if (!text) continue;
    if (start === null) { start = piece.at + size(piece.node.data.slice(0, from)); first = text; }
    end = piece.at + size(piece.node.data.slice(0, to));
    words += (block && block !== piece.block ? " " : "") + text;
    block = piece.block;
  }
  if (start === null || !words.trim()) return null;
  start += size(first) - size(first.trimStart());
  end -= size(words) - size(words.trimEnd());
  return start < end ? { value: `${root.dataset.paper}:${start}:${end}`, words: words.trim() } : null;
}

// --- the button beside the selection

let chosen = null;

function look() {
  const root = paper(), button = pick();
  if (!root || !button || button.contains(document.activeElement)) return;
  const selection = getSelection();
  const range = selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null;
  chosen = range && range.intersectsNode(root) ? passageOf(range, root) : null;
  button.hidden = !chosen;
  if (chosen) place(button, range);
}

function place(button, range) {
  const around = button.offsetParent.getBoundingClientRect();
  const lines = range.getClientRects();
  const last = lines[lines.length - 1] ?? range.getBoundingClientRect();
  const left = Math.min(last.left - around.left, around.width - button.offsetWidth - 8);
  button.style.left = `${Math.max(8, left)}px`;
  button.style.top = `${last.bottom - around.top + 8}px`;
}

let soon;
document.addEventListener("selectionchange", () => { clearTimeout(soon); soon = setTimeout(look, 120); });
document.addEventListener("mousedown", event => { if (event.target.closest("[data-pick]")) event.preventDefault(); });
document.addEventListener("click", event => { if (event.target.closest("[data-pick] button")) note(); });

// --- into the form

// A finding that is being changed takes the words; otherwise a new one does.
const target = () => document.querySelector("details[data-edit][open] form[data-move=FindingReworded]") ?? document.getElementById("note");

function note() {
  const form = target();
  if (!chosen || !form) return;
  fill(form, chosen);
  form.closest("details")?.setAttribute("open", "");
  getSelection().removeAllRanges();
  pick().hidden = true;
  const says = form.elements["finding.says"];
  says.scrollIntoView({ block: "center" });
  says.focus({ preventScroll: true });
}

function fill(form, passage) {
  const select = form.elements.passage;
  select.querySelector("[data-words]")?.remove();
  let option = [...select.options].find(each => each.value === passage.value);
  if (!option) {
    option = new Option(passage.words.length > 70 ? `${passage.words.slice(0, 68)} …` : passage.words, passage.value);
    option.dataset.words = "";
    select.add(option, 1);
  }
  option.selected = true;
  show(form, passage.words);
  form.dataset.dirty = "";
  remember(form);
}

function show(form, words) {
  const shown = form.querySelector("[data-picked]");
  shown.textContent = words ? `“${words}”` : "";
  shown.hidden = !words;
}

// What is half noted survives a look into another paper, which is another page. Words that are typed are kept by drafts.js.
function remember(form) {
  if (form.id !== "note") return;
  const option = form.elements.passage.selectedOptions[0];
  const kept = { value: option?.value ?? "", words: form.querySelector("[data-picked]").textContent.slice(1, -1) || option?.textContent, layer: form.elements["finding.layer"].value, sure: form.elements["finding.sure"].value };
  sessionStorage.setItem(KEPT, JSON.stringify(kept));
}

function recall() {
  const form = document.getElementById("note");
  let kept;
  try { kept = JSON.parse(sessionStorage.getItem(KEPT)); } catch { return; }
  if (!form || !kept) return;
  if (kept.layer) for (const radio of form.elements["finding.layer"]) radio.checked = radio.value === kept.layer;
  if (kept.sure) form.elements["finding.sure"].value = kept.sure;
  if (kept.value) fill(form, kept);
  if (kept.value || kept.layer) form.closest("details").open = true;
}

document.addEventListener("change", event => {
  const form = event.target.form;
  if (!form?.matches("form[data-move]") || !form.elements.passage) return;
  if (event.target.name === "passage") show(form, event.target.value && paragraph(event.target.value));
  remember(form);
});

function paragraph(value) {
  const [name, start] = value.split(":");
  const root = paper();
  if (root?.dataset.paper !== name) return "";
  const block = root.querySelector(`[data-at="${start}"]`);
  return block ? pieces(root).filter(piece => piece.block === block).map(piece => piece.node.data).join("") : "";
}

document.addEventListener("elearn:sent", event => {
  if (!event.target.elements?.passage) return;
  show(event.target, "");
  if (event.target.id === "note") sessionStorage.removeItem(KEPT);
});

// --- with the keyboard: a word is chosen, the arrows move it, Shift lets it grow

let anchor = 0, head = 0;

function words(root) {
  return pieces(root).flatMap(({ node, block }) => [...node.data.matchAll(/\S+/g)].map(match => ({ node, block, from: match.index, to: match.index + match[0].length })));
}

function choose(list, extend) {
  if (!extend) anchor = head;
  const [first, last] = [list[Math.min(anchor, head)], list[Math.max(anchor, head)]];
  const range = document.createRange();
  range.setStart(first.node, first.from);
  range.setEnd(last.node, last.to);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
  list[head].node.parentElement.scrollIntoView({ block: "nearest" });
}

// Where the arrow leads: the next or the last word, or the first word of the next or the last paragraph (with Shift going down: its end).
function stepTo(list, key, extend) {
  if (key === "ArrowRight") return head + 1;
  if (key === "ArrowLeft") return head - 1;
  const block = list[head].block;
  const first = list.findIndex(word => word.block === block), beyond = list.findLastIndex(word => word.block === block) + 1;
  if (key === "ArrowDown") return extend && head < beyond - 1 ? beyond - 1 : beyond;
  if (head > first) return first;
  return list.findIndex(word => word.block === list[Math.max(0, first - 1)].block);
}

document.addEventListener("keydown", event => {
  const root = event.target;
  if (!root.matches?.(PAPER) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter") {
    look();                                           // a quick hand does not wait for the selection to settle
    if (chosen) { event.preventDefault(); note(); }
    return;
  }
  if (event.key === "Escape") { getSelection().removeAllRanges(); return; }
  if (!event.key.startsWith("Arrow")) return;
  const list = words(root);
  if (!list.length) return;
  event.preventDefault();
  if (getSelection().isCollapsed) { head = Math.min(head, list.length - 1); choose(list, false); return; }
  head = Math.max(0, Math.min(list.length - 1, stepTo(list, event.key, event.shiftKey)));
  choose(list, event.shiftKey);
});

// --- beginning, and again after the page was brought up to date

function ready() {
  const root = paper();
  if (!root) return;
  const how = document.querySelector("[data-picking]");
  if (how) how.hidden = false;
  root.tabIndex = 0;
  root.setAttribute("role", "group");
  root.setAttribute("aria-labelledby", "paper-title");
  root.setAttribute("aria-describedby", "picking");
}

document.addEventListener("elearn:morphed", () => { ready(); look(); });
ready();
recall();
