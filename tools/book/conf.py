"""Settings of Sphinx for the book; tools/book/__main__.py prepares its pages."""

import re
from pathlib import Path

from gdlab.notebook.language import spoken
from tools.book import languages, slides
from tools.book.mathml import add_renderer
from tools.book.search import Korean

language = spoken()
project = languages.title()
author = "the course"
html_title = project
extensions = ["myst_nb", "sphinx.ext.autodoc"]
exclude_patterns = ["_build"]
templates_path = [str(Path(languages.__file__).parent / "templates")]
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
html_use_index = html_domain_indices = not languages.up(language)  # of docstrings
html_math_renderer = "mathml"
LESSON = re.compile("(?!00)[01a][0-9]_")
# its bar on every page, where templates/page.html has the ways to the slides and the twin
html_theme_options = {"navigation_with_keys": False, "announcement": "twin"}
autodoc_member_order = "bysource"
autodoc_typehints = "none"
suppress_warnings = ["mystnb.unknown_mime_type", "myst.header"]


def as_it_stands(app, what, name, thing, options, lines):
    """Docstrings are sentences and shapes, not markup."""
    if any(line.strip() for line in lines):
        lines[:] = ["::", "", *(f"   {line}" for line in lines), ""]


def speak(app):
    """The theme's own words, too."""
    environment, sphinx = app.builder.templates.environment, app.translator
    one = lambda text: languages.said(sphinx.gettext, text)  # noqa: E731
    environment.install_gettext_callables(one, sphinx.ngettext)


def lead(app, page, template, context, doctree):
    """What templates/page.html needs; and a lesson's slides, which are its page cut up."""
    context["ways"] = languages.linked(page)
    if LESSON.match(page):
        there = slides.written(page, context["body"], Path(app.outdir))
        context["ways"] = f'<a href="{there}">{slides.title()}</a> · {context["ways"]}'
    context["alternates"] = languages.alternates(page)


def setup(app):
    add_renderer(app)
    app.add_search_language(Korean)
    app.connect("autodoc-process-docstring", as_it_stands)
    app.connect("builder-inited", speak)
    app.connect("html-page-context", lead)
