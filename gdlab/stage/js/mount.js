// A stage put together in an element of the page.

import { address, make, text } from "./dom.js";
import { Look, unpack } from "./scene.js";
import { Mark } from "./marks.js";
import { Film } from "./film.js";
import { Panel } from "./panel.js";
import { keepArranged } from "./layout.js";
import { control } from "./controls.js";
import { player } from "./player.js";
import { Speech } from "./speech.js";
import { Asking } from "./asking.js";
import { BoundHandle, FreeHandle, mark, pulled, tapped } from "./handles.js";

// what moves a control must not reach the notebook, which would take it for a command of its own
function keepOurKeys(event) {
  const ours = /^(Arrow\w+|Page\w+|Home|End|Enter| )$/.test(event.key);
  if (ours && !(event.ctrlKey || event.metaKey || event.altKey || (event.shiftKey && event.key === "Enter")))
    event.stopPropagation();
}

class Mounted {
  constructor(el, scene, { read, stops, ask, alive, style }) {
    Object.assign(this, { read, stops, scene, frame: 0, version: 0, closing: [], passing: [], films: [] });
    this.root = make(el, "div", { class: "gd-stage", role: "group", "aria-label": scene.words.stage });
    this.root.addEventListener("keydown", keepOurKeys);
    text(this.root, "style", style);
    this.look = new Look(scene, stops.map((stop) => stop.get()));
    this.area = make(this.root, "div", { class: "gd-panels", role: "group", "aria-label": scene.words.panels });
    this.panels = scene.panels.map((about) => new Panel(this.area, about));
    this.clips = scene.axes.map(({ panel, box }) => this.panels[panel].clip(box));
    this.addControls(make(this.root, "div", { class: "gd-controls" }));
    this.speech = new Speech(this.root, scene.readout.longest);
    this.asking = ask && new Asking(this.root, ask, alive, scene.words, () => this.settle());
    this.trouble = make(this.root, "div", { class: "gd-trouble" });
    this.addHandles();
    this.load(scene);
    this.showFilms();
    this.showPictures();
    this.showMessage();
    this.draw();
    this.closing.push(keepArranged(this.root, this.area, this.panels));
  }

  addControls(common) {
    this.scene.controls.forEach((about, k) => {
      const parent = about.under ? this.place(about.under) : common;
      const root = control(parent, about, this.stops[k]);
      if (about.play) this.closing.push(player(root, about, this.stops[k], this.scene.words));
      if (about.when) this.passing.push({ when: about.when, node: root });
      this.stops[k].listen(() => { this.look.at[k] = this.stops[k].get(); this.need(k); this.soon(); });
    });
  }

  // where a control stands that belongs to one panel: along its axis, or as wide as the panel
  place({ panel, places }) {
    return make(this.panels[panel].under, "div", { class: places ? "gd-own" : "gd-controls gd-loose" });
  }

  addHandles() {
    const { axes, handles, drags, words } = this.scene, { asking } = this, places = this.read("places");
    const at = (about) => [this.panels[axes[about.axes].panel], axes[about.axes].box];
    this.bound = [];
    this.free = [];
    const made = handles.map((about) => {
      const [panel, box] = at(about), number = this.free.length;
      if (about.moves.length) return this.bound[this.bound.push(new BoundHandle(panel, about, this.look, this.stops, words)) - 1];
      const handle = asking && new FreeHandle(panel, about, box, number, asking, words, places[number]);
      this.free.push(handle);
      return handle || mark(panel, places[number]);
    });
    axes.forEach((about, number) => {
      const here = made.filter((handle, k) => handle.pull && handles[k].tap && handles[k].axes === number);
      if (here.length) tapped(this.panels[about.panel], about.box, here);
    });
    drags.forEach((about) => {
      const node = pulled(...at(about), about.moves, this.look, this.stops);
      if (about.when) this.passing.push({ when: about.when, node });
    });
    made.forEach((handle, k) => {
      if (handles[k].when) this.passing.push({ when: handles[k].when, node: handle.group });
    });
  }

  load(scene) {
    this.scene = this.look.scene = scene;
    this.panels.forEach((panel) => panel.moving.replaceChildren());
    this.marks = scene.parts.map((part) => {
      const { panel, box } = scene.axes[part.axes], layer = this.panels[panel].moving;
      if (part.kind === "Film") return new Film(layer, box, part, this.films);
      return new Mark(layer, part.clip ? this.clips[part.axes] : null, part);
    });
    this.bound.forEach((handle, k) => { handle.about = scene.handles.filter(({ moves }) => moves.length)[k]; });
    this.speech.reserve(scene.readout.longest);
    scene.later.forEach(([control]) => this.need(control));
  }

  // a newer scene; one that is overtaken while it is unpacked is not shown
  async showScene() {
    const version = ++this.version, scene = await unpack(this.read("scene"));
    if (version !== this.version) return;
    this.load(scene);
    this.soon();
  }

  // what comes later is asked for when it is first needed
  need(control) {
    const needed = this.scene.later.some(([one, start]) => one === control && this.look.at[one] !== start);
    if (needed && this.asking) this.asking.want({ later: true });
  }

  showFilms() {
    this.films.splice(0, Infinity, ...this.read("films").map((film) => address(film, "image/webp")));
    this.soon();
  }

  showPictures() { this.read("pictures").forEach((png, k) => this.panels[k].show(png)); }

  showPlaces() { this.read("places").forEach((place, k) => this.free[k]?.truth(place)); }

  showMessage() {
    const words = this.read("message");
    this.trouble.replaceChildren();
    if (words) text(this.trouble, "div", `⚠ ${words}`, { role: "alert" });
  }

  answered(more) {
    if (this.asking.answered(more)) this.settle();
  }

  // handles that nobody holds go where the model has them
  settle() { this.free.forEach((handle) => { if (!handle.held) handle.settle(); }); }

  draw() {
    this.frame = 0;
    this.marks.forEach((mark) => mark.show(this.look));
    this.passing.forEach((one) => { one.node.style.visibility = this.look.sees(one) ? "" : "hidden"; });
    this.bound.forEach((handle) => handle.show());
    this.speech.show(this.look.sentence());
  }

  soon() { this.frame = this.frame || requestAnimationFrame(() => this.draw()); }

  close() {
    cancelAnimationFrame(this.frame);
    [this.speech, this.asking, ...this.panels].forEach((part) => part?.close());
    this.films.forEach((film) => URL.revokeObjectURL(film));
    this.closing.forEach((act) => act());
  }
}

// read(name) gives a part of the state; stops are {get, set, listen}, one for every control;
// ask(question), if there is someone to ask, sends it, and alive() tells whether an answer may come.
export async function mount(el, source) {
  return new Mounted(el, await unpack(source.read("scene")), source);
}
