"""Settings of Sphinx for the book; tools/book/__main__.py prepares its pages."""

from tools.book.mathml import add_renderer

project = "Gradient descent for linear regression"
author = "the course"
html_title = project
extensions = ["myst_nb", "sphinx.ext.autodoc"]
exclude_patterns = ["_build"]
myst_enable_extensions = ["dollarmath", "amsmath"]
myst_heading_anchors = 3
nb_execution_mode = "off"
nb_merge_streams = True
html_theme = "furo"
html_css_files = ["book.css"]
html_js_files = ["stages.js", "forms.js"]
html_copy_source = False
html_show_sourcelink = False
html_show_search_summary = False  # it is fetched, which a page in a folder may not
html_math_renderer = "mathml"
html_theme_options = {"navigation_with_keys": False}
autodoc_member_order = "bysource"
autodoc_typehints = "none"
suppress_warnings = ["mystnb.unknown_mime_type", "myst.header"]


def as_it_stands(app, what, name, thing, options, lines):
    """Docstrings are sentences and shapes, not markup."""
    if any(line.strip() for line in lines):
        lines[:] = ["::", "", *(f"   {line}" for line in lines), ""]


def setup(app):
    add_renderer(app)
    app.connect("autodoc-process-docstring", as_it_stands)
