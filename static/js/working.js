// The one form in which a cause or a link is worked on, filled for whichever was chosen. What a thing is stands on its card as data.
// Half-typed words stay with the thing they are about, also when the form is opened for another in between.

const typed = new Map();      // "talk-1a2b3c4d.words" → words
const own = form => form.elements.draft?.value ?? "";

export function workOn(dialog, thing) {
  const id = thing.dataset.thing, link = !thing.hasAttribute("data-cause");
  const says = thing.querySelector(".says-it").textContent;
  dialog.dataset.thing = id;
  dialog.querySelector("h2").textContent = link ? `${thing.closest("[data-cause]").querySelector(".says-it").textContent} → ${thing.querySelector("a").textContent}` : says;
  fit(dialog, thing, link);
  for (const form of dialog.querySelectorAll("form")) fill(form, thing, says);
  fillPassages(dialog, thing);
}

// Only what fits this thing is shown.
function fit(dialog, thing, link) {
  const mine = thing.hasAttribute("data-mine"), proposed = thing.hasAttribute("data-proposed");
  const fits = {
    cause: !link, link, theirs: !mine, across: thing.hasAttribute("data-across"), mine: mine && !proposed,
    evidence: passages(thing).length > 0,
  };
  for (const part of dialog.querySelectorAll("[data-fits]")) {
    part.hidden = !fits[part.dataset.fits] || (part.dataset.fits === "theirs" && part.matches("div") && proposed);
  }
}

function fill(form, thing, says) {
  const name = form.id.split("-")[0], about = thing.dataset.thing, drafts = JSON.parse(form.closest("dialog").dataset.drafts || "{}");
  form.reset();
  delete form.dataset.dirty;
  form.querySelector("[role=alert]")?.remove();
  form.id = `${name}-${about}`;
  form.elements.draft.value = form.id;
  form.querySelector("[data-about]").value = about;
  const now = { words: name === "words" || name === "link" ? says : "", base: thing.dataset.version, sure: thing.dataset.sure, layer: thing.dataset.layer, how: thing.dataset.how };
  for (const [field, value] of Object.entries(now)) {
    const control = form.elements[field];
    if (control && value !== undefined) control.value = value;
  }
  const kept = typed.get(`${form.id}.words`) ?? drafts[`${form.id}.words`];
  if (kept) form.elements.words.value = kept;
}

// The passages that stand on this thing itself, not on the links in its card, and that I pointed to.
const passages = thing => [...thing.querySelectorAll("[data-passage]")].filter(each => each.closest("[data-thing]") === thing);

function fillPassages(dialog, thing) {
  dialog.querySelector("#work-passage").replaceChildren(...passages(thing).map(each =>
    Object.assign(document.createElement("option"), { value: each.dataset.passage, textContent: each.querySelector("blockquote").textContent.slice(0, 80) })));
}

document.addEventListener("input", event => {
  const form = event.target.form;
  if (event.target.name === "words" && form?.closest("#tool-work")) typed.set(`${own(form)}.words`, event.target.value);
});
document.addEventListener("elearn:sent", event => typed.delete(`${own(event.target)}.words`));

// Closed, the forms are about nothing again: so the page can be brought up to date around them.
document.addEventListener("close", event => {
  if (event.target.id !== "tool-work") return;
  for (const form of event.target.querySelectorAll("form")) {
    form.reset();
    delete form.dataset.dirty;
    form.id = `${form.id.split("-")[0]}-`;
    form.elements.draft.value = form.id;
  }
  delete event.target.dataset.thing;
}, true);
