"""The concept test: 16 items, each wrong option computed by the idea that leads to it.

An item is a question and a function of a Generator, which draws the numbers and computes the
right answer and, for each misconception, what somebody who holds it answers. Two forms ask the
same with other numbers. The loss of a direction is L(b) = c/2 b², its gradient c b.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from coursework.variant import generator, one_of
from gdlab.notebook.language import N_, _

FORMS = ("before", "after")

IDEAS = {  # a misconception, as the teacher reads it
    "uphill": N_("the step goes along the gradient, not against it"),
    "step is gradient": N_("the step is the gradient itself"),
    "step is lr": N_("the step is as long as the learning rate"),
    "same steps": N_("every step is as long as the first"),
    "lr is the factor": N_("the learning rate alone is what is left of the error"),
    "never crosses": N_("a step never goes past the minimum"),
    "limit is fastest": N_("beyond the fastest learning rate it diverges"),
    "limit is one": N_("the limit of the learning rate is 1 for every problem"),
    "limit grows": N_("a steeper loss allows a larger learning rate"),
    "flat limit": N_("the flat direction sets the limit"),
    "average limit": N_("the average curvature sets the limit"),
    "all alike": N_("all directions arrive together"),
    "left is removed": N_("what a step takes away is what stays"),
    "straight": N_("the step points straight at the minimum"),
    "along contour": N_("the step follows the contour"),
    "below both": N_("between two points a convex loss lies below both"),
    "up to higher": N_("a convex loss may rise to the higher end between two points"),
    "always best": N_("every start finds the best minimum"),
    "basins alike": N_("each minimum attracts equally many starts"),
    "batch is share": N_("a minibatch sees only its share of the gradient"),
    "batch is sum": N_("a minibatch adds the gradients of its rows"),
    "size is nothing": N_("the size of a minibatch does not change its noise"),
    "size is square": N_("the variance falls with the square of the minibatch"),
    "no floor": N_("minibatch steps of one size arrive exactly"),
    "lr is speed": N_("the learning rate changes the speed only, not the floor"),
    "steps lower": N_("more steps lower the floor"),
    "all rows": N_("each step holds all rows in memory"),
    "adds up": N_("memory adds up over the epochs"),
    "order is nothing": N_("the order of the rows does not matter"),
}


@dataclass(frozen=True)
class Drawn:
    """One drawing of an item: the places of its words, the right value, {idea: wrong value}."""

    places: dict[str, float | str]
    right: float
    wrong: dict[str, float]

    def texts(self) -> list[str]:
        """The options as a reader sees them, the right one first."""
        return [shown(value) for value in (self.right, *self.wrong.values())]


@dataclass(frozen=True)
class Item:
    """A question (marked for translation) and what draws its numbers."""

    words: str
    draw: Callable[[np.random.Generator], Drawn]


@dataclass(frozen=True)
class Asked:
    """An item on a form: its places, the options in order, the idea of each (None: right)."""

    item: Item
    places: dict[str, float | str]
    options: tuple[str, ...]
    ideas: tuple[str | None, ...]

    def words(self) -> str:
        """The question in the language in use."""
        return _(self.item.words).format(**self.places)


def shown(value: float) -> str:
    """A number as the form prints it: four digits."""
    return f"{value + 0.0:.4g}"


def one_step(rng):
    b, g, lr = rng.integers(3, 9), one_of(rng, (-6, -5, -4, 4, 5, 6)), one_of(rng, (0.1, 0.2, 0.3))
    wrong = {"uphill": b + lr * g, "step is gradient": b - g, "step is lr": b - lr * np.sign(g)}
    return Drawn({"b": b, "g": g, "lr": lr}, b - lr * g, wrong)


def step_length(rng):
    g, lr = rng.integers(3, 12), one_of(rng, (0.1, 0.2, 0.4, 0.5))
    return Drawn({"g": g, "lr": lr}, lr * g, {"step is gradient": g, "step is lr": lr})


def limit(rng):
    c = one_of(rng, (4, 5, 8, 10, 16, 20))
    wrong = {"limit is fastest": 1 / c, "limit is one": 1, "limit grows": c / 2}
    return Drawn({"c": c}, 2 / c, wrong)


def past_the_minimum(rng):
    b, c, lr = rng.integers(2, 9), one_of(rng, (2, 3, 4)), one_of(rng, (1.3, 1.4, 1.6, 1.7))
    lr = round(lr / c, 2)
    wrong = {"never crosses": 0, "uphill": b + lr * c * b, "step is lr": b - lr}
    return Drawn({"b": b, "c": c, "lr": lr}, b - lr * c * b, wrong)


def two_steps(rng):
    b, c, lr = rng.integers(3, 12), one_of(rng, (1, 2, 3)), one_of(rng, (0.1, 0.2, 0.3))
    wrong = {"same steps": b - 2 * lr * c * b, "lr is the factor": b * lr**2}
    wrong["uphill"] = b * (1 + lr * c) ** 2
    return Drawn({"b": b, "c": c, "lr": lr}, b * (1 - lr * c) ** 2, wrong)


def two_directions(rng):
    steep, flat = one_of(rng, (10, 16, 20, 25, 40)), one_of(rng, (1, 2, 4, 5))
    wrong = {"flat limit": 2 / flat, "average limit": 4 / (steep + flat)}
    wrong["limit is fastest"] = 1 / steep
    return Drawn({"steep": steep, "flat": flat}, 2 / steep, wrong)


def flat_direction(rng):
    steep, flat = one_of(rng, (10, 20, 25, 50)), one_of(rng, (1, 2, 4))
    wrong = {"all alike": 0, "left is removed": flat / steep}
    return Drawn({"steep": steep, "flat": flat}, 1 - flat / steep, wrong)


def direction(rng):
    steep, flat = one_of(rng, (8, 10, 16, 20)), one_of(rng, (1, 2, 4))
    first, second = rng.integers(1, 6, 2)
    right = flat * second / (steep * first)
    wrong = {"straight": second / first, "along contour": -1 / right}
    return Drawn({"steep": steep, "flat": flat, "first": first, "second": second}, right, wrong)


def chord(rng):
    low, apart = rng.integers(2, 9), 2 * rng.integers(2, 8)
    wrong = {"below both": low, "up to higher": low + apart}
    return Drawn({"low": low, "high": low + apart}, low + apart / 2, wrong)


def starts(rng):
    n, basins, share = 60 * rng.integers(2, 9), one_of(rng, (3, 4)), one_of(rng, (15, 20, 40, 45))
    wrong = {"always best": n, "basins alike": n / basins}
    return Drawn({"n": n, "basins": basins, "share": share}, n * share / 100, wrong)


def minibatch_mean(rng):
    n, size, g = 100 * rng.integers(2, 9), one_of(rng, (10, 20, 50)), rng.integers(3, 15)
    wrong = {"batch is share": g * size / n, "batch is sum": g * size}
    return Drawn({"n": n, "size": size, "g": g}, g, wrong)


def minibatch_variance(rng):
    v, size = one_of(rng, (16, 32, 48, 64, 80)), one_of(rng, (4, 8, 16))
    return Drawn(
        {"v": v, "size": size}, v / size, {"size is nothing": v, "size is square": v / size**2}
    )


def floor_and_lr(rng):
    f, times = one_of(rng, (6, 12, 18, 24, 36)), one_of(rng, (2, 3, 4))
    return Drawn({"f": f, "times": times}, f / times, {"lr is speed": f, "no floor": 0})


def floor_and_steps(rng):
    f, times = one_of(rng, (6, 12, 18, 24, 36)), one_of(rng, (10, 20, 100))
    return Drawn({"f": f, "times": times}, f, {"steps lower": f / times, "no floor": 0})


def memory(rng):
    n, d, size = 1000 * rng.integers(20, 90), 125 * rng.integers(1, 9), one_of(rng, (200, 400, 800))
    epochs, mega = one_of(rng, (5, 10, 20)), 8 * d / 1e6
    wrong = {"all rows": n * mega, "adds up": epochs * size * mega}
    return Drawn({"n": n, "d": d, "size": size, "epochs": epochs}, size * mega, wrong)


def order(rng):
    n, size, start = 100 * rng.integers(1, 9), one_of(rng, (9, 11, 19)), rng.integers(1, 30)
    right, whole = start + (size - 1) / 2, start + (n - 1) / 2
    places = {"n": n, "size": size, "start": start, "end": start + n - 1}
    return Drawn(places, right, {"order is nothing": whole, "batch is share": whole * size / n})


ITEMS = (
    Item(N_("b = {b}, the gradient there is {g}, lr = {lr}. Where is b after one step?"), one_step),
    Item(N_("The gradient has the norm {g}, lr = {lr}. How long is the step?"), step_length),
    Item(N_("L(b) = {c}/2 b². Below which lr does gradient descent still converge?"), limit),
    Item(N_("L(b) = {c}/2 b², b = {b}, lr = {lr}. Where is b after one step?"), past_the_minimum),
    Item(N_("L(b) = {c}/2 b², b = {b}, lr = {lr}. Where is b after two steps?"), two_steps),
    Item(
        N_(
            "Two directions have the curvatures {steep} and {flat}. Below which lr do both "
            "converge?"
        ),
        two_directions,
    ),
    Item(
        N_(
            "The curvatures are {steep} and {flat}, and lr = 1/{steep}. What share of the error in "
            "the flat direction is left after one step?"
        ),
        flat_direction,
    ),
    Item(
        N_(
            "L = {steep}/2 b1² + {flat}/2 b2², and the point is ({first}, {second}). What is the "
            "slope of the step, its second part divided by its first?"
        ),
        direction,
    ),
    Item(
        N_(
            "A convex loss is {low} at one point and {high} at another. At most how large can it "
            "be half-way between them?"
        ),
        chord,
    ),
    Item(
        N_(
            "A loss has {basins} minima. {share} % of the starts lie where small steps lead to the "
            "best one. How many of {n} random starts find it, on average?"
        ),
        starts,
    ),
    Item(
        N_(
            "The mean of the gradients of {n} rows is {g}. What is the average of the mean over a "
            "random minibatch of {size} rows?"
        ),
        minibatch_mean,
    ),
    Item(
        N_(
            "The gradients of single rows have the variance {v}. What variance has the mean of "
            "{size} rows drawn with replacement?"
        ),
        minibatch_variance,
    ),
    Item(
        N_(
            "With a small lr, minibatch steps stay on average {f} above the smallest loss. About "
            "how far above, after long enough, with lr divided by {times}?"
        ),
        floor_and_lr,
    ),
    Item(
        N_(
            "Minibatch steps with a fixed lr have long been on average {f} above the smallest "
            "loss. About how far above, after {times} times as many steps?"
        ),
        floor_and_steps,
    ),
    Item(
        N_(
            "{n} rows of {d} numbers of 8 bytes lie on disk, and {size} rows are read for each "
            "step, for {epochs} epochs. How many MB of rows must be in memory at once?"
        ),
        memory,
    ),
    Item(
        N_(
            "The {n} values of y are sorted: {start}, one more, and so on to {end}. The minibatch "
            "takes the first {size} rows. What is its mean of y?"
        ),
        order,
    ),
)


def form(seed: str, name: str) -> list[Asked]:
    """The items of one form ("before" or "after") for this class's seed."""
    asked = []
    for number, item in enumerate(ITEMS):
        rng = generator(seed, "concept", str(number))
        drawn = pair(item, rng)[FORMS.index(name)]
        orders = [rng.permutation(len(drawn.texts())) for _form in FORMS]
        shuffled = orders[FORMS.index(name)]
        texts, ideas = drawn.texts(), (None, *drawn.wrong)
        asked.append(
            Asked(
                item,
                drawn.places,
                tuple(texts[i] for i in shuffled),
                tuple(ideas[i] for i in shuffled),
            )
        )
    return asked


def pair(item: Item, rng: np.random.Generator) -> list[Drawn]:
    """Two drawings with other numbers and another right answer, no two options of one alike."""
    found = []
    while len(found) < len(FORMS):
        drawn = item.draw(rng)
        alike = len(set(drawn.texts())) < len(drawn.texts())
        again = any(shown(drawn.right) == shown(one.right) for one in found)
        if not alike and not again:
            found.append(drawn)
    return found
