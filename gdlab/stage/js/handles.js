// What can be dragged: handles, bound to controls or answered by Python, and whole axes.

import { draw } from "./dom.js";

const STEP = 10, FINE = 2; // pixels an arrow key moves a free handle; FINE with Shift
const REACH = 18, GRIP = 9; // radii: what a finger hits, what is seen
const TIPS = { // little arrows inside a grip, that say where it goes
  across: "M-7 0l4 -3v6zM7 0l-4 -3v6z",
  up: "M0 -7l-3 4h6zM0 7l-3 -4h6z",
};

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// a grip in a panel: shown at a place, pulled by pointer or key
class Grip {
  constructor(panel, about, words) {
    this.panel = panel;
    this.group = draw(panel.handles, "g", { class: "gd-handle", tabindex: "0", role: "button",
      "aria-label": `${about.label}: ${words.drag}` });
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
    const let_go = () => { this.pointer = undefined; drop(); };
    group.addEventListener("pointerdown", this.grab);
    group.addEventListener("pointermove", (event) => { if (event.pointerId === this.pointer) pull(...panel.at(event)); });
    group.addEventListener("lostpointercapture", let_go);
    group.addEventListener("keydown", (event) => {
      const way = ARROWS[event.key];
      if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      push(...way, event.shiftKey);
    });
    this.pull = pull;
  }
}

// answered by Python: it goes with the pointer, and stands where the model says when let go
export class FreeHandle extends Grip {
  constructor(panel, about, box, number, asking, words, place) {
    super(panel, { ...about, across: true, up: true }, words);
    const [left, top, wide, high] = box;
    const go = (x, y) => {
      this.place = [Math.min(Math.max(x, left), left + wide), Math.min(Math.max(y, top), top + high)];
      this.put(this.place);
      asking.want({ handle: number, x: this.place[0], y: this.place[1] });
    };
    const push = (dx, dy, fine) => go(this.place[0] + dx * (fine ? FINE : STEP), this.place[1] + dy * (fine ? FINE : STEP));
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
    this.listen((x, y) => set(this.nearest(x, y)), (dx, dy) => set(this.beside(dx, dy)), () => {});
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

  // the next stop of a control that leads this way
  beside(dx, dy) {
    const { look, about, place } = this;
    let best = look.at, most = 0;
    for (const control of about.moves)
      for (const step of [-1, 1]) {
        const at = [...look.at];
        at[control] += step;
        const there = at[control] >= 0 && at[control] < look.count(control) && look.point(about, at);
        if (!there) continue;
        const along = (there[0] - place[0]) * dx + (there[1] - place[1]) * dy;
        if (along > most) [best, most] = [at, along];
      }
    return best;
  }
}

// axes where a press moves the nearest handle there; a finger taps, since it also scrolls
export function tapped(panel, [x, y, width, height], handles) {
  const pad = draw(panel.handles, "rect", { class: "gd-tap", x, y, width, height });
  panel.handles.prepend(pad);
  const nearest = (event) => {
    const [px, py] = panel.at(event);
    const far = ({ place }) => (place ? (place[0] - px) ** 2 + (place[1] - py) ** 2 : Infinity);
    return handles.reduce((a, b) => (far(b) < far(a) ? b : a));
  };
  pad.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch" || event.button !== 0) return;
    const handle = nearest(event);
    handle.grab(event);
    handle.pull(...panel.at(event));
  });
  pad.addEventListener("click", (event) => {
    if (event.pointerType === "touch") nearest(event).pull(...panel.at(event));
  });
}

// a drag on the axes moves two controls, so many pixels for a stop of each
export function pulled(panel, [x, y, width, height], moves, look, stops) {
  const pad = draw(panel.handles, "rect", { class: "gd-drag", x, y, width, height });
  panel.handles.prepend(pad);
  let from = null;
  pad.addEventListener("pointerdown", (event) => {
    pad.setPointerCapture(event.pointerId);
    from = { place: panel.at(event), at: [...look.at] };
    event.preventDefault();
  });
  pad.addEventListener("pointermove", (event) => {
    if (!pad.hasPointerCapture(event.pointerId)) return;
    panel.at(event).forEach((now, k) => {
      const { control, pixels, wraps } = moves[k], count = look.count(control);
      const to = from.at[control] + Math.round((now - from.place[k]) / pixels);
      stops[control].set(wraps ? ((to % count) + count) % count : Math.min(Math.max(to, 0), count - 1));
    });
  });
  return pad;
}

// where nobody answers: the place of a free handle, without a grip
export function mark(panel, [x, y]) {
  return { group: draw(panel.handles, "circle", { class: "gd-mark", r: 5, cx: x, cy: y }) };
}
