// Questions to Python: one at a time; while it is being answered only the newest next one is kept.
// Where no answer comes, a line says what to do.

import { make } from "./dom.js";

const PATIENCE = 2000; // milliseconds

export class Asking {
  constructor(root, ask, alive, words) {
    this.line = make(root, "div", { class: "gd-silent", role: "status" });
    Object.assign(this, { ask, alive, words, open: false, next: null });
  }

  want(question) {
    if (this.open) { this.next = question; return; }
    this.open = true;
    this.ask(question);
    clearTimeout(this.due);
    this.due = setTimeout(() => this.tell(), this.alive() ? PATIENCE : 0);
  }

  tell() {
    this.line.textContent = this.alive() ? this.words.silent : this.words.dead;
    if (this.alive()) return; // busy: its answer will come
    this.open = false;
    this.next = null;
    this.lost?.();
  }

  // true when nothing more is asked
  answered(more) {
    clearTimeout(this.due);
    this.open = false;
    this.line.textContent = "";
    const question = this.next ?? (more ? {} : null), newer = this.next !== null;
    this.next = null;
    if (question) this.want(question);
    return !newer;
  }

  close() { clearTimeout(this.due); }
}
