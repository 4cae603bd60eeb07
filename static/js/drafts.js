// Half-typed words: kept in this browser at once, and with the writer's account a moment later, so that another device has them.
// They are drafts, outside the log; sending the form, or emptying it, forgets them.

export class Drafts {
  constructor(main) {
    this.main = main;
    this.key = `elearn.drafts.${main.dataset.for}.${main.dataset.sitting}.${main.dataset.me}`;
    this.changed = {};
    document.addEventListener("input", event => this.typed(event.target));
    addEventListener("pagehide", () => this.keep());
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.keep(); });
    this.restore();
  }

  name(field) {
    const prefix = field.form?.elements.draft?.value;
    return prefix && field.name && field.matches("textarea, input[type=text], input:not([type])") ? `${prefix}.${field.name}` : null;
  }

  typed(field) {
    const form = field.form;
    if (form?.matches("form[data-move]")) form.dataset.dirty = "";
    const name = this.name(field);
    if (!name) return;
    this.changed[name] = field.value;
    const kept = this.local();
    kept[name] = field.value;
    localStorage.setItem(this.key, JSON.stringify(kept));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), 1000);
  }

  local() { try { return JSON.parse(localStorage.getItem(this.key)) ?? {}; } catch { return {}; } }

  // Words that the account had not got yet when the page was lost.
  restore() {
    const kept = this.local();
    for (const form of document.querySelectorAll("form[data-move]")) {
      for (const field of form.elements) {
        const name = this.name(field);
        if (name && kept[name] && !field.value) { field.value = kept[name]; form.dataset.dirty = ""; this.changed[name] = kept[name]; }
      }
    }
    if (Object.keys(this.changed).length) this.timer = setTimeout(() => this.keep(), 1000);
  }

  async keep() {
    const fields = this.changed;
    if (!Object.keys(fields).length) return;
    this.changed = {};
    try {
      const response = await fetch(`/sittings/${this.main.dataset.sitting}/drafts`, {
        method: "POST", keepalive: true, body: JSON.stringify({ as: this.main.dataset.me, fields }),
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content },
      });
      if (!response.ok || response.redirected) throw new Error(response.status);       // led to the sign-in: nothing was kept
      const kept = this.local();
      for (const [name, words] of Object.entries(fields)) if (kept[name] === words) delete kept[name];
      localStorage.setItem(this.key, JSON.stringify(kept));
    } catch {
      this.changed = { ...fields, ...this.changed };
    }
  }

  forget(form) {
    const kept = this.local();
    for (const field of form.elements) {
      const name = this.name(field);
      if (!name) continue;
      delete kept[name];
      delete this.changed[name];
    }
    localStorage.setItem(this.key, JSON.stringify(kept));
  }
}
