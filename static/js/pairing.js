// Drag a person onto another to swap them, or onto a group to move them: the same form, its boxes ticked and its button pressed.
const form = document.querySelector("form.pairing");

function ticked() {
  return [...form.querySelectorAll("input[name=person]:checked")];
}

function count() {
  const words = form.querySelector("[data-count]");
  const number = ticked().length;
  words.textContent = number ? words.dataset.count.replace("{count}", number) : words.dataset.none;
}

function send(people, deed, to = "") {
  for (const box of form.querySelectorAll("input[name=person]")) box.checked = people.includes(box.value);
  form.querySelector("[name=to]").value = to;
  form.requestSubmit(form.querySelector(`button[value=${deed}]`));
}

function drop(event) {
  const dragged = event.dataTransfer.getData("text/plain");
  const onto = event.target.closest("[data-who]")?.dataset.who;
  const group = event.target.closest("[data-group]");
  event.preventDefault();
  if (!/^\d+$/.test(dragged) || onto === dragged) return;
  if (onto && !event.target.closest("[data-group], section").querySelector(`[data-who="${dragged}"]`)) send([dragged, onto], "swap");
  else if (group && !group.querySelector(`[data-who="${dragged}"]`)) send([dragged], "move", group.dataset.group);
}

if (form) {
  const words = form.querySelector("[data-count]");
  words.dataset.none = words.textContent;
  count();
  form.addEventListener("change", count);
  for (const who of form.querySelectorAll("[data-who]")) {
    who.draggable = true;
    who.addEventListener("dragstart", (event) => event.dataTransfer.setData("text/plain", who.dataset.who));
  }
  for (const place of form.querySelectorAll("[data-group], [data-who]")) {
    place.addEventListener("dragover", (event) => { event.preventDefault(); place.classList.add("over"); });
    place.addEventListener("dragleave", () => place.classList.remove("over"));
  }
  form.addEventListener("drop", drop);
}
