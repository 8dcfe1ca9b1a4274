// What has the focus is moved first: a slider has the arrow keys, and the slides have them again
// after Escape. A clicker's keys are always the slides'.

const held = () => document.activeElement?.closest(".gd-stage, .gd-form");

addEventListener("keydown", (event) => {
  if (!held() || event.target.tagName === "TEXTAREA" && event.key !== "Escape") return;
  const act = {
    Escape: () => document.activeElement.blur(),
    PageDown: () => Reveal.next(),
    PageUp: () => Reveal.prev(),
  }[event.key];
  if (!act) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}, true);

// a slide that is higher than the window is scrolled to, by keys, too
function shown() {
  if (held()) document.activeElement.blur();
  const slide = Reveal.getCurrentSlide();
  if (slide.scrollHeight > slide.clientHeight) slide.tabIndex = 0;
}

Reveal.initialize({
  width: 960,
  height: 540,
  margin: 0.02,
  maxScale: 4,
  center: false,
  hash: true,
  slideNumber: "c/t",
  transition: "none",
  keyboardCondition: () => !held(),
  plugins: [RevealNotes],
}).then(() => {
  const { earlier, later } = document.querySelector(".reveal").dataset;
  document.querySelectorAll(".navigate-left").forEach((e) => e.setAttribute("aria-label", earlier));
  document.querySelectorAll(".navigate-right").forEach((e) => e.setAttribute("aria-label", later));
  Reveal.on("slidechanged", shown);
  shown();
});
