"""A course folder made safe to look at: its nbgrader_config.py, and what earlier versions left.

Every command begins with this. A few lines at the end of nbgrader_config.py are ours; all else in
it is the teacher's own and stays. nbgrader itself reads them, so that formgrader is safe however
it was started.
"""

import json
import os
import secrets

from coursework.course import CONFIG, one_run, write
from coursework.intake import ORIGIN, stored
from coursework.trouble import Trouble

DONE, VERSION = ".looked-through", "1"  # the file that says which version cleaned this folder
HEAD = "# What students wrote is shown and never run. The course's commands keep these lines;"
TAIL = "# ... write your own above them."
STEP = "coursework.looking.harmless.Harmless"
FILTERS = {"markdown2html": "coursework.looking.markup.markdown2html"}
LINES = """{head}
c = get_config()  # noqa: F821
c.HTMLExporter.preprocessors = {steps!r}
c.HTMLExporter.filters = {filters!r}
c.Execute.store_widget_state = False  # JupyterLab runs what stands there
{tail}
"""


def mend(course):
    """The course, mended. Raises Trouble where its nbgrader_config.py cannot be read."""
    _config(course)
    try:
        done = (course.root / DONE).read_text() == VERSION
    except FileNotFoundError:
        done = False
    if not done:
        with one_run(course):
            _uploads(course)
            _notebooks(course)
            write(course.root / DONE, VERSION)
    return course


def _config(course):
    path = course.root / CONFIG
    text = path.read_text(encoding="utf-8")
    own = _own(text)
    wanted = f"{own.rstrip()}\n\n{_lines(course, own)}"
    if text != wanted:
        write(path, wanted)


def _own(text):
    """The file without our lines, wherever they stand."""
    before, head, rest = text.partition(HEAD)
    return before + rest.partition(f"{TAIL}\n")[2] if head else text


def _lines(course, own):
    """Ours, which keep what the teacher has set of the same settings."""
    steps, filters = [], {}
    if "HTMLExporter" in own:
        about = _settings(course, own).HTMLExporter
        steps = _value(about, "preprocessors", list)
        filters = _value(about, "filters", dict)
    if not all(isinstance(each, str) for each in (*steps, *filters.values())):
        raise Trouble(
            f"{course.root / CONFIG} sets HTMLExporter.preprocessors or .filters to classes or "
            'functions. Write their names instead, as in "package.module.Name".'
        )
    steps = [*(each for each in steps if each != STEP), STEP]
    return LINES.format(head=HEAD, steps=steps, filters=filters | FILTERS, tail=TAIL)


def _settings(course, own):
    from traitlets.config import PyFileConfigLoader

    name = f".{CONFIG}.{os.getpid()}.{secrets.token_hex(4)}.py"  # two commands never share it
    beside = course.root / name  # where the file itself stands: it asks
    write(beside, own)
    try:
        return PyFileConfigLoader(beside.name, path=str(course.root)).load_config()
    except Exception as error:  # it is a program, and fails as programs do
        raise Trouble(f"{course.root / CONFIG} cannot be read: {error!r}. Mend it.") from None
    finally:
        beside.unlink()


def _value(about, name, kind):
    from traitlets.config import LazyConfigValue

    value = about.get(name, kind())
    return value.get_value(kind()) if isinstance(value, LazyConfigValue) else kind(value)


def _uploads(course):
    """Names under which nothing is run, as collecting gives them since."""
    for pattern in ("*/*/*", "*/.earlier/*/*/*"):
        for path in sorted((course.root / "downloaded").glob(pattern)):
            if path.name == ORIGIN or not path.is_file() or path.name == stored(path.name):
                continue
            path.rename(path.with_name(stored(path.name)))
            _say_so(path.with_name(ORIGIN), path.name)


def _say_so(origin, name):
    try:
        about = json.loads(origin.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    if about.get("file") == name:
        about["file"] = stored(name)
        write(origin, json.dumps(about, indent=1, ensure_ascii=False) + "\n")


def _notebooks(course):
    """What grading wrote before it cleaned."""
    paths = [p for f in ("autograded", "submitted") for p in course.root.glob(f"{f}/*/*/*.ipynb")]
    if not paths:
        return
    import nbformat

    from coursework.looking.harmless import notebook

    for path in sorted(paths):
        try:
            text = path.read_text(encoding="utf-8")
            clean = nbformat.writes(notebook(nbformat.reads(text, as_version=4)))
        except (OSError, ValueError, RecursionError, nbformat.ValidationError):
            continue  # no notebook: Jupyter cannot open it either
        rights = path.stat().st_mode
        os.chmod(path.parent, path.parent.stat().st_mode | 0o300)
        write(path, clean)
        os.chmod(path, rights)
