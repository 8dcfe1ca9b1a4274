"""A notebook that speaks a language: what it says by itself, and the letters of its figures."""

import sys
from typing import Any

from gdcore.arrays import refused
from gdlab.notebook import hangul
from gdlab.notebook.language import ENGLISH, use


def speak(language: str) -> None:
    """Say everything in this language from here on, "ko" for Korean, "en" for English.

    In figures, too. Raises ValueError for a language that is not there.
    """
    if not isinstance(language, str):
        came = type(language).__name__
        raise refused("language must be a language's two letters", came, 'speak("ko")')
    use(language)
    if language == ENGLISH and "matplotlib" not in sys.modules:
        return  # figures are English by themselves, and loading what draws them takes its time
    import matplotlib

    default = {"font.family": matplotlib.rcParamsDefault["font.family"]}
    here: dict[Any, Any] = default | hangul.settings()
    matplotlib.rcParams.update(here)
