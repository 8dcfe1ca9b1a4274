"""One question in words of several of which each class is asked one: no model answer fits all."""

from typing import NamedTuple

from gdlab.notebook.language import _


class Question(NamedTuple):
    """What is asked, a model answer to it, and what its point is for ("1 for ...")."""

    ask: str
    answer: str
    point: str

    def told(self) -> "Question":
        """In the language in use."""
        return Question(*map(_, self))

    def filled(self, put: dict[str, str]) -> "Question":
        """With every placeholder replaced."""
        texts = list(self)
        for place, text in put.items():
            texts = [each.replace(place, text) for each in texts]
        return Question(*texts)

    def words(self, name: str) -> dict[str, str]:
        """{word of the master: text}."""
        return {f"{name}_{part}": text for part, text in self._asdict().items()}
