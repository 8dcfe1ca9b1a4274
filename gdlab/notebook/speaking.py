"""A notebook that speaks a language: what it says by itself, and the letters of its figures."""

from gdlab.notebook import hangul, language


def speak(name: str) -> None:
    """Say everything in this language from here on, "ko" for Korean, "en" for English.

    In figures, too. Raises ValueError for a language that is not there.
    """
    import matplotlib

    language.use(name)
    default = {"font.family": matplotlib.rcParamsDefault["font.family"]}
    matplotlib.rcParams.update(default | hangul.settings())
