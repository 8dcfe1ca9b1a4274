// The sentence below the picture, for the eye at once; for the ear where a move ends, and never
// more than once a second.

import { make } from "./dom.js";
import { steady } from "./controls.js";

const QUIET = 400, APART = 1000; // milliseconds

export class Speech {
  constructor(root, longest) {
    const line = steady(root, "div", longest, "gd-line", "gd-read");
    this.line = line.shown;
    this.ghost = line.ghost;
    this.said = make(root, "div", { class: "gd-said", role: "status", "aria-live": "polite" });
    this.last = -APART;
  }

  // the height kept for it grows, and never shrinks under the pointer
  reserve(longest) {
    if (longest.length > this.ghost.textContent.length) this.ghost.textContent = longest;
  }

  show(sentence) {
    if (this.line.textContent === sentence) return;
    this.line.textContent = sentence;
    clearTimeout(this.due);
    this.due = setTimeout(() => this.say(), Math.max(QUIET, this.last + APART - performance.now()));
  }

  say() {
    this.last = performance.now();
    this.said.textContent = this.line.textContent;
  }

  close() { clearTimeout(this.due); }
}
