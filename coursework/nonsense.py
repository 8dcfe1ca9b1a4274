"""Do the tests still test? Run them once more on nonsense: every one of them must fail.

Student code shares its process with the tests and can disarm them: strip assertions, patch numpy or
the functions that judge. Then the tests pass on nonsense, too, and their marks mean nothing.
"""

import ast

from nbformat.v4 import new_code_cell

from coursework.nb import answer, automatic, marked

# It stands wherever an answer can (called, indexed, compared, computed with), and is never right.
NONSENSE = """
class _Nonsense:
    def _same(self, *_, **__):
        return self
    def _no(self, *_):
        return False
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self
    def __array__(self, dtype=None, copy=None):
        import numpy
        return numpy.array(float("nan"))
    def __float__(self):
        return float("nan")
    def __iter__(self):
        return iter((self, self))
    def __len__(self):
        return 2
    __call__ = __getitem__ = __neg__ = __abs__ = __add__ = __radd__ = __sub__ = __rsub__ = _same
    __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __matmul__ = __rmatmul__ = __pow__ = _same
    __lt__ = __le__ = __gt__ = __ge__ = __eq__ = __ne__ = __bool__ = __contains__ = _no
    __hash__ = None
"""


def answers(source):
    """The names that a set asks for: functions and values of its solution cells."""
    names = []
    for cell in source.cells:
        if answer(cell):
            for node in ast.parse(cell.source).body:
                names += _bound(node)
    return sorted(set(names))


def automatic_in(source):
    """{cell: its source} of the automatic tests of a set."""
    return {name: cell.source for name, cell in marked(source.cells).items() if automatic(cell)}


def cells(book, names, without=()):
    """Cells to run after a notebook: nonsense in place of the answers, then its tests again.

    without: the tests that need none of this, since no student's code is where they run.
    """
    made = NONSENSE + "\n".join(f"{name} = _Nonsense()" for name in names)
    again = [
        cell.source
        for name, cell in marked(book.cells).items()
        if automatic(cell) and name not in without
    ]
    return [new_code_cell(text) for text in (made, *again)] if again else []


def passed(extra):
    """Whether any of these tests, run on nonsense, did not fail."""
    return any(all(output.output_type != "error" for output in cell.outputs) for cell in extra[1:])


def _bound(node):
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.Assign):
        return [each.id for target in node.targets for each in ast.walk(target) if _name(each)]
    if isinstance(node, ast.AnnAssign) and _name(node.target):
        return [node.target.id]
    return []


def _name(node):
    return isinstance(node, ast.Name)
