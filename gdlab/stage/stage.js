// One still picture with moving parts over it. Everything here is pixels and look-ups:
// positions come from the table, in sixteenths of a pixel; no scale, no mathematics.

const UNIT = 16, NOWHERE = -32768;
const SVG = "http://www.w3.org/2000/svg";
const THIN = 200; // ms between messages of a dragged slider to the kernel; the last one always goes

const STYLE = `
.gd-stage { background: white; color: #1a1a1a; border-radius: 4px; padding: 4px; max-width: 100%; box-sizing: border-box; }
.gd-stage .gd-picture { position: relative; max-width: 100%; touch-action: pan-y; contain: layout; }
.gd-stage img, .gd-stage svg { position: absolute; inset: 0; width: 100%; height: 100%; }
.gd-stage svg { will-change: transform; } /* a layer of its own: the picture below is not painted again */
.gd-stage .gd-handle { cursor: grab; touch-action: none; }
.gd-stage .gd-drag { cursor: move; touch-action: pinch-zoom; }
.gd-stage .gd-handle:focus { outline: none; }
.gd-stage .gd-handle:focus-visible circle:last-child { stroke: #D55E00; stroke-width: 4; }
.gd-stage .gd-read { font: 14px/1.4 system-ui, sans-serif; padding: 2px 6px; min-height: 2.8em; contain: content; }
.gd-stage button { font: 14px system-ui, sans-serif; margin: 2px; padding: 3px 10px; min-width: 2.6em;
  background: #f2f2f2; color: #1a1a1a; border: 1px solid #767676; border-radius: 4px; cursor: pointer; }
.gd-stage button:focus-visible { outline: 3px solid #0072B2; }
.gd-stage .gd-said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
`;

function make(parent, name, attributes = {}, space = null) {
  const node = space ? document.createElementNS(space, name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  parent.appendChild(node);
  return node;
}

const SHAPES = { // a mark of radius r around x, y as an SVG path
  circle: (x, y, r) => `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`,
  square: (x, y, r) => `M${x - r} ${y - r}h${2 * r}v${2 * r}h${-2 * r}z`,
  diamond: (x, y, r) => `M${x} ${y - r}l${r} ${r}l${-r} ${r}l${-r} ${-r}z`,
  triangle: (x, y, r) => `M${x} ${y - r}l${r} ${2 * r}h${-2 * r}z`,
  cross: (x, y, r) => `M${x - r} ${y - r}l${2 * r} ${2 * r}M${x - r} ${y + r}l${2 * r} ${-2 * r}`,
};
SHAPES.ring = SHAPES.circle;

// read(name) gives a part of the state; controls are {label, get, set, listen, play, texts};
// ask({handle, x, y}), if there is someone to ask, sends a handle's new pixel.
export function mount(el, read, controls, ask) {
  const names = read("names");
  const at = controls.map((control) => control.get());
  const root = make(el, "div", { class: "gd-stage" });
  make(root, "style").textContent = STYLE;
  const [width, height] = read("size");
  const picture = make(root, "div", { class: "gd-picture" });
  picture.style.aspectRatio = `${width} / ${height}`;
  picture.style.width = `${width}px`;
  const image = make(picture, "img", { alt: "" });
  const svg = make(picture, "svg", { viewBox: `0 0 ${width} ${height}`, role: "group" }, SVG);
  const defs = make(svg, "defs", {}, SVG);
  const own = Math.random().toString(36).slice(2);
  read("boxes").forEach(([x, y, w, h], k) => {
    const clip = make(defs, "clipPath", { id: `${own}-${k}` }, SVG);
    make(clip, "rect", { x, y, width: w, height: h }, SVG);
  });
  const moving = make(svg, "g", {}, SVG);
  const handles = make(svg, "g", {}, SVG);
  const bar = make(root, "div", { role: "group" });
  const line = make(root, "div", { class: "gd-read", "aria-hidden": "true" });
  const said = make(root, "div", { class: "gd-said", role: "status", "aria-live": "polite" });

  let table, strings, parts, nodes, address, frame = 0, quiet = 0;

  function load() {
    const bytes = read("table");
    table = new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    strings = read("strings");
    parts = read("parts");
    moving.replaceChildren();
    nodes = parts.map((part) => {
      const node = make(moving, part.kind === "Label" ? "text" : "path",
        { "clip-path": `url(#${own}-${part.axes})` }, SVG);
      const filled = part.kind === "Bars" || part.kind === "Area" || part.kind === "Label";
      const ring = part.shape === "ring" || part.shape === "cross";
      const solid = filled || (part.kind === "Dots" && !ring);
      node.style.fill = part.shape === "ring" ? "white" : solid ? part.color : "none";
      if (!filled) node.style.stroke = part.kind === "Dots" && !ring ? "white" : part.color;
      node.style.strokeWidth = part.width ?? (ring ? 2.5 : 1);
      if (part.dash) node.style.strokeDasharray = part.dash;
      if (part.opacity) node.style.fillOpacity = part.opacity;
      node.style.strokeLinejoin = "round";
      if (part.kind === "Label") {
        node.style.font = `${part.size}px system-ui, sans-serif`;
        node.setAttribute("text-anchor", part.anchor);
        node.setAttribute("dominant-baseline", "middle");
      }
      const dots = part.dots ? make(moving, "path", { "clip-path": `url(#${own}-${part.axes})` }, SVG) : null;
      if (dots) Object.assign(dots.style, { stroke: part.color, strokeWidth: part.dots, strokeLinecap: "round" });
      return { node, dots };
    });
  }

  function show() {
    URL.revokeObjectURL(address);
    address = URL.createObjectURL(new Blob([read("picture")], { type: "image/png" }));
    image.src = address;
  }

  const row = (over) => over.reduce((sum, k) => sum * controls[k].texts.length + at[k], 0);
  const words = (column) => strings[table[column.offset + row(column.over)]];

  function place(part, { node, dots }) {
    const size = part.kind === "Bars" ? 4 : 2;
    const count = part.upto === null ? part.items : Math.min(at[part.upto] + 1, part.items);
    const first = part.kind === "Dots" && part.upto !== null ? count - 1 : 0;
    const stop = row(part.over); // stops that look the same share a row of the table
    const from = part.offset + (part.rows === null ? stop : table[part.rows + stop]) * part.items * size;
    let path = "", marks = "", pen = "M";
    for (let i = first; i < count; i++) {
      const k = from + i * size;
      if (table[k] === NOWHERE) { pen = "M"; continue; }
      const x = table[k] / UNIT, y = table[k + 1] / UNIT;
      if (part.kind === "Dots") path += SHAPES[part.shape](x, y, part.size / 2);
      else if (part.kind === "Bars") path += `M${x} ${y}H${table[k + 2] / UNIT}V${table[k + 3] / UNIT}H${x}z`;
      else path += `${pen}${x} ${y}`;
      if (dots) marks += `M${x} ${y}h0`;
      if (part.kind === "Label") { node.setAttribute("x", x); node.setAttribute("y", y); }
      pen = "L";
    }
    if (part.kind === "Label") node.textContent = path ? words(part.text) : "";
    else node.setAttribute("d", path);
    if (dots) dots.setAttribute("d", marks);
  }

  function draw() {
    frame = 0;
    parts.forEach((part, k) => place(part, nodes[k]));
    const { template, columns } = read("readout");
    line.textContent = template.replace(/\{(\w+)\}/g, (gap, name) =>
      name in columns ? words(columns[name]) : controls[names.indexOf(name)].texts[at[names.indexOf(name)]]);
    clearTimeout(quiet); // a screen reader hears where a drag ends, not every stop on the way
    quiet = setTimeout(() => { said.textContent = line.textContent; svg.setAttribute("aria-label", line.textContent); }, 400);
  }
  const soon = () => { frame = frame || requestAnimationFrame(draw); };

  function handle(about, number) {
    const [left, top, w, h] = read("boxes")[about.axes];
    const group = make(handles, "g", { class: "gd-handle", tabindex: "0", role: "button",
      "aria-label": `${about.label}: drag, or move with the arrow keys` }, SVG);
    const grip = make(group, "circle", { r: 20, fill: "transparent" }, SVG);
    const dot = make(group, "circle", { r: 8, fill: "rgba(255,255,255,.6)", stroke: "black", "stroke-width": 2.5 }, SVG);
    let [x, y] = about.at;
    const put = () => { for (const c of [grip, dot]) { c.setAttribute("cx", x); c.setAttribute("cy", y); } };
    const go = (nx, ny) => {
      x = Math.min(Math.max(nx, left), left + w);
      y = Math.min(Math.max(ny, top), top + h);
      put();
      want({ handle: number, x, y });
    };
    group.addEventListener("pointerdown", (event) => { group.setPointerCapture(event.pointerId); group.focus(); event.preventDefault(); });
    group.addEventListener("pointermove", (event) => {
      if (!group.hasPointerCapture(event.pointerId)) return;
      const box = svg.getBoundingClientRect();
      go((event.clientX - box.left) * width / box.width, (event.clientY - box.top) * height / box.height);
    });
    group.addEventListener("keydown", (event) => {
      const step = event.shiftKey ? 2 : 10;
      const move = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
      if (!move) return;
      event.preventDefault();
      event.stopPropagation();
      go(x + move[0], y + move[1]);
    });
    put();
  }

  // a drag on the picture moves two controls, so many pixels for a stop of each
  function drag(about) {
    const [x, y, w, h] = read("boxes")[about.axes];
    const pad = make(handles, "rect", { class: "gd-drag", x, y, width: w, height: h, fill: "transparent" }, SVG);
    let from = null;
    pad.addEventListener("pointerdown", (event) => { pad.setPointerCapture(event.pointerId); from = [event.clientX, event.clientY, ...at]; event.preventDefault(); });
    pad.addEventListener("pointermove", (event) => {
      if (!pad.hasPointerCapture(event.pointerId)) return;
      const scale = width / svg.getBoundingClientRect().width;
      [event.clientX, event.clientY].forEach((now, k) => {
        const { control, pixels, wraps } = about.moves[k], count = controls[control].texts.length;
        const to = from[2 + control] + Math.round((now - from[k]) * scale / pixels);
        const stop = wraps ? (to % count + count) % count : Math.min(Math.max(to, 0), count - 1);
        if (stop !== controls[control].get()) controls[control].set(stop);
      });
    });
  }

  // one question at a time; while it is being answered only the newest next one is kept
  let asked = false, next = null;
  function want(question) {
    if (asked) { next = question; return; }
    asked = true;
    ask(question);
  }
  function answered(more) {
    asked = false;
    if (next) { const question = next; next = null; want(question); }
    else if (more) want({});
  }

  function player(control) {
    const last = control.texts.length - 1;
    const pace = Math.max(30, 5000 / (last + 1));
    let running = 0, due = 0;
    const button = (text, label, act) => {
      const node = make(bar, "button", { type: "button", title: label, "aria-label": label });
      node.textContent = text;
      node.addEventListener("click", act);
      return node;
    };
    const stop = () => { cancelAnimationFrame(running); running = 0; run.textContent = "▶ run"; };
    const to = (stopAt) => control.set(Math.min(Math.max(stopAt, 0), last));
    const tick = (now) => {
      running = requestAnimationFrame(tick);
      if (now < due) return;
      due = now + pace;
      if (control.get() >= last) stop(); else to(control.get() + 1);
    };
    button("reset", `reset ${control.label}`, () => { stop(); to(0); });
    button("◀ back", `one step back: ${control.label}`, () => { stop(); to(control.get() - 1); });
    button("step ▶", `one step on: ${control.label}`, () => { stop(); to(control.get() + 1); });
    const run = button("▶ run", `run or pause: ${control.label}`, () => {
      if (running) { stop(); return; }
      if (control.get() >= last) to(0);
      run.textContent = "⏸ pause";
      running = requestAnimationFrame(tick);
    });
    return stop;
  }

  controls.forEach((control, k) => control.listen(() => { at[k] = control.get(); soon(); }));
  const players = controls.filter((control) => control.play).map(player);
  read("drags").forEach(drag);
  if (ask) read("handles").forEach(handle);
  load();
  show();
  draw();
  return {
    load: () => { load(); soon(); },
    show,
    answered,
    close: () => { players.forEach((stop) => stop()); cancelAnimationFrame(frame); clearTimeout(quiet); URL.revokeObjectURL(address); },
  };
}

// A dragged slider would send the kernel a message for every stop; a few a second are enough. While
// one is held back, the kernel's echo of an earlier one must not put the slider back to that stop.
function thin(model) {
  if (model.gdThin) return;
  model.gdThin = true;
  const send = model.save_changes.bind(model), receive = model.set_state.bind(model);
  let waiting = 0, last = 0;
  const go = (callbacks) => { waiting = 0; last = performance.now(); send(callbacks); };
  model.save_changes = (callbacks) => {
    clearTimeout(waiting);
    const rest = last + THIN - performance.now();
    if (rest <= 0) go(callbacks); else waiting = setTimeout(go, rest, callbacks);
  };
  model.set_state = (state) => {
    const { index, ...others } = state;
    return receive(waiting ? others : state);
  };
}

async function render({ model, el }) {
  const models = await Promise.all(model.get("sliders").map((name) =>
    model.widget_manager.get_model(name.slice("IPY_MODEL_".length))));
  const undo = [];
  const on = (owner, event, act) => { owner.on(event, act); undo.push(() => owner.off(event, act)); };
  const controls = models.map((slider, k) => {
    thin(slider);
    return {
      label: model.get("labels")[k],
      texts: model.get("texts")[k],
      play: model.get("plays")[k],
      get: () => slider.get("index"),
      set: (stop) => { slider.set("index", stop); slider.save_changes(); },
      listen: (act) => on(slider, "change:index", act),
    };
  });
  const stage = mount(el, (name) => model.get(name), controls, (question) => model.send(question));
  on(model, "change:table", stage.load);
  on(model, "change:picture", stage.show);
  on(model, "msg:custom", (message) => stage.answered(message.more));
  return () => { undo.forEach((act) => act()); stage.close(); };
}

export default { render };
