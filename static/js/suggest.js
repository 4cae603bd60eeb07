// Words that others use, offered below what is being typed: buttons, so that the keyboard and a screen reader have them like everything else.

const LETTERS = 3, PAUSE = 250;
let timer;

document.addEventListener("input", event => {
  const field = event.target.closest("[data-suggests]");
  if (!field) return;
  clearTimeout(timer);
  timer = setTimeout(() => offer(field), PAUSE);
});

async function offer(field) {
  const typed = field.value.trim(), list = field.parentElement.querySelector(".offers");
  if (typed === field.dataset.picked) return;
  const found = typed.length < LETTERS ? [] : await ask(`${field.dataset.suggests}?typed=${encodeURIComponent(typed)}`);
  if (field.value.trim() !== typed) return;           // more was typed meanwhile
  list.replaceChildren(...found.filter(words => words !== typed).map(words => {
    const item = document.createElement("li");
    item.append(Object.assign(document.createElement("button"), { type: "button", className: "link", textContent: words }));
    return item;
  }));
  list.hidden = !list.childElementCount;
}

async function ask(address) {
  try {
    const response = await fetch(address, { headers: { Accept: "application/json" } });
    return response.ok ? await response.json() : [];
  } catch { return []; }                              // without a network one writes without help
}

document.addEventListener("click", event => {
  const button = event.target.closest(".offers button");
  if (!button) return;
  const list = button.closest(".offers"), field = list.parentElement.querySelector("[data-suggests]");
  field.value = field.dataset.picked = button.textContent;
  list.hidden = true;
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
});
document.addEventListener("elearn:sent", event => { for (const list of event.target.querySelectorAll(".offers")) list.hidden = true; });
