"""Lesson 10: how many rows a block may have, so that everything held fits into a memory."""

from math import ceil

from gdlab.exercises.engine import Case, Designs, Exercise, Mistake, few, read
from gdlab.notebook.language import N_

RECIPE = """d, ahead = rng.integers(100, 900), rng.integers(2, 9)
memory = int((rng.integers(30, 300) + rng.uniform(0.1, 0.9)) * (5 + ahead) * d)"""


def rows_in_a_block(memory, d, ahead):
    return memory // (d + 4 * d + ahead * d)


HELD = {  # words: (d, ahead) -> bytes that one row of a block needs
    "": lambda d, ahead: (5 + ahead) * d,
    N_("the block in hand is still there as bytes, too, while it becomes floats: d bytes more."): (
        lambda d, ahead: (4 + ahead) * d
    ),
    N_("the floats are missing: four bytes for each number of the block in hand."): (
        lambda d, ahead: (1 + ahead) * d
    ),
    N_("only the blocks ahead are counted: the one in hand is there as bytes and as floats."): (
        lambda d, ahead: ahead * d
    ),
    N_("the blocks ahead are missing: each of them has d bytes a row."): lambda d, ahead: 5 * d,
    N_("only the floats of the block in hand are counted: its bytes and those ahead are there."): (
        lambda d, ahead: 4 * d
    ),
    N_("only one row of bytes is counted: there are floats, and blocks ahead."): (
        lambda d, ahead: d
    ),
    N_("the blocks ahead are bytes still: only the block in hand has floats."): (
        lambda d, ahead: 5 * (1 + ahead) * d
    ),
    N_("the blocks ahead are bytes still: one byte a number, not four."): (
        lambda d, ahead: (5 + 4 * ahead) * d
    ),
    N_("everything is counted as floats: what is read is bytes."): (
        lambda d, ahead: 4 * (1 + ahead) * d
    ),
    N_("everything is counted as floats, and the bytes once more: what is read is bytes."): (
        lambda d, ahead: (8 + 4 * ahead) * d
    ),
    N_("a float32 has four bytes, not eight."): lambda d, ahead: (9 + ahead) * d,
    N_("a float32 has four bytes, not two."): lambda d, ahead: (3 + ahead) * d,
    N_("the blocks ahead do not multiply the floats: add them."): lambda d, ahead: 4 * ahead * d,
    N_("the blocks ahead do not multiply what is in hand: add them."): (
        lambda d, ahead: 5 * ahead * d
    ),
    N_("one block too many is counted as bytes: one in hand, and those ahead."): (
        lambda d, ahead: (6 + ahead) * d
    ),
    N_("a row has d numbers, each of them counts: multiply by d."): lambda d, ahead: 5 + ahead,
    N_("d is missing at the blocks ahead: each of their rows has d bytes."): (
        lambda d, ahead: 5 * d + ahead
    ),
    N_("the memory is divided by the blocks alone: a row of a block has d bytes, or 4 d."): (
        lambda d, ahead: 1 + ahead
    ),
}
ROUNDED = {
    "": lambda rows: int(rows // 1),
    N_("a block has whole rows: round down, with //."): float,
    N_("it is rounded up: then the last row does not fit. Round down, with //."): ceil,
    N_("it is rounded to the nearest: round down, with //, or the last row may not fit."): (
        lambda rows: round(rows)
    ),
    N_("one row more would fit."): lambda rows: rows // 1 - 1,
    N_("this is half of what would fit."): lambda rows: rows / 2 // 1,
    N_("this is one row too many."): lambda rows: rows // 1 + 1,
}


def mistakes():
    """Wrong bytes a row, wrong rounding, or both; the bytes themselves."""
    for words, (held, rounded) in few(HELD, ROUNDED):
        if held is not HELD[""] and rounded not in (ROUNDED[""], float):
            continue  # which rounding it is, other bytes a row do not tell
        yield Mistake(lambda m, d, a, held=held, r=rounded: r(m / held(d, a)), words)
    for held in HELD.values():
        yield Mistake(
            lambda m, d, a, held=held: held(d, a),
            N_("these are the bytes of a row; how many rows fit into the memory is asked for."),
        )
        yield Mistake(
            lambda m, d, a, held=held: held(d, a) / m,
            N_("this is upside down: the memory is divided by the bytes of a row."),
        )


EXERCISE = Exercise(
    right=rows_in_a_block,
    lesson=10,
    designs=Designs(
        RECIPE,
        tuple(range(1, 13)),
        (
            Case((6000, 20, 0), N_("with nothing read ahead"), edge=True),
            Case(
                (700, 100, 3),
                N_("where not one row fits"),
                edge=True,
                words=N_("where not one row fits, the answer is 0: {said}."),
            ),
        ),
    ),
    mistakes=mistakes,
    read=read.number,
    praise=N_("Right: whatever n is, and with room for what is read ahead."),
    hints=(
        N_("How many bytes does one row of the block in hand need, as bytes and as float32?"),
        N_("Each block ahead adds d bytes a row. `memory // 7` says how often 7 bytes fit."),
    ),
)
