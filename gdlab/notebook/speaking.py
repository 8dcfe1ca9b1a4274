"""A notebook that speaks a language: what it says by itself, and the letters of its figures."""

from gdcore.arrays import refused
from gdlab.notebook import hangul, language


def speak(name: str) -> None:
    """Say everything in this language from here on, "ko" for Korean, "en" for English.

    In figures, too. Raises ValueError for a language that is not there.
    """
    import matplotlib

    if not isinstance(name, str):
        raise refused("name must be a language's two letters", type(name).__name__, 'speak("ko")')
    language.use(name)
    default = {"font.family": matplotlib.rcParamsDefault["font.family"]}
    for setting, value in (default | hangul.settings()).items():
        matplotlib.rcParams[setting] = value
