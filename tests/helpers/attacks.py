"""What a student may put into a notebook to have the teacher's browser act for it.

A program that runs says "RAN" in the browser's console, and "READ" with what it could read of the
course's secret seed. What acts without a program leaves another sign, in the page or at the server.
"""

import base64
import json
import re
from dataclasses import dataclass, field
from urllib.parse import quote

import anywidget
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output, new_raw_cell

RUN = "console.log('RAN');fetch('/files/seed.txt').then(r=>r.text()).then(t=>console.log('READ',t))"
ASK = "/files/seed.txt?asked=1"  # a request that no page of ours makes
PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGNg+M+AFWEXHbQSACj/P8Fu7N9hAAAA"
    "AElFTkSuQmCC"
)
FRAME = base64.b64encode(b"<script>console.log('RAN')</script>").decode()
REPEATED = quote(f'";{RUN}//', safe="")
HOOK = f'<img src=x onerror="{RUN}">'
CONFIG = "downloaded/toy/mallory/nbgrader_config.py"  # where earlier versions kept an upload
PROGRAM = "import pathlib; pathlib.Path('ran-as-teacher').touch()"
COVER = "position:fixed;top:0;left:0;width:100vw;height:100vh;z-index:99999;background:white"
VERSION = f"~{anywidget.__version__}"
SAVED = {  # the state of a widget, as a notebook stores it: its program runs when it is restored
    "model_name": "AnyModel",
    "model_module": "anywidget",
    "model_module_version": VERSION,
    "state": {
        "_esm": f"export default {{ initialize() {{ {RUN} }}, render() {{ {RUN} }} }}",
        "_anywidget_id": "a.b",
        "_model_module": "anywidget",
        "_model_name": "AnyModel",
        "_model_module_version": VERSION,
        "_view_module": "anywidget",
        "_view_name": "AnyView",
        "_view_module_version": VERSION,
    },
}
WIDGETS = {
    "application/vnd.jupyter.widget-state+json": {
        "state": {"abc": SAVED},
        "version_major": 2,
        "version_minor": 0,
    }
}


@dataclass
class Attack:
    """Words for the answer in Markdown, cells beside it; what is clicked; and the sign it leaves.

    sign: "ran" (in the console), "asked" (the server for ASK), "program" (run by the server), or
    an expression that is true in a page that was changed.
    """

    words: str = "An answer."
    cells: list = field(default_factory=list)
    click: str = ""  # the text of what a teacher would click
    sign: str = "ran"
    metadata: dict = field(default_factory=dict)  # of the words' cell
    student: str = "mallory"  # kim's name on the platform is one


def shows(data, **about):
    """A cell with this output."""
    return [new_code_cell("show()", outputs=[new_output("display_data", data=data, **about)])]


ATTACKS = {
    "script": Attack(f"<script>{RUN}</script>"),
    "script of an address": Attack(f'<script src="data:text/javascript,{quote(RUN)}"></script>'),
    "handler of a picture": Attack(HOOK),
    "handler that opens": Attack(f'<details open ontoggle="{RUN}">more</details>'),
    "handler in a sentence": Attack(f'so *it* <b onpointerenter="{RUN}">works</b>', click="works"),
    "link in Markdown": Attack(f"[my source](javascript:{quote(RUN)})", click="my source"),
    "link in HTML": Attack(f'<a href="java&#10;script:{RUN}">my source</a>', click="my source"),
    "link by reference": Attack(
        f"see [my source]\n\n[my source]: javascript:{quote(RUN)}", click="my source"
    ),
    "link to a page that repeats it": Attack(
        f"[my source](/formgrader/manage_students/{REPEATED})",
        click="my source",
    ),
    "SVG": Attack(f'<svg onload="{RUN}"><circle r="9"/></svg>'),
    "SVG with a script": Attack(f"<svg><script>{RUN}</script></svg>"),
    "SVG with a link": Attack(
        f'<svg width="99" height="40"><a xlink:href="javascript:{quote(RUN)}">'
        '<text y="20">my source</text></a></svg>',
        click="my source",
    ),
    "MathML": Attack(f"<math><mtext>{HOOK}</mtext></math>"),
    "MathML around a style sheet": Attack(f"<math><mglyph><style>{HOOK}</style></mglyph></math>"),
    "mathematics": Attack(f"$x${HOOK}$y$ and $${HOOK}$$"),
    "frame with a document": Attack(f'<iframe srcdoc="<script>{RUN}</script>"></iframe>'),
    "frame with a script": Attack(f'<iframe src="javascript:{quote(RUN)}"></iframe>'),
    "frame with data": Attack(f'<iframe src="data:text/html;base64,{FRAME}"></iframe>'),
    "object with data": Attack(f'<object data="data:text/html;base64,{FRAME}"></object>'),
    "code block of another kind": Attack(f"```mermaid\n{HOOK}\n```"),
    "attachment that is missing": Attack(
        "![a](attachment:a)", sign="document.getElementById('words') === null"
    ),
    "form": Attack(
        f'<form action="{ASK.split("?")[0]}"><button name="asked" value="1">More</button></form>',
        click="More",
        sign="asked",
    ),
    "picture of the server": Attack(f"![a]({ASK})", sign="asked"),
    "picture in HTML": Attack(f'<img src="{ASK}">', sign="asked"),
    "background": Attack(f'<p style="background:url({ASK})">x</p>', sign="asked"),
    "sheet of another place": Attack(f'<link rel="stylesheet" href="{ASK}">', sign="asked"),
    "page that moves on": Attack(
        f'<meta http-equiv="refresh" content="0; url={ASK}">', sign="asked"
    ),
    "base": Attack(
        '<base href="http://example.org/">', sign="document.baseURI.includes('example')"
    ),
    "style that covers": Attack(
        f'<div style="{COVER}">Next</div>',
        sign="document.elementFromPoint(600, 20).style.position === 'fixed'",
    ),
    "style sheet": Attack(
        "<style>.navbar { display: none }</style>",
        sign="getComputedStyle(document.querySelector('.navbar')).display === 'none'",
    ),
    "class of the page": Attack(
        '<div class="navbar-fixed-top modal-backdrop">Next</div>',
        sign="document.elementFromPoint(600, 20).className.includes('backdrop')",
    ),
    "id of another field": Attack(
        '<b id="test_loss">x</b>',
        sign="document.getElementById('test_loss').tagName !== 'INPUT'",
    ),
    "HTML": Attack(cells=shows({"text/html": f"<script>{RUN}</script>"})),
    "HTML of its own frame": Attack(
        cells=shows(
            {"text/html": "<script>console.log('RAN')</script>"},
            metadata={"text/html": {"isolated": True}},
        )
    ),
    "JavaScript": Attack(cells=shows({"application/javascript": RUN})),
    "Markdown as output": Attack(cells=shows({"text/markdown": HOOK})),
    "width of a picture": Attack(
        cells=shows(
            {"image/png": PNG},
            metadata={"image/png": {"width": f"1 onload={RUN.replace(' ', '')}"}},
        )
    ),
    "place of a picture": Attack(
        cells=shows({"image/png": PNG}, metadata={"filenames": {"image/png": ASK}}), sign="asked"
    ),
    "raw cell": Attack(
        cells=[new_raw_cell('<b id="test_sign">x</b>')],
        sign="document.getElementById('test_sign').tagName !== 'INPUT'",
    ),
    "name of a question": Attack(
        metadata={
            "nbgrader": {
                "grade_id": f'">{HOOK}',
                "grade": True,
                "solution": True,
                "points": 1,
                "locked": False,
                "task": False,
                "schema_version": 3,
            }
        }
    ),
    "name of a student": Attack(student="kim"),
    "picture that is an order": Attack(  # the last: where it works, formgrader leaves the course
        "![a](/formgrader?path=downloaded/toy/mallory)", sign="program"
    ),
}


def _can_stand_with_others(attack):
    """It runs by itself, and needs neither a click nor a whole page; its program can have a name.

    What a frame brings along in base64 cannot.
    """
    alone = attack.click or attack.metadata or attack.student != "mallory" or FRAME in attack.words
    return attack.sign == "ran" and not alone


TOGETHER = [name for name, attack in ATTACKS.items() if _can_stand_with_others(attack)]


def signed(name):
    """The words that its program says instead of RAN and READ, where several stand together."""
    mark = re.sub(r"\W+", "-", name)
    return f"RAN-{mark}.", f"READ-{mark}."


def _named(cell, name):
    ran, read = signed(name)
    text = json.dumps(cell).replace("RAN", ran).replace("READ", read)
    return json.loads(text, object_hook=NotebookNode)


def together():
    """One attack of all that can stand together, each in cells of its own, with its own words."""
    cells = []
    for name in TOGETHER:
        attack = ATTACKS[name]
        cells += [_named(cell, name) for cell in [new_markdown_cell(attack.words), *attack.cells]]
    return Attack(cells=cells)


def put(book, attack):
    """A graded notebook with this attack in it, as an earlier version would have left it."""
    (words,) = (c for c in book.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "words")
    words.source = attack.words
    words.metadata.update(attack.metadata)
    book.cells[:0] = attack.cells
    return book


def everything(book):
    """All of them in one notebook, with saved widgets, for JupyterLab and for the feedback."""
    for attack in ATTACKS.values():
        if attack.sign == "ran":
            book.cells.append(new_markdown_cell(attack.words))
            book.cells += json.loads(json.dumps(attack.cells), object_hook=NotebookNode)
    for cell in book.cells:
        cell.metadata["trusted"] = True
    book.metadata["widgets"] = WIDGETS
    return book
