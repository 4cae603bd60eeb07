// Moves that wait in this browser. A queue belongs to one person at one sitting; a move leaves it only when the server has
// acknowledged it, or has refused it in words. Each carries its own op, so that sending it twice lands it once.

export class Outbox {
  constructor(main, onchange) {
    this.main = main;
    this.onchange = onchange;
    this.key = `elearn.moves.${main.dataset.for}.${main.dataset.sitting}.${main.dataset.me}`;
    this.state = "saved";
    this.sending = false;
    this.pause = 500;
    addEventListener("online", () => this.retry());
    addEventListener("storage", event => { if (event.key === this.key) this.changed(); });
  }

  get moves() {
    try { return JSON.parse(localStorage.getItem(this.key)) ?? []; } catch { return []; }
  }

  keep(moves) {
    localStorage.setItem(this.key, JSON.stringify(moves));
    this.changed();
  }

  changed() { this.onchange(this.state, this.moves); }

  add(move) {
    this.keep([...this.moves, move]);
    this.send();
  }

  // The network is back: what waits need not wait any longer.
  retry() {
    this.pause = 500;
    if (this.moves.length) this.send();
  }

  // One tab of this browser sends at a time, in order.
  async send() {
    if (this.sending) return;
    this.sending = true;
    clearTimeout(this.timer);
    try {
      if (navigator.locks) await navigator.locks.request(this.key, () => this.drain());
      else await this.drain();
    } finally {
      this.sending = false;
      this.changed();
    }
  }

  async drain() {
    while (this.moves.length) {
      this.state = "sending";
      this.changed();
      const move = this.moves[0];
      const answer = await this.post(move);
      if (answer === "later") {
        this.state = "waiting";
        this.pause = Math.min(this.pause * 2, 8000);
        this.timer = setTimeout(() => this.send(), this.pause);
        return;
      }
      this.pause = 500;
      this.keep(this.moves.filter(each => each.op !== move.op));
      this.settled?.(move, answer);
    }
    this.state = "saved";
  }

  async post(move, again = true) {
    const body = new URLSearchParams(move.fields);
    body.set("csrf_token", document.querySelector("meta[name=csrf-token]").content);
    let response;
    try {
      response = await fetch(move.url, { method: "POST", body, headers: { Accept: "application/json" }, signal: AbortSignal.timeout(20000) });
    } catch { return "later"; }
    if (response.redirected) return "later";          // signed out: the move waits for its writer
    if (response.ok) return { ok: true, ...await response.json() };
    if (response.status >= 500 || response.status === 429) return "later";
    const said = await response.json().catch(() => ({ sentence: response.statusText }));
    if (said.id === "page.stale" && again) {
      await freshToken();
      return this.post(move, false);
    }
    return { ok: false, ...said };
  }
}

async function freshToken() {
  try {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    const token = page.querySelector("meta[name=csrf-token]")?.content;
    if (token) document.querySelector("meta[name=csrf-token]").content = token;
  } catch { /* the next try finds out */ }
}

export const newOp = () => [...crypto.getRandomValues(new Uint8Array(8))].map(byte => byte.toString(16).padStart(2, "0")).join("");
