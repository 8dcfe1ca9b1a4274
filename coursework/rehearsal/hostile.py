"""A class as teachers meet it, and worse: each kind of upload, and what must become of it.

A kind is a function from a perfect answer (a notebook made from the release) to the uploaded bytes.
"""

import copy
import json
from dataclasses import dataclass

import nbformat
from nbformat.v4 import new_code_cell

from coursework.rehearsal.toy import AUTOMATIC, GRADIENT, LOSS

FULL, NONE = AUTOMATIC, 0
GRADIENT_BODY, LOSS_BODY = (
    source.replace("    ### BEGIN SOLUTION\n", "").replace("\n    ### END SOLUTION", "")
    for source in (GRADIENT, LOSS)
)


@dataclass
class Kind:
    """An upload: its bytes, and the marks or the reason expected, with a word of each remark."""

    make: object
    score: float | None
    reason: str = ""
    note: str = ""
    flag: str = ""
    file: str = "toy.ipynb"


def cell(book, name):
    (found,) = (c for c in book.cells if c.metadata.get("nbgrader", {}).get("grade_id") == name)
    return found


def perfect(book):
    """The book with every answer right."""
    cell(book, "gradient").source = GRADIENT_BODY
    cell(book, "loss").source = LOSS_BODY
    cell(book, "words").source = "Because the residuals shrink. 잔차가 줄어든다."
    return book


def text(book):
    return nbformat.writes(book)


def plain(book):
    return text(book).encode()


def with_gradient(source):
    """A perfect answer but for this function."""

    def make(book):
        cell(perfect(book), "gradient").source = source
        return plain(book)

    return make


def first_line(line):
    """A perfect answer whose gradient does this first."""
    head, rest = GRADIENT_BODY.split('"""\n', 1)
    indented = "\n".join(f"    {each}" for each in line.splitlines())
    return with_gradient(f'{head}"""\n{indented}\n{rest}')


def on_top(source):
    """A perfect answer that begins with this cell."""

    def make(book):
        perfect(book).cells.insert(1, new_code_cell(source))
        return plain(book)

    return make


def without(name):
    def make(book):
        perfect(book).cells.remove(cell(book, name))
        return plain(book)

    return make


def edited(book):
    cell(perfect(book), "test_sign").source = "pass"
    cell(book, "gradient").source = GRADIENT_BODY.replace("return ", "return -")
    return plain(book)


def doubled(book):
    perfect(book)
    at = book.cells.index(cell(book, "gradient"))
    wrong = copy.deepcopy(book.cells[at])
    wrong.source = GRADIENT_BODY.replace("return ", "return -")
    book.cells.insert(at, wrong)
    return plain(book)


def surrogate(book):
    cell(perfect(book), "words").source = "half a face: HALF"
    return text(book).replace("HALF", "\\ud83d").encode()


def latin(book):
    cell(perfect(book), "words").source = "Weil der Fehler für größere Schritte wächst."
    return text(book).encode("latin-1")


def other_kernel(book):
    perfect(book).metadata.kernelspec = {"name": "ir", "display_name": "R", "language": "R"}
    return plain(book)


def cut(book):
    return plain(perfect(book))[:900]


READS = """import glob, os
places = [os.path.expanduser("~"), "/tmp", "..", "{root}", "/home"]
seen = [p for place in places for p in glob.glob(place + "/**/toy.ipynb", recursive=True)]
seen += [p for place in places for p in glob.glob(place + "/**/seed.txt", recursive=True)]
if seen:
    print("CANARY: found " + " ".join(seen))"""
WRITES = """import glob, sqlite3
for path in ["{root}/gradebook.db", *glob.glob("/tmp/**/gradebook.db", recursive=True)]:
    try:
        book = sqlite3.connect(path)
        book.execute("UPDATE grade SET manual_score = 0")
        book.commit()
        print("CANARY: wrote " + path)
    except Exception as error:
        print(error)
for path in ["{root}/canary.txt", "{root}/submitted/a_perfect/toy/toy.ipynb"]:
    try:
        open(path, "w").write("CANARY")
    except OSError as error:
        print(error)"""
NETWORK = """import socket
try:
    socket.create_connection(("127.0.0.1", {port}), timeout=3)
    print("CANARY: the network is open")
except OSError as error:
    print(error)"""
STRIPS = """import ast
class Strip(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.copy_location(ast.Pass(), node)
get_ipython().ast_transformers.append(Strip())
def gradient(beta, X, y):
    return beta"""
PATCHES = """import numpy
numpy.allclose = numpy.isclose = lambda *_, **__: True"""
BACKGROUND = """import subprocess
subprocess.Popen(
    ["sh", "-c", "while true; do sleep 1; echo CANARY >> {root}/canary.txt; done"],
    start_new_session=True)"""
NEVER = """while True:
    try:
        while True:
            pass
    except BaseException:
        pass"""
PROCESSES = """import os, time
try:
    for _ in range(2000):
        if os.fork() == 0:
            time.sleep(60)
            os._exit(0)
except OSError as error:
    print(error)"""
MEMORY = """block = []
while True:
    block.append(bytearray(100 * 2**20))"""


def kinds(root, port):
    """{student: Kind}. `root` is the course's folder, `port` one that listens on this machine.

    A table, a row a student in the order of their names: cut in two it would be harder to read.
    """

    def aimed(source):
        return source.replace("{root}", str(root)).replace("{port}", str(port))

    return {
        "a_perfect": Kind(lambda book: plain(perfect(book)), FULL),
        "b_empty": Kind(plain, NONE),
        "c_wrong_sign": Kind(with_gradient(GRADIENT_BODY.replace("return ", "return -")), 2),
        "d_wrong_scale": Kind(with_gradient(GRADIENT_BODY.replace("2 / len(y) * ", "")), 3),
        "e_endless_loop": Kind(first_line("while True:\n    pass"), 2),
        "f_endless_loop_that_catches": Kind(first_line(NEVER), 2),
        "f_endless_loop_on_top": Kind(on_top(NEVER), FULL, flag="cannot be stopped"),
        "g_memory_bomb": Kind(first_line(MEMORY), 2),
        "h_killed_kernel": Kind(
            on_top("import os\nos.kill(os.getpid(), 9)"), FULL, flag="the kernel died"
        ),
        "h_quits": Kind(on_top("1 + 1\nquit()"), FULL, flag="passed over"),
        "h_quits_in_an_answer": Kind(
            with_gradient(GRADIENT_BODY + "\nexit()"), FULL, flag="passed over"
        ),
        "h_killed_answer": Kind(first_line("import os\nos.kill(os.getpid(), 9)"), 2),
        "i_100_mb_of_output": Kind(
            on_top("for _ in range(100):\n    print('x' * 2**20)"), FULL, flag="more output"
        ),
        "j_deleted_test": Kind(without("test_scale"), FULL, note="test_scale was deleted"),
        "k_edited_test": Kind(edited, 2, note="edited though locked: test_sign"),
        "l_doubled_cell": Kind(doubled, FULL, note="gradient is there twice"),
        "m_renamed_file": Kind(lambda b: plain(perfect(b)), FULL, file="final (2) v3 제출.ipynb"),
        "n_latin_1": Kind(latin, FULL, note="CP1252"),
        "o_utf_16": Kind(lambda b: text(perfect(b)).encode("utf-16"), FULL, note="UTF-16"),
        "p_byte_order_mark": Kind(lambda b: text(perfect(b)).encode("utf-8-sig"), FULL),
        "q_lone_surrogate": Kind(surrogate, FULL, note="lone surrogate"),
        "r_cut_json": Kind(cut, None, reason="cut off or damaged"),
        "s_other_kernel": Kind(other_kernel, FULL),
        "t_input": Kind(first_line("input('your name?')"), 2),
        "u_syntax_error": Kind(with_gradient("def gradient(beta, X, y:\n    return"), 2),
        "v_reads_source": Kind(on_top(aimed(READS)), FULL),
        "w_writes_gradebook": Kind(on_top(aimed(WRITES)), FULL, flag="sqlite3"),
        "x_opens_network": Kind(on_top(aimed(NETWORK)), FULL, flag="socket"),
        "y_strips_asserts": Kind(strips, NONE, flag="ast_transformers"),
        "z_background_process": Kind(on_top(aimed(BACKGROUND)), FULL, flag="subprocess"),
        "zz_many_processes": Kind(on_top(PROCESSES), FULL, flag="fork"),
        "zz_patches_numpy": Kind(on_top(PATCHES), FULL),
        "zz_warns": Kind(first_line("import warnings\nwarnings.warn('overflow')"), FULL),
        "zzz_handed_in_twice": Kind(lambda book: plain(perfect(book)), FULL, note="2 files"),
    }


def strips(book):
    cell(perfect(book), "gradient").source = STRIPS
    cell(book, "loss").source = "def loss(beta, X, y):\n    return None < 1"
    return plain(book)


def zipped(archive, release, some):
    """Write the uploads of these kinds into an open zip, as a plain platform does."""
    for student, kind in some.items():
        book = nbformat.from_dict(json.loads(json.dumps(release)))
        archive.writestr(f"{student}/{kind.file}", kind.make(book))
        if "twice" in student:
            archive.writestr(f"{student}/1 first try.ipynb", plain(copy.deepcopy(release)))
