"""HTML and Markdown that students wrote, without anything that could act: the page's own cleaning.

Only the tags and attributes named here stay; every other tag is shown as the text it is. A picture
stays where it carries its own data. An address is shown and never asked for: on the teacher's own
server, even the address of a picture can be an order.
"""

import re
from html import escape

import jinja2
from bleach import Cleaner
from bleach.css_sanitizer import CSSSanitizer
from bs4 import BeautifulSoup
from mistune import import_plugin
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments.token import STANDARD_TYPES

LONG = 200_000  # characters; a longer text is shown as it was typed
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml")
BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
PICTURE = re.compile(
    rf"data:({'|'.join(map(re.escape, PICTURES))});base64,{BASE64.pattern}"
)  # an SVG, too: inside <img> it is a picture, and runs and loads nothing
COUNT = re.compile(r"\d{1,4}")
TAGS = set(
    "p br hr h1 h2 h3 h4 h5 h6 b i u s em strong del ins sub sup small mark code pre kbd samp var "
    "blockquote q ul ol li dl dt dd table caption thead tbody tfoot tr th td img span div details "
    "summary".split()
)
ATTRIBUTES = {
    "img": {"alt": None, "title": None, "src": PICTURE, "width": COUNT, "height": COUNT},
    "ol": {"start": COUNT},
}
CELL = {"colspan": COUNT, "rowspan": COUNT, "style": None, "align": re.compile("left|right|center")}
ATTRIBUTES["td"] = ATTRIBUTES["th"] = CELL
COLOURED = {"highlight", *STANDARD_TYPES.values()}  # the classes of highlighted code
PLUGINS = ("strikethrough", "table", "def_list")


def html(text):
    """HTML of which only what shows is left."""
    if len(text) > LONG:
        return typed(text)
    try:
        return _cleaner().clean(text)
    except RecursionError:  # tags in tags in tags
        return typed(text)


def output(text):
    """The same for what a program printed: its style sheets and scripts are nobody's words."""
    if len(text) > LONG:
        return ""
    try:
        soup = BeautifulSoup(text, "html.parser")
        for each in soup(["style", "script"]):
            each.decompose()
        return _cleaner(strip=True).clean(str(soup)).strip()
    except RecursionError:
        return ""


def typed(text):
    """The text as it was typed."""
    return f"<pre>{escape(text)}</pre>"


@jinja2.pass_context
def markdown2html(context, source):
    """nbconvert's filter of this name: Markdown to HTML, cleaned after it was made."""
    cell = context.get("cell") or {}
    return markdown(source, cell.get("attachments", {}))


def markdown(source, attachments=()):
    """Markdown as HTML that only shows; what cannot be read is shown as it was typed."""
    if len(source) > LONG:
        return typed(source)
    renderer = Shown(escape=False, exclude_anchor_links=True, attachments=dict(attachments))
    try:
        made = MarkdownWithMath(renderer, plugins=map(import_plugin, PLUGINS)).render(source)
    except Exception:  # a missing attachment, quotes in quotes in quotes: each fails in its own way
        return typed(source)
    return html(made)


class Shown(IPythonRenderer):
    """Addresses as text."""

    def link(self, text, url, title=None):
        return text if text == escape(url) else f"{text} ({escape(url)})"

    def image(self, text, url, title=None):
        source = self._embed_image_or_attachment(url)
        if PICTURE.fullmatch(source):
            return super().image(text, source, title)
        return f"{escape(text)} ({escape(url)})"

    def block_mermaidjs(self, code):
        return typed(code)


def _cleaner(strip=False):
    styles = CSSSanitizer(allowed_css_properties=["text-align"])
    return Cleaner(TAGS, _stays, {"data"}, strip=strip, strip_comments=True, css_sanitizer=styles)


def _stays(tag, name, value):
    """Whether an attribute stays. No id and no class of the page's own: they would pose as it."""
    if name == "class":
        return set(value.split()) <= COLOURED
    allowed = ATTRIBUTES.get(tag, {})
    return name in allowed and (allowed[name] is None or bool(allowed[name].fullmatch(value)))
