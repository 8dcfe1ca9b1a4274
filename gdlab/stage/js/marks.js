// A moving part as outlines in SVG.

import { draw } from "./dom.js";
import { NOWHERE, UNIT } from "./scene.js";

const SHAPES = { // a mark of radius r around x, y
  circle: (x, y, r) => `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`,
  square: (x, y, r) => `M${x - r} ${y - r}h${2 * r}v${2 * r}h${-2 * r}z`,
  diamond: (x, y, r) => `M${x} ${y - r}l${r} ${r}l${-r} ${r}l${-r} ${-r}z`,
  triangle: (x, y, r) => `M${x} ${y - r}l${r} ${2 * r}h${-2 * r}z`,
  cross: (x, y, r) => `M${x - r} ${y - r}l${2 * r} ${2 * r}M${x - r} ${y + r}l${2 * r} ${-2 * r}`,
};
SHAPES.ring = SHAPES.circle;

const READABLE = 11; // CSS pixels, as in pixels.py
const FILLED = ["Bars", "Area", "Polygons", "Label"];

function style(node, part) {
  const filled = FILLED.includes(part.kind), dots = part.kind === "Dots";
  const hollow = part.shape === "ring" || part.shape === "cross";
  const solid = filled || (dots && !hollow);
  node.style.fill = part.shape === "ring" ? "white" : solid ? part.color : "none";
  if (!filled) node.style.stroke = solid ? "white" : part.color;
  node.style.strokeWidth = part.width ?? (hollow ? 2.5 : 1);
  node.style.strokeLinejoin = "round";
  if (part.dash) node.style.strokeDasharray = part.dash;
  if (part.opacity) node.style.fillOpacity = part.opacity;
}

// however small its panel is shown, no text on it is smaller than READABLE
function lettering(node, part) {
  const size = `max(${part.size}px, ${READABLE}px / var(--scale))`;
  node.style.font = `${part.bold ? "bold " : ""}${size} system-ui, sans-serif`;
  // readable on any ground
  Object.assign(node.style, { stroke: "white", strokeWidth: 3, paintOrder: "stroke" });
  node.setAttribute("text-anchor", part.anchor);
  node.setAttribute("dominant-baseline", "middle");
}

export class Mark {
  constructor(layer, clip, part) {
    const clipped = clip ? { "clip-path": `url(#${clip})` } : {}, isLabel = part.kind === "Label";
    this.part = part;
    this.node = draw(layer, isLabel ? "text" : "path", clipped);
    style(this.node, part);
    if (isLabel) lettering(this.node, part);
    if (!part.dots) return;
    this.dots = draw(layer, "path", clipped);
    const round = { stroke: part.color, strokeWidth: part.dots, strokeLinecap: "round" };
    Object.assign(this.dots.style, round);
  }

  // the part as it is at the present stops
  show(look) {
    const { part } = this, seen = look.sees(part);
    for (const node of [this.node, this.dots]) if (node) node.style.display = seen ? "" : "none";
    if (!seen) return;
    if (part.kind === "Label") this.write(look, look.begin(part));
    else this.trace(look.scene.table, look.span(part));
  }

  write(look, k) {
    const { table } = look.scene, seen = table[k] !== NOWHERE;
    this.node.textContent = seen ? look.words(this.part.text) : "";
    if (!seen) return;
    this.node.setAttribute("x", table[k] / UNIT);
    this.node.setAttribute("y", table[k + 1] / UNIT);
  }

  trace(table, { begin, end, seen }) {
    const { each } = this.part, step = each * 2;
    let path = "", dots = "", pen = "M";
    for (let k = begin; k < end; k += step) {
      if (!seen(k)) { pen = "M"; continue; }
      path += this.item(table, k, pen);
      if (this.dots) dots += `M${table[k] / UNIT} ${table[k + 1] / UNIT}h0`;
      pen = "L";
    }
    this.node.setAttribute("d", path);
    if (this.dots) this.dots.setAttribute("d", dots);
  }

  // one of its items, whose numbers begin at k; a line goes on from where the pen is
  item(table, k, pen) {
    const { kind, each, size, shape } = this.part, x = table[k] / UNIT, y = table[k + 1] / UNIT;
    if (kind === "Dots") return SHAPES[shape](x, y, size / 2);
    if (kind === "Polygons") return polygon(table, k, k + 2 * each);
    if (kind !== "Bars") return `${pen}${x} ${y}`;
    return `M${x} ${y}H${table[k + 2] / UNIT}V${table[k + 3] / UNIT}H${x}z`;
  }
}

function polygon(table, from, to) {
  let path = "";
  for (let k = from; k < to; k += 2)
    path += `${path ? "L" : "M"}${table[k] / UNIT} ${table[k + 1] / UNIT}`;
  return `${path}z`;
}
