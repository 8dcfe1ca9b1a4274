// All that can be dragged on a stage: points, and whole axes.

import { BoundHandle, FreeHandle, mark } from "./handles.js";
import { pulled, tapped } from "./pads.js";

export class Held {
  // on(about): the panel, and the box of the axes, that something lies on
  constructor(scene, on, look, stops, asking, places) {
    Object.assign(this, { on, look, stops, asking, words: scene.words, bound: [], free: [] });
    const points = scene.handles.map((about) =>
      (about.moves.length ? this.bind(about) : this.ask(about, places[this.free.length])));
    this.tap(scene, points);
    const axes = scene.drags.map((about) => pulled(...on(about), about.moves, look, stops));
    this.nodes = [...points.map(({ group }) => group), ...axes]; // of handles, then of drags
  }

  bind(about) {
    const [panel] = this.on(about);
    const handle = new BoundHandle(panel, about, this.look, this.stops, this.words);
    this.bound.push(handle);
    return handle;
  }

  // a handle that Python answers; where there is nobody to ask, its mark
  ask(about, place) {
    const [panel, box] = this.on(about), { asking, words, free } = this;
    const handle = asking && new FreeHandle(panel, about, box, free.length, asking, words, place);
    free.push(handle);
    return handle || mark(panel, place);
  }

  tap({ axes, handles }, points) {
    axes.forEach((_, number) => {
      const here = (about) => about.tap && about.axes === number;
      const near = points.filter(({ pull }, k) => pull && here(handles[k]));
      if (near.length) tapped(...this.on({ axes: number }), near);
    });
  }

  // a newer scene's places
  load({ handles }) {
    const bound = handles.filter(({ moves }) => moves.length);
    this.bound.forEach((handle, k) => { handle.about = bound[k]; });
  }

  // the model's places of what Python answers
  truth(places) { places.forEach((place, k) => this.free[k]?.truth(place)); }

  // what nobody holds goes where the model has it
  settle() { this.free.forEach((handle) => { if (handle && !handle.held) handle.settle(); }); }

  show() { this.bound.forEach((handle) => handle.show()); }
}
