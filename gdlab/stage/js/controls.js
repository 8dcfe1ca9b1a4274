// The browser's own controls: a slider or a group of radio buttons for every control.

import { make, text, unique } from "./dom.js";
import { isCommand, stopFor } from "./keys.js";
import { nearestOf } from "./numbers.js";

const THUMB = 20; // pixels, as in stage.css

const longest = (texts) => texts.reduce((a, b) => (b.length > a.length ? b : a), "");

// Words that change in a place that does not: the longest ones hold it open, unseen. For the eye
// alone; who uses it tells the ear.
export function steady(parent, name, most, place, words) {
  const box = make(parent, name, { class: `gd-steady ${place}`, "aria-hidden": "true" });
  const shown = make(box, "span", { class: words });
  return { shown, ghost: text(box, "span", most, { class: "gd-ghost" }) };
}

function slider(parent, about, stop) {
  const { texts, under } = about, last = texts.length - 1, id = unique();
  // along its axes the thumb stands at its own value
  const places = under?.places ?? texts.map((_, k) => k);
  text(parent, "label", about.label, { for: id, class: "gd-label" });
  const input = make(parent, "input", {
    type: "range", id, autocomplete: "off", class: "gd-slider",
    min: places[0], max: places[last], step: under?.places ? "any" : 1,
  });
  const value = steady(parent, "span", longest(texts), "gd-value", "gd-shown").shown;
  if (under?.places) place(input, places);
  input.addEventListener("input", () => {
    stop.set(nearestOf(places, Number(input.value)));
    input.value = places[stop.get()];
  });
  input.addEventListener("keydown", (event) => {
    const to = stopFor(event.key, stop.get(), last);
    if (to === null || isCommand(event)) return;
    event.preventDefault();
    stop.set(to);
  });
  return () => {
    const at = stop.get();
    input.value = places[at];
    value.textContent = texts[at];
    input.setAttribute("aria-valuetext", texts[at]);
  };
}

// as far from the left and as long as the axis above it, half a thumb more at either end
function place(input, places) {
  const [first, last] = [places[0], places[places.length - 1]];
  input.style.marginLeft = `calc(${first}px * var(--scale) - ${THUMB / 2}px)`;
  input.style.width = `calc(${last - first}px * var(--scale) + ${THUMB}px)`;
}

function choice(parent, about, stop) {
  const name = unique();
  const label = text(parent, "span", about.label, { class: "gd-label", id: `${name}-label` });
  const named = { class: "gd-choice", role: "radiogroup", "aria-labelledby": label.id };
  const group = make(parent, "div", named);
  const radios = about.texts.map((words, k) => {
    const option = make(group, "label");
    const radio = make(option, "input", { type: "radio", name, autocomplete: "off" });
    text(option, "span", words);
    radio.addEventListener("change", () => stop.set(k));
    return radio;
  });
  return () => { radios[stop.get()].checked = true; };
}

// the element that holds all of it
export function control(parent, about, stop) {
  const root = make(parent, "div", { class: "gd-control" });
  const show = (about.kind === "slider" ? slider : choice)(root, about, stop);
  stop.listen(show);
  show();
  return root;
}
