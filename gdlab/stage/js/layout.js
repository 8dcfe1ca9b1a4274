// Panels beside one another where there is room, else in rows; on a phone, and in a window too low
// for rows, to be swiped. None smaller than its text allows, and the whole no higher than a share
// of the window, or than the page's style says (--gd-high).

import { sum } from "./numbers.js";

const GAP = 12, SHARE = 0.6, PHONE = 600, PEEK = 24; // PEEK: of the next panel, so that one swipes

function inRows(panels, columns) {
  const rows = [];
  for (let first = 0; first < panels.length; first += columns)
    rows.push(panels.slice(first, first + columns));
  return rows;
}

// so many panels a row: the most that their width, and their height, let them be scaled to
function fitting(panels, columns, wide, high) {
  const rows = inRows(panels, columns);
  const across = Math.max(...rows.map((row) => sum(row.map((panel) => panel.size[0]))));
  const down = sum(rows.map((row) => Math.max(...row.map((panel) => panel.size[1]))));
  const under = sum(rows.map((row) => Math.max(...row.map((panel) => panel.under.offsetHeight))));
  return [(wide - GAP * (columns - 1)) / across, (high - under - GAP * (rows.length - 1)) / down];
}

// tall: what the window has, of which the whole should take no more than high
function arranged(panels, wide, high, tall) {
  const least = Math.max(...panels.map((panel) => panel.least));
  const whole = (across, down) => Math.min(1, across, Math.max(least, down));
  // rows can be seen at once: all of it in the window, on a phone in its share
  const seen = (columns) => fitting(panels, columns, wide, wide < PHONE ? high : tall)[1] >= least;
  for (let columns = panels.length; columns > 1; columns--) {
    const [across, down] = fitting(panels, columns, wide, high);
    const rows = columns === panels.length || seen(columns);
    if (across >= least && rows) return { scale: whole(across, down) };
  }
  const [across, down] = fitting(panels, 1, wide, high);
  if (panels.length === 1 || seen(1)) return { scale: Math.max(least, whole(across, down)) };
  const one = Math.min(...panels.map((panel) => (high - panel.under.offsetHeight) / panel.size[1]));
  const narrow = (wide - PEEK) / Math.max(...panels.map((panel) => panel.size[0]));
  return { scale: Math.max(least, whole(narrow, one)), swiped: true };
}

// CSS pixels for the whole
const height = (root) =>
  parseFloat(getComputedStyle(root).getPropertyValue("--gd-high")) || SHARE * window.innerHeight;

function arrange(root, area, panels) {
  const wide = area.clientWidth, rest = root.offsetHeight - area.offsetHeight;
  if (!wide) return;
  const { scale, swiped } = arranged(panels, wide, height(root) - rest, window.innerHeight - rest);
  panels.forEach((panel) => panel.scaleTo(scale));
  area.classList.toggle("gd-swiped", Boolean(swiped));
  if (swiped) area.setAttribute("tabindex", "0"); else area.removeAttribute("tabindex");
}

// keep them arranged; the function returned ends that, and lets go of all: JupyterLab keeps every
// observer that was ever made, and so whatever its function holds
export function keepArranged(root, area, panels) {
  let seen = "";
  const look = () => {
    const now = `${root.clientWidth} ${window.innerHeight}`;
    if (now !== seen) arrange(root, area, panels);
    seen = now;
  };
  const close = whenResized(root, look);
  window.addEventListener("resize", look);
  return () => { close(); window.removeEventListener("resize", look); };
}

function whenResized(root, act) {
  const observed = { act };
  const watch = new ResizeObserver(() => observed.act?.());
  watch.observe(root);
  return () => { watch.disconnect(); observed.act = null; };
}
