// Buttons that walk through the stops of a control: reset, back, step, run.

import { make, text } from "./dom.js";
import { between } from "./numbers.js";

const WHOLE = 5000, LEAST = 30; // milliseconds: for all stops, and for one at least

function button(bar, icon, words, label, act) {
  const named = { type: "button", "aria-label": `${words}: ${label}`, title: words };
  const node = make(bar, "button", named);
  const mark = text(node, "span", icon, { "aria-hidden": "true" });
  text(node, "span", ` ${words}`, { class: "gd-word" });
  node.addEventListener("click", act);
  return { node, mark };
}

// the function returned ends it
export function player(parent, { label, texts }, stop, words) {
  const bar = make(parent, "div", { class: "gd-bar" });
  const last = texts.length - 1, pace = Math.max(LEAST, WHOLE / texts.length);
  let running = 0, due = 0;
  const to = (k) => stop.set(between(0, k, last));
  const tell = () => {
    run.node.setAttribute("aria-pressed", String(running !== 0));
    run.mark.textContent = running ? "❚❚" : "▶";
  };
  const pause = () => { cancelAnimationFrame(running); running = 0; tell(); };
  const tick = (now) => {
    running = requestAnimationFrame(tick);
    if (now < due) return;
    due = now + pace;
    if (stop.get() >= last) pause(); else to(stop.get() + 1);
  };
  button(bar, "|◀", words.reset, label, () => { pause(); to(0); });
  button(bar, "◀", words.back, label, () => { pause(); to(stop.get() - 1); });
  button(bar, "▶|", words.step, label, () => { pause(); to(stop.get() + 1); });
  const run = button(bar, "▶", words.run, label, () => {
    if (running) { pause(); return; }
    if (stop.get() >= last) to(0);
    running = requestAnimationFrame(tick);
    tell();
  });
  tell();
  return () => cancelAnimationFrame(running);
}
