"""Code that an answer to these sets never needs: named, so that the teacher has a look.

A flag takes no mark away. The tests run elsewhere (outside.py), so what is named here makes no
marks; it is what a reader would want to have read.
"""

import re

from coursework.halflost import plain

WORDS = {
    "ast_transformers": "rewrites code before it runs",
    "run_cell": "runs cells of its own",
    "get_ipython": "talks to the machinery that runs the tests",
    "inspect": "looks at other code while it runs",
    "_getframe": "looks at other code while it runs",
    "f_back": "looks at other code while it runs",
    "displayhook": "changes how results are shown",
    "set_trace": "starts a debugger",
    "__builtins__": "changes Python's own functions",
    "builtins": "changes Python's own functions",
    "coursework": "uses the package that judges",
    "judge": "uses the package that judges",
    "modules": "touches modules already loaded",
    "sqlite3": "opens a database",
    "gradebook": "names the gradebook",
    "subprocess": "starts programs",
    "system": "starts programs",
    "popen": "starts programs",
    "fork": "starts processes",
    "_exit": "ends its own process",
    "kill": "ends processes",
    "socket": "opens the network",
    "urllib": "opens the network",
    "requests": "opens the network",
    "ctypes": "reaches past Python",
    "NBGRADER_EXECUTION": "asks whether it is being graded",
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
        found |= {f"{what} ({word})" for word, what in WORDS.items() if word in words}
        if SHELL.search(cell.source):
            found.add("runs a shell or magic command (! or %)")
    return sorted(found)
