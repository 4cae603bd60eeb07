// Answers are kept as they are given: a point at once, words a moment after the last key. What could not be sent is sent with the next.

const form = document.querySelector("form.questions");
const state = document.getElementById("answers-state");
const unsent = new Set();
let timer, handingIn = false;

form.addEventListener("change", (event) => { note(event.target); keep(); });
form.addEventListener("input", (event) => {
  if (event.target.type === "radio") return;
  note(event.target);
  clearTimeout(timer);
  timer = setTimeout(keep, 1000);
});
form.addEventListener("submit", () => { handingIn = true; clearTimeout(timer); });
addEventListener("online", keep);
addEventListener("pagehide", keep);
document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });

function note(field) { if (field.name) unsent.add(field.name); }

async function keep() {
  if (handingIn || !unsent.size) return;
  const names = [...unsent], all = new FormData(form), body = new FormData();
  for (const name of ["for", "story", ...names]) if (all.has(name)) body.set(name, all.get(name));
  names.forEach((name) => unsent.delete(name));
  try {
    const response = await fetch(form.action, {
      method: "POST", body, keepalive: true,
      headers: { Accept: "application/json", "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content },
    });
    if (response.status >= 400 && response.status < 500 && response.status !== 429) {  // refused: trying again would change nothing
      names.forEach((name) => unsent.add(name));
      state.textContent = (await response.json()).sentence;
      return;
    }
    if (!response.ok || response.redirected) throw new Error(response.status);         // led to the sign-in: nothing was kept
    state.textContent = state.dataset.kept;
  } catch {
    names.forEach((name) => unsent.add(name));
    state.textContent = state.dataset.waiting;
    clearTimeout(timer);
    timer = setTimeout(keep, 5000);
  }
}
