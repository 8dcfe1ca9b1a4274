// Elements, made in one line each.

const SVG = "http://www.w3.org/2000/svg";

function filled(node, parent, attributes) {
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  parent.appendChild(node);
  return node;
}

export const make = (parent, name, attributes = {}) =>
  filled(document.createElement(name), parent, attributes);

export const draw = (parent, name, attributes = {}) =>
  filled(document.createElementNS(SVG, name), parent, attributes);

// a name that no other stage in the document has: each is a module of its own
export const unique = () => `gd-${Math.random().toString(36).slice(2)}`;

// bytes as something an image can show
export const address = (bytes, type) => URL.createObjectURL(new Blob([bytes], { type }));

export function text(parent, name, words, attributes = {}) {
  const node = make(parent, name, attributes);
  node.textContent = words;
  return node;
}
