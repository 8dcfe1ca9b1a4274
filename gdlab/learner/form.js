// Questions answered with the browser's own radio buttons or text field. Words come from Python.

const PATIENCE = 2000; // milliseconds without an answer from Python, after which a line says so
let views = 0;

function make(parent, tag, properties = {}) {
  const node = Object.assign(document.createElement(tag), properties);
  parent.append(node);
  return node;
}

// What is typed into a question, and no command of the notebook's such as Ctrl+S or Shift+Enter.
function isOurs({ key, altKey, ctrlKey, metaKey, shiftKey }) {
  return key !== "Tab" && !altKey && !ctrlKey && !metaKey && !(shiftKey && key === "Enter");
}

// A line that a screen reader reads out when its words change; it must be there before they do.
function line(parent, name) {
  const node = make(parent, "p", { className: name });
  node.setAttribute("role", "status");
  return node;
}

function say(node, { sign = "", words }) {
  const text = sign ? `${sign} ${words}` : words;
  if (node.textContent === text) return;
  node.replaceChildren();
  if (sign) make(node, "span", { textContent: `${sign} ` }).setAttribute("aria-hidden", "true");
  node.append(words);
}

// What is typed into a text field: all but the notebook's commands to run, save, or leave a cell.
function isTyped({ key, altKey, ctrlKey, metaKey, shiftKey }) {
  const command = ctrlKey || metaKey;
  if (key === "Enter") return !(command || altKey || shiftKey);
  return key !== "Tab" && key !== "Escape" && !(command && key === "s");
}

// A question answered in words: a text field named by the question, and a button that compares.
function field(parent, question, compare, answer) {
  const box = make(parent, "fieldset");
  make(box, "legend", { textContent: question.text });
  const text = make(box, "textarea", { rows: 4 });
  text.setAttribute("aria-label", question.text);
  const button = make(box, "button", { type: "button", textContent: compare });
  const said = line(box, "gd-verdict");
  text.addEventListener("keydown", (event) => isTyped(event) && event.stopPropagation());
  const ready = () => (button.disabled = !text.value.trim());
  text.addEventListener("input", ready);
  button.addEventListener("click", () => answer(text.value));
  ready();
  return {
    show(written, words) {
      if (written !== null && document.activeElement !== text) text.value = written;
      ready();
      say(said, words);
    },
  };
}

// One question: a group named by its text, whose arrow keys choose and whose Space answers.
// An arrow key on the way to an option is no answer yet: leaving the group, or Space, makes it one.
function group(parent, question, name, answer, hint) {
  const box = make(parent, "fieldset");
  make(box, "legend", { textContent: question.text });
  let byArrow = false;
  let open = false;
  const radios = question.options.map(({ words, picture }, number) => {
    const label = make(box, "label");
    const radio = make(label, "input", { type: "radio", name, value: number });
    if (picture) make(label, "img", { src: picture, alt: words });
    else make(label, "span", { textContent: words });
    return radio;
  });
  const said = line(box, "gd-verdict");
  const settle = () => {
    const number = radios.findIndex((radio) => radio.checked);
    open = false;
    if (number >= 0) answer(number);
  };
  box.addEventListener("pointerdown", () => (byArrow = false));
  box.addEventListener("keydown", (event) => {
    byArrow = event.key.startsWith("Arrow");
    if (isOurs(event) && (event.key === " " || event.key === "Enter")) {
      event.preventDefault();
      if (radios.includes(event.target)) event.target.checked = true;
      settle();
    }
    if (isOurs(event)) event.stopPropagation();
  });
  box.addEventListener("change", () => {
    open = byArrow;
    if (open) say(said, { words: hint });
    else settle();
  });
  box.addEventListener("focusout", (event) => {
    const inside = box.contains(event.relatedTarget);
    if (open && !inside && document.hasFocus()) settle(); // not when another window is looked at
  });
  return {
    show(chosen, words) {
      if (open) return;
      radios.forEach((radio, number) => (radio.checked = number === chosen));
      say(said, words);
    },
  };
}

function render({ model, el }) {
  const name = `gd-form-${(views += 1)}`;
  const words = model.get("words");
  const form = make(el, "div", { className: "gd-form" });
  // JupyterLab looks for this mark before it takes a key: so an arrow key stays in the cell
  const mark = (event) => {
    const ours = event.target.tagName === "TEXTAREA" ? isTyped : isOurs;
    form.toggleAttribute("data-lm-suppress-shortcuts", ours(event));
  };
  window.addEventListener("keydown", mark, true);
  const questions = make(form, "div");
  const again = words.again && make(form, "button", { type: "button", textContent: words.again });
  const note = line(form, "gd-note");
  let groups = [];
  let waiting;

  function ask(changes) {
    for (const [key, value] of Object.entries(changes)) model.set(key, value);
    model.set("asked", model.get("asked") + 1);
    model.save_changes();
    wait();
  }

  function wait() {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      if (model.get("asked") !== model.get("answered")) say(note, { words: words.waiting });
    }, PATIENCE);
  }

  function build() {
    questions.replaceChildren();
    groups = model.get("questions").map((question, number) => {
      const answer = (given) => {
        const answers = [...model.get("answers")];
        answers[number] = given;
        ask({ answers });
      };
      if (!question.options.length) return field(questions, question, words.compare, answer);
      return group(questions, question, `${name}-${number}`, answer, words.hint);
    });
    show();
  }

  function show() {
    const [answers, said] = [model.get("answers"), model.get("said")];
    groups.forEach((each, number) => each.show(answers[number], said[number] ?? { words: "" }));
    if (model.get("asked") === model.get("answered")) say(note, { words: model.get("note") });
  }

  if (again) again.addEventListener("click", () => ask({ take: model.get("take") + 1 }));
  model.on("change:questions", build);
  const shown = ["answers", "said", "answered", "note"].map((each) => `change:${each}`);
  shown.forEach((each) => model.on(each, show));
  build();
  wait();
  return () => {
    clearTimeout(waiting);
    window.removeEventListener("keydown", mark, true);
    model.off("change:questions", build);
    shown.forEach((each) => model.off(each, show));
  };
}

export default { render };
