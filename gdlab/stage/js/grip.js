// The ring with little arrows that stands on what can be dragged.

import { draw } from "./dom.js";
import { ARROWS, isCommand } from "./keys.js";

const REACH = 18, GRIP = 9; // radii: what a finger hits, what is seen
const TIPS = { // little arrows inside a grip, that say where it goes
  across: "M-7 0l4 -3v6zM7 0l-4 -3v6z",
  up: "M0 -7l-3 4h6zM0 7l-3 -4h6z",
};

// in a panel: shown at a place, pulled by pointer or key
export class Grip {
  constructor(panel, about, words) {
    this.panel = panel;
    this.group = draw(panel.handles, "g", {
      class: "gd-handle", tabindex: "0", role: "button",
      "aria-label": `${about.label}: ${words.drag}`,
    });
    draw(this.group, "circle", { r: REACH, class: "gd-hit" });
    draw(this.group, "circle", { r: GRIP, class: "gd-grip" });
    for (const way of ["across", "up"]) if (about[way]) draw(this.group, "path", { d: TIPS[way] });
  }

  get held() { return this.pointer !== undefined; }

  put(place) {
    this.group.style.display = place ? "" : "none";
    if (place) this.group.setAttribute("transform", `translate(${place[0]} ${place[1]})`);
  }

  // pull(x, y) while a pointer holds it, push(dx, dy, fine) at an arrow key, drop() when let go
  listen(pull, push, drop) {
    const { group, panel } = this;
    this.grab = (event) => {
      group.setPointerCapture(event.pointerId);
      this.pointer = event.pointerId;
      group.focus({ preventScroll: true });
      event.preventDefault();
    };
    group.addEventListener("pointerdown", this.grab);
    group.addEventListener("pointermove", (event) => {
      if (event.pointerId === this.pointer) pull(...panel.at(event));
    });
    group.addEventListener("lostpointercapture", () => { this.pointer = undefined; drop(); });
    group.addEventListener("keydown", (event) => {
      const way = ARROWS[event.key];
      if (!way || isCommand(event)) return;
      event.preventDefault();
      push(...way, event.shiftKey);
    });
    this.pull = pull;
  }
}
