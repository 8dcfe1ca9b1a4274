// The stage as a Jupyter widget: its stops are the indices of ipywidgets models.

import { mount } from "./mount.js";
import { canInflate } from "./scene.js";

// ms between messages of a dragged control to the kernel; the last one always goes
const THIN = 200;

// While a message is held back, the kernel's echo of an earlier one must not put the stop back.
function stopOf(slider, on, closing) {
  let at = slider.get("index"), waiting = 0, sent = 0;
  const heard = [], tell = () => heard.forEach((act) => act());
  const send = () => {
    clearTimeout(waiting);
    [waiting, sent] = [0, performance.now()];
    slider.save_changes();
  };
  on(slider, "change:index", () => {
    if (slider.get("index") === at) return;
    if (waiting) { slider.set("index", at); return; }
    at = slider.get("index");
    tell();
  });
  closing.push(() => { if (waiting) send(); });
  return {
    get: () => at,
    set(stop) {
      if (stop === at) return;
      at = stop;
      waiting = waiting || setTimeout(send, Math.max(0, sent + THIN - performance.now()));
      slider.set("index", stop);
      tell();
    },
    listen: (act) => heard.push(act),
  };
}

async function render({ model, el }) {
  const closing = [];
  const on = (owner, event, act) => {
    owner.on(event, act);
    closing.push(() => owner.off(event, act));
  };
  const find = (name) => model.widget_manager.get_model(name.slice("IPY_MODEL_".length));
  const sliders = await Promise.all(model.get("sliders").map(find));
  if (!canInflate()) { // an old browser: Python sends it plain
    const plain = new Promise((done) => model.on("change:scene", done));
    model.send({ plain: true });
    await plain;
  }
  const stage = await mount(el, {
    read: (name) => model.get(name),
    stops: sliders.map((slider) => stopOf(slider, on, closing)),
    ask: (question) => model.send(question),
    alive: () => sliders.every((slider) => slider.comm_live !== false),
    style: STYLE,
  });
  on(model, "change:scene", () => stage.showScene());
  on(model, "change:films", () => stage.showFilms());
  on(model, "change:pictures", () => stage.showPictures());
  on(model, "change:places", () => stage.showPlaces());
  on(model, "change:message", () => stage.showMessage());
  on(model, "msg:custom", (message) => stage.answered(message.more));
  return () => { closing.forEach((act) => act()); stage.close(); };
}

export default { render };
