// Which keys mean something to a stage.

import { between } from "./numbers.js";

// [dx, dy] of an arrow key
export const ARROWS = {
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
};
const OURS = /^(Arrow\w+|Page\w+|Home|End|Enter| )$/;

// with one of these held a key belongs to the browser
export const isCommand = (event) => event.ctrlKey || event.metaKey || event.altKey;

// what moves a control must not reach the notebook, which would take it for a command of its own
export function keepOurKeys(event) {
  const runs = event.shiftKey && event.key === "Enter"; // the notebook's own: run the cell
  if (OURS.test(event.key) && !isCommand(event) && !runs) event.stopPropagation();
}

// which stop a key leads to; null for other keys
export function stopFor(key, at, last) {
  const large = Math.max(1, Math.round(last / 10));
  const to = {
    ArrowLeft: at - 1, ArrowDown: at - 1, ArrowRight: at + 1, ArrowUp: at + 1,
    PageDown: at - large, PageUp: at + large, Home: 0, End: last,
  }[key];
  return to === undefined ? null : between(0, to, last);
}
