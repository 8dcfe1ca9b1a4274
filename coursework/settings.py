"""What a class decides for itself: course.toml in its folder, which its teacher may edit."""

import tomllib

from coursework.trouble import Trouble
from gdlab.notebook.language import ENGLISH, languages

FILE = "course.toml"
TEXT = """\
# This class. What stands here holds from the next command on.

language = "{language}"  # of its sets, of what its checks say, of its feedback
"""


def language(root) -> str:
    """The two letters of a course's language: English where the course is older than the file.

    Raises Trouble for a file that cannot be read, or a language that is not there.
    """
    found = read(root).get("language", ENGLISH)
    if found not in languages():
        raise Trouble(f"{root / FILE} says language = {found!r}: write one of {_choices()}.")
    return found


def read(root) -> dict:
    """All that the file says. Raises Trouble with the line where it is no TOML."""
    try:
        return tomllib.loads((root / FILE).read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Trouble(f"{root / FILE} cannot be read: {error}. Mend that line.") from None


def text(chosen: str) -> str:
    """A new course's file. Raises Trouble for a language that is not there."""
    if chosen not in languages():
        raise Trouble(f"There is no language {chosen!r}: choose one of {_choices()}.")
    return TEXT.format(language=chosen)


def _choices():
    return " and ".join(f'"{each}"' for each in languages())
