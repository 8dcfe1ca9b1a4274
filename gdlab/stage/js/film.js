// A strip of frames, one below the other: each stop shows one of them.

import { draw } from "./dom.js";

export class Film {
  constructor(layer, [x, y, width, height], part, films) {
    const [wide, high, count] = part.frame;
    Object.assign(this, { part, films });
    this.node = draw(layer, "svg", {
      x, y, width, height, preserveAspectRatio: "none", "aria-hidden": "true",
    });
    const strip = { width: wide, height: high * count, preserveAspectRatio: "none" };
    this.image = draw(this.node, "image", strip);
  }

  show(look) {
    const { part, films } = this, which = look.scene.table[part.offset + look.row(part.over)];
    const seen = look.sees(part) && which >= 0 && films[part.film];
    this.node.style.display = seen ? "" : "none";
    if (!seen) return;
    const [wide, high] = part.frame;
    if (this.film !== films[part.film]) this.change(films[part.film]);
    this.node.setAttribute("viewBox", `0 ${which * high} ${wide} ${high}`);
  }

  change(film) {
    this.film = film;
    this.image.setAttribute("href", film);
  }
}
