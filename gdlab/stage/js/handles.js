// Points that can be dragged: answered by Python, or bound to controls.

import { draw } from "./dom.js";
import { Grip } from "./grip.js";
import { between } from "./numbers.js";

const STEP = 10, FINE = 2; // pixels an arrow key moves a free handle; FINE with Shift

// answered by Python: it goes with the pointer, and stands where the model says when let go
export class FreeHandle extends Grip {
  constructor(panel, about, box, number, asking, words, place) {
    super(panel, { ...about, across: true, up: true }, words);
    const [left, top, wide, high] = box;
    const go = (x, y) => {
      this.place = [between(left, x, left + wide), between(top, y, top + high)];
      this.put(this.place);
      asking.want({ handle: number, x: this.place[0], y: this.place[1] });
    };
    const push = (dx, dy, fine) => {
      const [x, y] = this.place, far = fine ? FINE : STEP;
      go(x + dx * far, y + dy * far);
    };
    this.listen(go, push, () => { if (!asking.open) this.settle(); });
    this.truth(place);
  }

  // the model's place
  truth(place) { this.true = place; if (!this.held) this.settle(); }

  settle() { this.place = this.true; this.put(this.place); }
}

// bound to controls: it stands where the table says for their stops, and a pull finds the nearest
export class BoundHandle extends Grip {
  constructor(panel, about, look, stops, words) {
    super(panel, about, words);
    Object.assign(this, { about, look, stops });
    const set = (at) => about.moves.forEach((control) => stops[control].set(at[control]));
    const pull = (x, y) => set(this.nearest(x, y));
    this.listen(pull, (dx, dy) => set(this.beside(dx, dy)), () => {});
  }

  show() { this.place = this.look.point(this.about); this.put(this.place); }

  *trials() {
    const [one, other] = this.about.moves, { look } = this;
    for (let i = 0; i < look.count(one); i++)
      for (let j = 0; j < (other === undefined ? 1 : look.count(other)); j++) {
        const at = [...look.at];
        at[one] = i;
        if (other !== undefined) at[other] = j;
        const place = look.point(this.about, at);
        if (place) yield [at, place];
      }
  }

  nearest(x, y) {
    let best = this.look.at, least = Infinity;
    for (const [at, [px, py]] of this.trials()) {
      const far = (px - x) ** 2 + (py - y) ** 2;
      if (far < least) [best, least] = [at, far];
    }
    return best;
  }

  // the stops with one control a stop further, null where it has no more
  further(control, step) {
    const at = [...this.look.at];
    at[control] += step;
    return at[control] >= 0 && at[control] < this.look.count(control) ? at : null;
  }

  // the next stop of a control that leads this way
  beside(dx, dy) {
    const { look, about, place } = this;
    let best = look.at, most = 0;
    for (const control of about.moves)
      for (const step of [-1, 1]) {
        const at = this.further(control, step), there = at && look.point(about, at);
        if (!there) continue;
        const along = (there[0] - place[0]) * dx + (there[1] - place[1]) * dy;
        if (along > most) [best, most] = [at, along];
      }
    return best;
  }
}

// where nobody answers: the place of a free handle, without a grip
export function mark(panel, [x, y]) {
  return { group: draw(panel.handles, "circle", { class: "gd-mark", r: 5, cx: x, cy: y }) };
}
