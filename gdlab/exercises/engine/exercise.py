"""An exercise as data: what to call a function with, what is right, and what is often wrong."""

import inspect
import textwrap
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from gdlab.exercises.engine import read
from gdlab.exercises.engine.declared import drawn_by, must_be_declared, must_have_arguments
from gdlab.exercises.engine.families import told
from gdlab.exercises.engine.probes import Calls
from gdlab.notebook.language import N_


class Mistake(NamedTuple):
    """A function that makes the mistake, called as the learner's is, and what to say of it.

    base, if given, is what it is a multiple of: where an answer is no multiple of base, the
    mistake need not be tried.
    """

    function: Callable[..., Any]
    words: str
    base: Callable[..., Any] | None = None


@dataclass(frozen=True)
class Case:
    """One call. where names it in a sentence ("with T = 0"); how lets a learner repeat it.

    An edge judges, but names no mistake: where only edges fail, the first one's words are said,
    with {said} for what happened there. new: drawn for this check alone.
    """

    arguments: tuple[Any, ...]
    where: str = N_("on the probe")
    how: str = ""
    edge: bool = False
    words: str = "{where} {said}."
    new: bool = False

    def __post_init__(self):
        must_be_declared(self)


@dataclass(frozen=True)
class Designs:
    """Cases drawn by one recipe, from fixed seeds and from one more that is new each time.

    recipe is Python with np and rng that sets the exercise's arguments: it is run, and shown to
    a learner whose answer fails there. Its n is never 4, and n and d never equal, so that no two
    formulas of n and d agree on all seeds.
    """

    recipe: str
    seeds: tuple[Any, ...] = (1, 2, 3)
    others: tuple[Any, ...] = ()

    def __post_init__(self):
        must_be_declared(self, others=Case)

    def cases(self, names: Iterable[str], seed: int) -> tuple[Any, ...]:
        """The cases of the fixed seeds, the one of `seed`, the others; edges come last."""
        drawn = [self.drawn(names, s) for s in self.seeds]
        drawn.append(replace(self.drawn(names, seed), new=True))
        return tuple(sorted([*drawn, *self.others], key=lambda case: case.edge))

    def drawn(self, names: Iterable[str], seed: int) -> Case:
        """The case that the recipe makes of this seed."""
        lines = "\n".join([f"rng = np.random.default_rng({seed})", self.recipe])
        where = told(N_("with seed {seed}"), seed=seed)
        return Case(drawn_by(self.recipe, names, seed), where, lines)


def alike(answer: Any, wanted: Any, case: "Case", exercise: "Exercise") -> bool:
    """Whether two values agree to the exercise's tolerance."""
    return read.agree(answer, wanted, exercise.tolerance, exercise.single)


def nothing(trial: Any) -> str | None:
    """The hook that has nothing to say."""
    return None


@dataclass(frozen=True)
class Exercise:
    """All there is to an exercise. `right` is the solution that is shown, its name the check's.

    right       a function, written as a learner may write it
    designs     what it is called with
    mistakes    () -> Mistakes, the likely ones first; made only when an answer is wrong
    hints       from gentle to plain
    lesson      where it is asked, for the teacher's table
    read        (plain value, wanted) -> array; raises Unread with words on its shape or type
    watch       cases -> probe: what is seen of a function
    alike       (answer, wanted, case, exercise) -> bool, where it is not plain agreement
    tolerance   relative, for an answer in float64; single: for one in float32
    home        Cases of the lesson's shape: an answer right there only has its sizes written in
    rescue      Cases where an answer that crashed may run, to name it
    notice      trial -> words, before all else, of what the numbers do not show
    also        trial -> words of what is wrong though all numbers are right
    explain     trial -> words for a wrong answer that is none of the mistakes
    praise      what is said when it is right; remark: trial -> more of it
    """

    right: Callable[..., Any]
    designs: Designs
    mistakes: Callable[[], Iterable[Mistake]]
    hints: tuple[Any, ...]
    lesson: int
    read: Callable[[Any, Any], Any] = read.vector
    watch: Callable[..., Any] = Calls
    alike: Callable[..., Any] = alike
    tolerance: float = 1e-6
    single: float = 1e-4
    home: tuple[Any, ...] = ()
    rescue: tuple[Any, ...] = ()
    notice: Callable[..., Any] = nothing
    also: Callable[..., Any] = nothing
    explain: Callable[..., Any] = nothing
    praise: str = N_("Right.")
    remark: Callable[..., Any] = nothing
    name: str = field(init=False)

    def __post_init__(self):
        must_be_declared(self, designs=Designs, hints=str, home=Case, rescue=Case)
        must_have_arguments(self.right)
        object.__setattr__(self, "name", self.right.__name__)

    @property
    def arguments(self) -> tuple[Any, ...]:
        """The names of what it is called with, in order."""
        return tuple(inspect.signature(self.right).parameters)

    @property
    def solution(self) -> str:
        """One right answer of many, as text."""
        return textwrap.dedent(inspect.getsource(self.right)).strip()

    def cases(self, seed: int) -> tuple[Any, ...]:
        """What it is called with, ordinary cases before edges."""
        return self.designs.cases(self.arguments, seed)
