"""The stage's own words, as a learner reads and hears them."""

from gdlab.notebook.language import _


def for_browser() -> dict[str, str]:
    """What the JavaScript says, by the names it uses."""
    return {
        "stage": _("picture that moves"),
        "panels": _("pictures"),
        "reset": _("reset"),
        "back": _("back"),
        "step": _("step"),
        "run": _("run"),
        "drag": _("drag, or move with the arrow keys"),
        "silent": _(
            "This needs Python, which does not answer: it is busy with another cell, or it is not "
            "running. If it is not running, run this cell."
        ),
        "dead": _("This needs Python, which is not running: run this cell."),
    }


def stands_still() -> str:
    """Below a picture where no widget lives."""
    return _("This picture stands still. In Jupyter, run its cell, and it moves.")


def without_script() -> str:
    """On a page, until its script has run, or where none may."""
    return _("Without JavaScript the picture stands still.")


def too_old() -> str:
    """On a page, where the browser cannot read what it holds."""
    return _("This browser is too old to move the picture: it stands still.")


def left_out(labels: str) -> str:
    """On a page, of the handles that Python answers."""
    return _(
        "Left out here: dragging ({labels}). That needs Python; the lesson's notebook has it."
    ).format(labels=labels)
