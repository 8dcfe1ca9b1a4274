// Questions to Python: one at a time; while it is being answered only the newest next one is kept.
// Where no answer comes, a line says what to do.

import { make } from "./dom.js";

const PATIENCE = 2000; // milliseconds

export class Asking {
  // lost() puts what was moved back to where the picture shows it
  constructor(root, ask, alive, words, lost) {
    this.line = make(root, "div", { class: "gd-silent", role: "status" });
    Object.assign(this, { ask, alive, words, lost, open: false, next: null });
  }

  want(question) {
    if (this.open) { this.next = question; return; }
    this.open = true;
    clearTimeout(this.due);
    try { this.ask(question); } catch { this.tell(false); return; } // its kernel was restarted
    this.due = setTimeout(() => this.tell(this.alive()), this.alive() ? PATIENCE : 0);
  }

  tell(alive) { // a busy one's answer will come
    this.line.textContent = alive ? this.words.silent : this.words.dead;
    this.open = alive;
    this.next = alive ? this.next : null;
    this.lost();
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
