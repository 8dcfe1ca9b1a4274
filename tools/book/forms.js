// Predictions, quizzes and answers in words: form.js, with a model that answers by itself.

function modelOf({ takes, words }, answered) {
  const heard = {};
  const state = { words, take: 0, asked: 0, answered: 0, note: "" };
  let taken;
  const tell = (key) => (heard[`change:${key}`] ?? []).forEach((act) => act());
  const ask = () => {
    taken = state.take;
    state.questions = takes[taken % takes.length];
    state.answers = state.questions.map(() => null);
    state.said = state.questions.map(() => ({ words: "" }));
  };
  const said = (question, answer) =>
    answer === null ? { words: "" } : question.said[question.options.length ? answer : 0];
  ask();
  return {
    get: (key) => state[key],
    set: (key, value) => { state[key] = value; },
    on: (event, act) => (heard[event] ??= []).push(act),
    off: () => {},
    save_changes() {
      const again = state.take !== taken;
      if (again) ask();
      else state.said = state.questions.map((question, n) => said(question, state.answers[n]));
      state.answered = state.asked;
      tell(again ? "questions" : "said");
      if (!again) answered();
    },
  };
}

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll(".gd-ask").forEach((el) => {
    const about = JSON.parse(el.querySelector("script").textContent);
    const unfold = () => {
      const hints = document.querySelectorAll(`details[data-of="${el.dataset.name}"]`);
      hints.forEach((e) => { e.open = true; });
    };
    el.replaceChildren();
    FORM.render({ model: modelOf(about, unfold), el });
  });
  // long lines are scrolled to by keys, too
  document.querySelectorAll("pre, div.math").forEach((wide) => {
    const high = wide.scrollHeight > wide.clientHeight;
    if (high || wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0;
  });
});
addEventListener("beforeprint", () => {
  document.querySelectorAll("details.gd-result").forEach((each) => { each.open = true; });
});
