// A reflection, kept as it is typed: in this browser at once, and with the writer's account a moment later. Without a script it is kept on Save.

const form = document.querySelector("form[data-draft]");
const field = form.elements.words;
const state = document.getElementById("words-state");
const key = `elearn.reflection.${document.body.dataset.person}.${location.pathname}`;
let timer, sent = field.value;

// Words that the account had not got when the page was lost.
const kept = localStorage.getItem(key);
if (kept !== null && kept !== field.value) {
  field.value = kept;
  keep();
} else {
  localStorage.removeItem(key);
}

field.addEventListener("input", () => {
  localStorage.setItem(key, field.value);
  clearTimeout(timer);
  timer = setTimeout(keep, 1000);
});
addEventListener("pagehide", keep);
addEventListener("online", keep);
document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });
form.addEventListener("submit", () => { clearTimeout(timer); sent = field.value; });

async function keep() {
  const words = field.value;
  if (words === sent) return;
  const body = new FormData(form);
  body.delete("csrf_token");
  try {
    const response = await fetch(form.dataset.draft, {
      method: "POST", body, keepalive: true, headers: { Accept: "application/json", "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content },
    });
    if (!response.ok || response.redirected) throw new Error(response.status);         // led to the sign-in: nothing was kept
    sent = words;
    if (localStorage.getItem(key) === words) localStorage.removeItem(key);
    state.textContent = state.dataset.kept;
  } catch {
    state.textContent = state.dataset.waiting;
  }
}
