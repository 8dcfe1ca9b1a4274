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
import { keepOurKeys } from "./keys.js";
import { Held } from "./held.js";

const group = (parent, name, label) =>
  make(parent, "div", { class: name, role: "group", "aria-label": label });

class Mounted {
  constructor(el, scene, { read, stops, ask, alive, style }) {
    Object.assign(this, { read, stops, scene, frame: 0, version: 0 });
    Object.assign(this, { closing: [], passing: [], films: [] });
    this.root = group(el, "gd-stage", scene.words.stage);
    this.root.addEventListener("keydown", keepOurKeys);
    text(this.root, "style", style);
    this.look = new Look(scene, stops.map((stop) => stop.get()));
    this.area = group(this.root, "gd-panels", scene.words.panels);
    this.panels = scene.panels.map((about) => new Panel(this.area, about));
    this.clips = scene.axes.map(({ panel, box }) => this.panels[panel].clip(box));
    this.addControls(make(this.root, "div", { class: "gd-controls" }));
    this.speech = new Speech(this.root, scene.readout.longest);
    this.asking = ask && new Asking(this.root, ask, alive, scene.words, () => this.held.settle());
    this.trouble = make(this.root, "div", { class: "gd-trouble" });
    this.addHeld();
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
      this.seenWhen(about, root);
      this.stops[k].listen(() => this.moved(k));
    });
  }

  moved(control) {
    this.look.at[control] = this.stops[control].get();
    this.need(control);
    this.soon();
  }

  // where a control stands that belongs to one panel: along its axis, or as wide as the panel
  place({ panel, places }) {
    const name = places ? "gd-own" : "gd-controls gd-loose";
    return make(this.panels[panel].under, "div", { class: name });
  }

  addHeld() {
    const { scene, look, stops, asking } = this, places = this.read("places");
    this.held = new Held(scene, (about) => this.on(about), look, stops, asking, places);
    const held = [...scene.handles, ...scene.drags];
    held.forEach((about, k) => this.seenWhen(about, this.held.nodes[k]));
  }

  // the panel and the box of the axes that something lies on
  on({ axes }) {
    const { panel, box } = this.scene.axes[axes];
    return [this.panels[panel], box];
  }

  seenWhen({ when }, node) { if (when) this.passing.push({ when, node }); }

  load(scene) {
    this.scene = this.look.scene = scene;
    this.panels.forEach((panel) => panel.moving.replaceChildren());
    this.marks = scene.parts.map((part) => {
      const [{ moving }, box] = this.on(part);
      if (part.kind === "Film") return new Film(moving, box, part, this.films);
      return new Mark(moving, part.clip ? this.clips[part.axes] : null, part);
    });
    this.held.load(scene);
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
    const left = ([one, first]) => one === control && this.look.at[one] !== first;
    if (this.asking && this.scene.later.some(left)) this.asking.want({ later: true });
  }

  showFilms() {
    const films = this.read("films").map((film) => address(film, "image/webp"));
    this.films.splice(0, Infinity, ...films).forEach((film) => URL.revokeObjectURL(film));
    this.soon();
  }

  showPictures() { this.read("pictures").forEach((png, k) => this.panels[k].show(png)); }

  showPlaces() { this.held.truth(this.read("places")); }

  showMessage() {
    const words = this.read("message");
    this.trouble.replaceChildren();
    if (words) text(this.trouble, "div", `⚠ ${words}`, { role: "alert" });
  }

  answered(more) {
    if (this.asking.answered(more)) this.held.settle();
  }

  draw() {
    this.frame = 0;
    this.marks.forEach((mark) => mark.show(this.look));
    for (const one of this.passing) one.node.style.visibility = this.look.sees(one) ? "" : "hidden";
    this.held.show();
    this.speech.show(this.look.sentence());
  }

  soon() { this.frame = this.frame || requestAnimationFrame(() => this.draw()); }

  close() {
    cancelAnimationFrame(this.frame);
    [this.speech, this.asking, ...this.panels].forEach((part) => part?.close());
    this.films.forEach((film) => URL.revokeObjectURL(film));
    this.closing.forEach((act) => act());
    this.root.remove(); // JupyterLab keeps the element it stood in
  }
}

// read(name) gives a part of the state; stops are {get, set, listen}, one for every control;
// ask(question), if there is someone to ask, sends it; alive() tells whether an answer may come.
export async function mount(el, source) {
  return new Mounted(el, await unpack(source.read("scene")), source);
}
