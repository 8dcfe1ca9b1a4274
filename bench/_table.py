"""What a measurement says: lines of one table, each a ratio from one run with its spread."""

import json
from datetime import date
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple

BEGIN, END = "<!-- measured: written by start.py bench --page -->", "<!-- end of measured -->"


class Line(NamedTuple):
    """`ratio` is the median of the rounds, half of which lie from low to high."""

    what: str
    ratio: float
    low: float
    high: float
    note: str = ""


def line(what, above, below=None, note=""):
    """The Line of above / below, two lists with a time a round; or of ratios, one a round."""
    ratios = above if below is None else [a / b for a, b in zip(above, below, strict=True)]
    low, _, high = quantiles(ratios, n=4) if len(ratios) > 1 else ratios * 3
    return Line(what, median(ratios), low, high, note)


def speed(size, times):
    """The best of some runs over `size` bytes, in words."""
    return f"{size / min(times) / 1e9:.1f} GB/s"


def text(found):
    """A Line, or a remark, as a line for the screen."""
    if isinstance(found, str):
        return f"  ({found})"
    spread = f"({digits(found.low)} to {digits(found.high)})"
    return f"  {found.what:<64} {digits(found.ratio):>7}  {spread:<17} {found.note}".rstrip()


def digits(ratio):
    return f"{ratio:.2f}" if ratio < 9.95 else f"{ratio:,.0f}"


def record(machine, measured):
    """All that was measured, for keeping: measured is {measurement: its Lines and remarks}."""
    lines = {
        name: [found if isinstance(found, str) else found._asdict() for found in each]
        for name, each in measured.items()
    }
    return {"machine": machine, "date": date.today().isoformat(), "measured": lines}


def write_json(path, kept):
    Path(path).write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def write_page(path, kept):
    """Put the table between the two marks of a page; ValueError where it has none."""
    page = Path(path).read_text(encoding="utf-8")
    if BEGIN not in page or END not in page:
        raise ValueError(f"{path} must hold the lines {BEGIN!r} and {END!r}")
    before, rest = page.split(BEGIN)
    middle = "\n".join(markdown(kept))
    Path(path).write_text(f"{before}{BEGIN}\n\n{middle}\n\n{END}{rest.split(END)[1]}", "utf-8")


def markdown(kept):
    """The record as lines of Markdown, a table a measurement."""
    yield f"{kept['date']}, on {kept['machine']}."
    for name, found in kept["measured"].items():
        yield f"\n### {name}\n"
        lines = [Line(**each) for each in found if not isinstance(each, str)]
        if lines:
            yield "| what | ratio | half of the rounds | |"
            yield "| --- | ---: | --- | --- |"
        for each in lines:
            spread = f"{digits(each.low)} to {digits(each.high)}"
            yield f"| {each.what} | {digits(each.ratio)} | {spread} | {each.note} |"
        yield from (f"\n{remark}" for remark in found if isinstance(remark, str))
