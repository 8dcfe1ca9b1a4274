"""A question: what is asked, what may be answered, what is right, and what has been answered.

Both kinds have `answered`, which is what the browser shows: None, or the number of an option, or
the learner's words; and `take`, which sets it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

from gdcore.arrays import refused, told
from gdlab.learner.attempts import OPEN, RIGHT, WRITTEN, WRONG, note
from gdlab.notebook.state import kept


def as_word(name: str, value: Any) -> str:
    """A text with something in it. Raises ValueError for anything else."""
    if not isinstance(value, str) or not value.strip():
        raise refused(f"{name} must be a text that is not empty", told(value), '"a few words"')
    return value


def as_words(name: str, value: Any) -> dict[str, str]:
    """{option: feedback}, both texts. Raises ValueError for anything else."""
    if not isinstance(value, Mapping) or not all(
        isinstance(text, str) for pair in value.items() for text in pair
    ):
        hint = '{"It grows": "why", "It shrinks": "why not"}'
        raise refused(f"{name} must be texts with a feedback for each", told(value), hint)
    return dict(value)


@dataclass
class Question:
    """options: {what may be chosen: the feedback for it}; pictures: {option: its PNG}.

    Raises ValueError for fewer than two options, an answer that is none of them, or a picture
    of none of them.
    """

    text: str
    options: Mapping[str, str]
    answer: str
    name: str
    kind: str = "predictions"  # or "quiz"
    pictures: dict[str, bytes] = field(default_factory=dict)
    chosen: str | None = None

    def __post_init__(self):
        as_word("name", self.name)
        as_word("text", self.text)
        options = list(as_words("options", self.options))
        if len(options) < 2:
            raise refused("options must be two or more", told(options), "one more")
        if not isinstance(self.answer, str) or self.answer not in options:
            raise refused(f"answer must be one of {options}", told(self.answer), f'"{options[0]}"')
        for option in self.pictures:
            if option not in options:
                expected = f"a picture must be of one of {options}"
                raise refused(expected, told(option), f'{{"{options[0]}": figure}}')
        note(self.kind, self.name, OPEN)

    @property
    def is_right(self) -> bool:
        """Whether the right option is chosen."""
        return self.chosen == self.answer

    @property
    def why(self) -> str:
        """The feedback for what is chosen."""
        return self.options[self.chosen] if self.chosen is not None else ""

    @property
    def answered(self) -> int | None:
        """The number of the option that is chosen."""
        return None if self.chosen is None else list(self.options).index(self.chosen)

    def take(self, number: int) -> None:
        """Choose the option with this number."""
        self.choose(list(self.options)[number])

    def continues(self, former: "Question") -> None:
        """Take over what was chosen when the same was asked before."""
        if (former.text, former.options) == (self.text, self.options):
            self.chosen = former.chosen

    def choose(self, option: str) -> None:
        """Take this option, and note whether it is right. Raises ValueError for no option."""
        if not isinstance(option, str) or option not in self.options:
            options = list(self.options)
            expected = f"choose one of {options}: a choice must be an option"
            raise refused(expected, told(option), f'"{options[0]}"')
        self.chosen = option
        note(self.kind, self.name, RIGHT if self.is_right else WRONG)

    def __str__(self):
        return "\n".join([self.text, *(f"  ( ) {option}" for option in self.options)])


@dataclass
class InWords:
    """A question to be answered in words, which nobody judges: a model answer is shown beside them.

    points: what a good answer says, in a few words each.
    """

    text: str
    model: str
    points: tuple[str, ...]
    name: str
    answered: str | None = None
    options: ClassVar[dict[str, str]] = {}  # nothing to choose from, and
    pictures: ClassVar[dict[str, bytes]] = {}  # nothing to look at

    def __post_init__(self):
        note("words", self.name, OPEN)

    def take(self, words: str) -> None:
        """Keep what was written; empty words are no answer."""
        self.answered = words.strip() or None
        if self.answered:
            note("words", self.name, WRITTEN)

    def continues(self, former: "InWords") -> None:
        """Take over what was written when the same was asked before."""
        if former.text == self.text:
            self.answered = former.answered

    def __str__(self):
        return self.text


Kind = TypeVar("Kind", Question, InWords)


@dataclass
class Asked:
    """By name: questions, how often each quiz was begun again, and forms of this notebook."""

    questions: dict[str, Any] = field(default_factory=dict)
    takes: dict[str, int] = field(default_factory=dict)
    forms: dict[str, Any] = field(default_factory=dict)  # the newest Form of each name


def ask(question: Kind) -> Kind:
    """Keep a question by its name; the same one again keeps its answer."""
    asked = kept(Asked).questions
    former = asked.get(question.name)
    if isinstance(former, type(question)):
        question.continues(former)
    asked[question.name] = question
    return question
