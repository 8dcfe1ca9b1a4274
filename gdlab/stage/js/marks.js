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

const FILLED = ["Bars", "Area", "Polygons", "Label"];

function style(node, part) {
  const hollow = part.shape === "ring" || part.shape === "cross";
  const solid = FILLED.includes(part.kind) || (part.kind === "Dots" && !hollow);
  node.style.fill = part.shape === "ring" ? "white" : solid ? part.color : "none";
  if (!FILLED.includes(part.kind)) node.style.stroke = part.kind === "Dots" && !hollow ? "white" : part.color;
  node.style.strokeWidth = part.width ?? (hollow ? 2.5 : 1);
  node.style.strokeLinejoin = "round";
  if (part.dash) node.style.strokeDasharray = part.dash;
  if (part.opacity) node.style.fillOpacity = part.opacity;
  if (part.kind !== "Label") return;
  node.style.font = `${part.bold ? "bold " : ""}${part.size}px system-ui, sans-serif`;
  Object.assign(node.style, { stroke: "white", strokeWidth: 3, paintOrder: "stroke" }); // readable on any ground
  node.setAttribute("text-anchor", part.anchor);
  node.setAttribute("dominant-baseline", "middle");
}

export class Mark {
  constructor(layer, clip, part) {
    const attributes = clip ? { "clip-path": `url(#${clip})` } : {};
    this.part = part;
    this.node = draw(layer, part.kind === "Label" ? "text" : "path", attributes);
    style(this.node, part);
    if (!part.dots) return;
    this.dots = draw(layer, "path", attributes);
    Object.assign(this.dots.style, { stroke: part.color, strokeWidth: part.dots, strokeLinecap: "round" });
  }

  // the part as it is at the present stops
  show(look) {
    const { part } = this, seen = look.sees(part);
    for (const node of [this.node, this.dots]) if (node) node.style.display = seen ? "" : "none";
    if (!seen) return;
    const upto = part.upto === null ? part.items : Math.min(look.at[part.upto] + 1, part.items);
    const first = part.last ? Math.max(upto - 1, 0) : 0;
    const begin = look.begin(part) + first * part.each * 2, end = begin + (upto - first) * part.each * 2;
    if (part.kind === "Label") this.write(look, begin);
    else this.trace(look.scene.table, begin, end, part.mask === undefined ? null : part.mask + look.row(part.over) * part.items);
  }

  write(look, k) {
    const { table } = look.scene, seen = table[k] !== NOWHERE;
    this.node.textContent = seen ? look.words(this.part.text) : "";
    if (!seen) return;
    this.node.setAttribute("x", table[k] / UNIT);
    this.node.setAttribute("y", table[k + 1] / UNIT);
  }

  // mask: where the table says, for each item in turn, whether it is seen
  trace(table, begin, end, mask) {
    const { kind, each, size, shape } = this.part, step = each * 2;
    let path = "", dots = "", pen = "M";
    for (let k = begin; k < end; k += step) {
      if (table[k] === NOWHERE || (mask !== null && !table[mask + (k - begin) / step])) { pen = "M"; continue; }
      const x = table[k] / UNIT, y = table[k + 1] / UNIT;
      if (kind === "Dots") path += SHAPES[shape](x, y, size / 2);
      else if (kind === "Bars") path += `M${x} ${y}H${table[k + 2] / UNIT}V${table[k + 3] / UNIT}H${x}z`;
      else if (kind === "Polygons") path += polygon(table, k, k + step);
      else path += `${pen}${x} ${y}`;
      if (this.dots) dots += `M${x} ${y}h0`;
      pen = "L";
    }
    this.node.setAttribute("d", path);
    if (this.dots) this.dots.setAttribute("d", dots);
  }
}

function polygon(table, from, to) {
  let path = "";
  for (let k = from; k < to; k += 2) path += `${k === from ? "M" : "L"}${table[k] / UNIT} ${table[k + 1] / UNIT}`;
  return `${path}z`;
}
