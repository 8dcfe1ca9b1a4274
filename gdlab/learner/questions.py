"""A question: what is asked, what may be chosen, what is right, and what has been chosen."""

from dataclasses import dataclass, field

from gdlab.learner.attempts import OPEN, RIGHT, WRONG, note
from gdlab.notebook.state import kept


@dataclass
class Question:
    """options: {what may be chosen: the feedback for it}; pictures: {option: its PNG}.

    Raises ValueError for fewer than two options, an answer that is none of them, or a picture
    of none of them.
    """

    text: str
    options: dict[str, str]
    answer: str
    name: str
    kind: str = "predictions"  # or "quiz"
    pictures: dict[str, bytes] = field(default_factory=dict)
    chosen: str | None = None

    def __post_init__(self):
        options = list(self.options)
        if len(options) < 2:
            raise ValueError(f"a question needs two options or more, got {options}")
        if self.answer not in options:
            raise ValueError(f"the answer must be one of {options}, got {self.answer!r}")
        for option in self.pictures:
            if option not in options:
                raise ValueError(f"a picture must be of one of {options}, got {option!r}")
        note(self.kind, self.name, OPEN)

    @property
    def is_right(self) -> bool:
        """Whether the right option is chosen."""
        return self.chosen == self.answer

    @property
    def why(self) -> str:
        """The feedback for what is chosen."""
        return self.options[self.chosen] if self.chosen is not None else ""

    def choose(self, option: str) -> None:
        """Take this option, and note whether it is right. Raises ValueError for no option."""
        if option not in self.options:
            raise ValueError(f"choose one of {list(self.options)}, got {option!r}")
        self.chosen = option
        note(self.kind, self.name, RIGHT if self.is_right else WRONG)

    def __str__(self):
        return "\n".join([self.text, *(f"  ( ) {option}" for option in self.options)])


@dataclass
class Asked:
    """The questions of this notebook, and how often each quiz was begun again, by name."""

    questions: dict[str, Question] = field(default_factory=dict)
    takes: dict[str, int] = field(default_factory=dict)


def ask(question: Question) -> Question:
    """Keep a question by its name; the same one again keeps its choice."""
    asked = kept(Asked).questions
    former = asked.get(question.name)
    if former and (former.text, former.options) == (question.text, question.options):
        question.chosen = former.chosen
    asked[question.name] = question
    return question
