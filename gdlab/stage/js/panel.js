// One picture of the stage, with its layers: what moves, what can be dragged.

import { address, draw, make, unique } from "./dom.js";

export class Panel {
  constructor(area, about) {
    this.size = about.size;
    this.least = about.least; // how small it may be shown: its smallest text is 11 pixels then
    const [width, height] = about.size;
    this.root = make(area, "div", { class: "gd-panel" });
    this.frame = make(this.root, "div", { class: "gd-frame" });
    this.picture = make(this.frame, "div", { class: "gd-picture" });
    this.image = make(this.picture, "img", { alt: "" });
    this.svg = draw(this.picture, "svg", {
      viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": about.label,
    });
    this.clips = draw(this.svg, "defs");
    this.moving = draw(this.svg, "g");
    this.handles = draw(this.svg, "g");
    this.under = make(this.root, "div", { class: "gd-under" });
    this.scaleTo(1);
  }

  // a clip path for one of its axes
  clip([x, y, width, height]) {
    const id = unique();
    draw(draw(this.clips, "clipPath", { id }), "rect", { x, y, width, height });
    return id;
  }

  show(png) {
    URL.revokeObjectURL(this.address);
    this.address = address(png, "image/png");
    this.image.src = this.address;
  }

  scaleTo(scale) {
    this.root.style.setProperty("--scale", scale);
    this.root.style.width = `${this.size[0] * scale}px`;
    this.picture.style.width = `${this.size[0] * scale}px`;
    this.picture.style.height = `${this.size[1] * scale}px`;
    const scrolls = this.frame.scrollWidth > this.frame.clientWidth;
    if (scrolls) this.frame.setAttribute("tabindex", "0"); // by key, too
    else this.frame.removeAttribute("tabindex");
  }

  // where a pointer is, in the picture's own pixels
  at(event) {
    const box = this.svg.getBoundingClientRect(), scale = this.size[0] / box.width;
    return [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
  }

  close() { URL.revokeObjectURL(this.address); }
}
