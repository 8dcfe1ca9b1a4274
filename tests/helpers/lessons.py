"""A lesson's text and cells, for tests that work its figures out again."""

from tools import build


def lesson(number):
    """The file of lesson "01"."""
    (path,) = build.LESSONS.glob(f"{number}_*.md")
    return path


def prose(number):
    """All that stands in a lesson, in one line."""
    return " ".join(lesson(number).read_text(encoding="utf-8").split())


def made(number, name, place=None):
    """What the code cell that says `def name` makes of the names in `place`, under that name."""
    place = {} if place is None else place
    cells = [c.source for c in build.read(lesson(number)).cells if c.cell_type == "code"]
    (source,) = [source for source in cells if f"def {name}(" in source]
    exec(source, place)
    return place[name]


def asked(question, seeds=50):
    """(text, options, answer) of a question for each seed; the options are distinct and hold it."""
    for seed in range(seeds):
        text, options, answer = question(seed)
        assert answer in options and len(options) >= 3, (seed, text, options)
        yield text, options, answer
