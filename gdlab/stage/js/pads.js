// Whole axes that can be pressed or dragged.

import { draw } from "./dom.js";
import { between } from "./numbers.js";

// below all handles of its panel
function pad(panel, name, [x, y, width, height]) {
  const node = draw(panel.handles, "rect", { class: name, x, y, width, height });
  panel.handles.prepend(node);
  return node;
}

// axes where a press moves the nearest handle there; a finger taps, since it also scrolls
export function tapped(panel, box, handles) {
  const node = pad(panel, "gd-tap", box);
  const nearest = (event) => {
    const [x, y] = panel.at(event);
    const far = ({ place }) => (place ? (place[0] - x) ** 2 + (place[1] - y) ** 2 : Infinity);
    return handles.reduce((a, b) => (far(b) < far(a) ? b : a));
  };
  node.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch" || event.button !== 0) return;
    const handle = nearest(event);
    handle.grab(event);
    handle.pull(...panel.at(event));
  });
  node.addEventListener("click", (event) => {
    if (event.pointerType === "touch") nearest(event).pull(...panel.at(event));
  });
}

// where a drag by so many stops leads to
function dragged(at, by, count, wraps) {
  const to = at + by;
  return wraps ? ((to % count) + count) % count : between(0, to, count - 1);
}

// a drag on the axes moves two controls, so many pixels for a stop of each
export function pulled(panel, box, moves, look, stops) {
  const node = pad(panel, "gd-drag", box);
  let from = null;
  node.addEventListener("pointerdown", (event) => {
    node.setPointerCapture(event.pointerId);
    from = { place: panel.at(event), at: [...look.at] };
    event.preventDefault();
  });
  node.addEventListener("pointermove", (event) => {
    if (!node.hasPointerCapture(event.pointerId)) return;
    panel.at(event).forEach((now, k) => {
      const { control, pixels, wraps } = moves[k];
      const by = Math.round((now - from.place[k]) / pixels);
      stops[control].set(dragged(from.at[control], by, look.count(control), wraps));
    });
  });
  return node;
}
