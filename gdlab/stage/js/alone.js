// The stage without Jupyter: its state stands in a page, and nothing answers a question.

import { mount } from "./mount.js";
import { canInflate } from "./scene.js";

export const bytes = (letters) => Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0));

function stopAt(first) {
  let at = first;
  const heard = [];
  return {
    get: () => at,
    set(stop) { if (stop !== at) { at = stop; heard.forEach((act) => act()); } },
    listen: (act) => heard.push(act),
  };
}

// Put the stage in the place of its still picture; of an old browser, where it stays, false.
export async function stand(place, state) {
  if (!canInflate()) return false;
  const [pictures, films] = [state.pictures.map(bytes), state.films.map(bytes)];
  const read = { ...state, scene: bytes(state.scene), pictures, films };
  place.replaceChildren();
  await mount(place, {
    read: (name) => read[name],
    stops: state.starts.map(stopAt),
    ask: null,
    style: STYLE,
  });
  return true;
}
