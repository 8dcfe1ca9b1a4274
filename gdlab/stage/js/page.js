// The stage in a page of its own, without Jupyter: its state stands in the page.

import { mount } from "./mount.js";
import { canInflate } from "./scene.js";

const bytes = (letters) => Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0));

function stopAt(first) {
  let at = first;
  const heard = [];
  return {
    get: () => at,
    set(stop) { if (stop !== at) { at = stop; heard.forEach((act) => act()); } },
    listen: (act) => heard.push(act),
  };
}

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
  if (!canInflate()) { place.querySelector("p").textContent = state.old; return; } // the still picture stays
  state.scene = bytes(state.scene);
  state.pictures = state.pictures.map(bytes);
  state.films = state.films.map(bytes);
  place.replaceChildren();
  await mount(place, {
    read: (name) => state[name],
    stops: state.starts.map(stopAt),
    ask: null,
    style: STYLE,
  });
}

followTheme();
start();
