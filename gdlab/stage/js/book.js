// Stages in the pages of a book: each comes when it is scrolled to. A page opened from a folder may
// load scripts, but nothing else: so a stage's state is a script that calls gdStage(name, state).

import { stand } from "./alone.js";

const AHEAD = "600px"; // how far below the window's edge a stage is fetched

function fetched(place) {
  const script = document.createElement("script");
  script.src = place.dataset.state;
  document.head.append(script);
}

function watch() {
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (isIntersecting) { seen.unobserve(target); fetched(target); }
    }
  }, { rootMargin: AHEAD });
  document.querySelectorAll(".gd-live").forEach((place) => seen.observe(place));
}

globalThis.gdStage = async (name, state) => {
  const place = document.getElementById(name);
  if (!await stand(place, state)) place.querySelector("em").textContent = state.old;
};
document.addEventListener("DOMContentLoaded", watch);
