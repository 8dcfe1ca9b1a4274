"""Formgrader's pages and the JupyterLab around them, told to run nothing but their own programs.

This comes second: what students wrote is cleaned before it reaches a page (markup, harmless). A
browser that obeys a Content-Security-Policy would not run it even so.
"""

import base64
import hashlib
import re
import secrets
import sys
from functools import cache
from pathlib import Path
from urllib.parse import urljoin

from jinja2.ext import Extension
from tornado.web import RequestHandler

from coursework import byhand

NONCE = secrets.token_urlsafe(16)  # the word by which a page knows its own scripts
# JupyterLab checks its settings with eval; programs that come in as data (blob:) do not run
LAB = (
    "script-src 'self' 'unsafe-eval' {own}",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'self'",
)
POLICY = "Content-Security-Policy"


class Marked(Extension):
    """A page's own scripts, marked in its template, before anything is put into it."""

    def preprocess(self, source, name, filename=None):
        return source.replace("<script", f'<script nonce="{NONCE}"')


def template(exporter):
    """Mark the scripts of formgrader's page of one submission, an nbconvert exporter's template."""
    if exporter.template_name == "formgrade":
        exporter.environment.add_extension(Marked)


def pages():
    """Guard the Jupyter server that this process is; elsewhere do nothing."""
    server = _server()
    if server is None:
        return
    from nbgrader.server_extensions.formgrader import base, handlers

    headers = dict(server.web_app.settings.get("headers", {}))
    if "script-src" not in headers.get(POLICY, ""):
        policy = "; ".join(LAB).format(own=_shells())
        headers[POLICY] = "; ".join(filter(None, (headers.get(POLICY), policy)))
        server.web_app.settings["headers"] = headers
    base.BaseHandler.content_security_policy = property(_formgrader)
    base.BaseHandler.render = _render
    handlers.FormgraderHandler.get_argument = _without_path
    byhand.listen()
    handlers.SubmissionFilesHandler.content_security_policy = "sandbox; default-src 'none'"


def _server():
    module = sys.modules.get("jupyter_server.serverapp")
    if module is None or not module.ServerApp.initialized():
        return None
    server = module.ServerApp.instance()
    return server if hasattr(server, "web_app") else None


def _formgrader(handler):
    """The policy of formgrader's pages. MathJax, which they load, needs eval; pictures are data."""
    mathjax = urljoin(handler.settings["nbgrader_exporter"].mathjax_url, ".")
    own = f"'self' 'nonce-{NONCE}' 'unsafe-eval' 'unsafe-hashes' {_clicks()}"
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {own} {mathjax}",
            f"style-src 'self' 'unsafe-inline' {mathjax}",
            f"font-src 'self' data: {mathjax}",
            "img-src data:",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'self'",
        )
    )


@cache
def _clicks():
    """The few scripts that stand in formgrader's own buttons, by their digests."""
    from nbgrader.server_extensions.formgrader.handlers import template_path

    return _digests(Path(template_path).rglob("*.*"), r'(?i)onclick="([^"{}]*)"')


@cache
def _shells():
    """The scripts that stand in the pages of JupyterLab and of Notebook themselves."""
    import notebook
    from jupyterlab.commands import get_app_dir

    pages = [Path(get_app_dir(), "static", "index.html")]
    pages += Path(notebook.__file__).with_name("templates").glob("*.html")
    return _digests(pages, r"<script>(.*?)</script>")


def _digests(paths, pattern):
    texts = [path.read_text(encoding="utf-8") for path in paths if path.is_file()]
    found = {each for text in texts for each in re.findall(pattern, text, re.S)}
    return " ".join(f"'sha256-{_sha256(each)}'" for each in sorted(found))


def _sha256(text):
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _render(handler, name, **about):
    """formgrader's own, which puts names and addresses into its lists without escaping them."""
    environment = handler.settings["nbgrader_jinja2_env"]
    if not environment.autoescape:
        environment.autoescape = True
        environment.add_extension(Marked)
    return environment.get_template(name).render(**about)


def _without_path(handler, name, *rest, **more):
    """/formgrader?path=FOLDER runs the nbgrader_config.py of that folder: not by way of a link."""
    if name == "path":
        return ""
    return RequestHandler.get_argument(handler, name, *rest, **more)
