"""Formulas as MathML, which browsers set by themselves: no script, no font from elsewhere."""

import re

from latex2mathml.converter import convert


def formula(latex: str, display: str = "inline") -> str:
    """MathML of a formula as lessons write it."""
    return convert(re.sub(r"\\label\{[^}]*\}", "", latex).strip(), display=display)


def _inline(self, node):
    from docutils.nodes import SkipNode

    self.body.append(formula(node.astext()))
    raise SkipNode


def _block(self, node):
    from docutils.nodes import SkipNode

    self.body.append(f'<div class="math">{formula(node.astext(), "block")}</div>')
    raise SkipNode


def add_renderer(app) -> None:
    """Tell Sphinx."""
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))
