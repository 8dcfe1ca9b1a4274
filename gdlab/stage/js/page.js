// One stage in a page of its own.

import { stand } from "./alone.js";

// the theme is the reader's own; stage.css reads it where Jupyter writes it
function followTheme() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const tell = () => { document.body.dataset.jpThemeLight = String(!dark.matches); };
  dark.addEventListener("change", tell);
  tell();
}

async function start() {
  const state = JSON.parse(document.getElementById("state").textContent);
  const place = document.getElementById("stage");
  if (!await stand(place, state)) place.querySelector("p").textContent = state.old;
}

followTheme();
start();
