"""Code that an answer to these sets never needs: named, so that the teacher has a look.

A flag takes no mark away. The tests run elsewhere (outside.py), so what is named here makes no
marks; it is what a reader would want to have read.
"""

import re

from coursework.halflost import plain
from gdlab.notebook.language import N_, _

WORDS = {
    "ast_transformers": N_("rewrites code before it runs"),
    "run_cell": N_("runs cells of its own"),
    "get_ipython": N_("talks to the machinery that runs the tests"),
    "inspect": N_("looks at other code while it runs"),
    "_getframe": N_("looks at other code while it runs"),
    "f_back": N_("looks at other code while it runs"),
    "displayhook": N_("changes how results are shown"),
    "set_trace": N_("starts a debugger"),
    "__builtins__": N_("changes Python's own functions"),
    "builtins": N_("changes Python's own functions"),
    "coursework": N_("uses the package that judges"),
    "judge": N_("uses the package that judges"),
    "modules": N_("touches modules already loaded"),
    "sqlite3": N_("opens a database"),
    "gradebook": N_("names the gradebook"),
    "subprocess": N_("starts programs"),
    "system": N_("starts programs"),
    "popen": N_("starts programs"),
    "fork": N_("starts processes"),
    "_exit": N_("ends its own process"),
    "kill": N_("ends processes"),
    "socket": N_("opens the network"),
    "urllib": N_("opens the network"),
    "requests": N_("opens the network"),
    "ctypes": N_("reaches past Python"),
    "NBGRADER_EXECUTION": N_("asks whether it is being graded"),
}
SHELL = re.compile(r"^\s*[!%]", re.M)


COMMENT = re.compile(r"#.*")


def flags(notebook, release):
    """Sentences, one a suspicious word, for the code that was not handed out with the set."""
    given = {plain(cell.source) for cell in release.cells}
    theirs = set(re.findall(r"\w+", "\n".join(given)))
    found = set()
    for cell in notebook.cells:
        if cell.cell_type != "code" or plain(cell.source) in given:
            continue
        if cell.metadata.get("nbgrader", {}).get("locked"):
            continue  # the original will run, whatever stands here
        words = set(re.findall(r"\w+", COMMENT.sub("", cell.source))) - theirs
        found |= {f"{_(what)} ({word})" for word, what in WORDS.items() if word in words}
        if SHELL.search(cell.source):
            found.add(_("runs a shell or magic command (! or %)"))
    return sorted(found)
