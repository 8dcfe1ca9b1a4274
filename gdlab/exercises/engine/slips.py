"""One slip in the solution: another operator, a term dropped, a sign, a name, a number.

A table of mistakes holds what learners are known to do; this makes the rest from the solution's
own text. What is said is true by itself: the answer agrees with the solution that has this slip.
"""

import ast
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

from gdlab.exercises.engine.exercise import Exercise
from gdlab.exercises.engine.families import told
from gdlab.exercises.engine.trial import Trial
from gdlab.notebook.language import N_

OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.MatMult)
ORDERED = (ast.Sub, ast.Div, ast.Pow, ast.MatMult)  # whose sides may not be exchanged
SIDES = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
PAIRS = [("sum", "mean"), ("max", "min"), ("ceil", "floor"), ("std", "var"), ("argmax", "argmin")]
PAIRS += [("zeros", "ones"), ("exp", "log")]
OTHER = dict(PAIRS) | {b: a for a, b in PAIRS}
SIZED = ("range", "np.arange", "np.zeros", "np.ones", "np.full", "np.eye", "np.linspace")
LONGEST = 60  # characters of code that are shown: more is no help

Make = Callable[..., Any]


@dataclass(frozen=True)
class Slip:
    """The solution with it, and what stands there in the place of what ("" for nothing)."""

    function: Make
    now: str
    was: str


def by_a_slip(trial: Trial) -> str | None:
    """The solution with one slip that gives the same; the first one that is short to tell."""
    for slip in slips(trial.exercise) if trial.is_comparable else ():
        if trial.is_like(slip.function):
            words = N_("it gives what the solution gives with `{now}` in the place of `{was}`.")
            if not slip.now:
                words = N_("it gives what the solution gives without the line `{was}`.")
            return told(words, now=slip.now, was=slip.was)
    return None


def slips(exercise: Exercise) -> Iterator[Slip]:
    """Every one that can be shown, and ends."""
    place = exercise.right.__globals__
    for text, now, was in changed(ast.parse(exercise.solution)):
        if max(len(now), len(was)) <= LONGEST and "\n" not in now + was:
            yield Slip(_made(text, exercise.name, place), now, was)


def _made(text, name, place):
    """The function of that text, made where it is first called."""

    @cache
    def made():
        names = dict(place)
        exec(text, names)
        return names[name]

    return lambda *arguments: made()(*arguments)


def changed(tree: ast.Module) -> Iterator[tuple[str, str, str]]:
    """(text of the module, what is there now, what was there), each text once."""
    seen = {ast.unparse(tree)}
    names = _names(tree)
    for parent in ast.walk(tree):
        for field, index, child in _parts(parent):
            for other in _others(child, names):
                slipped, there = _put(tree, parent, field, index, other)
                text = ast.unparse(slipped)
                if text not in seen and ends(slipped):
                    seen.add(text)
                    yield text, *_shown(parent, there, child, other)


def ends(tree: ast.Module) -> bool:
    """Whether it is sure to: nothing in it goes on until something happens, or n ** n times."""
    nodes = list(ast.walk(tree))
    sized = [n for n in nodes if isinstance(n, ast.Call) and ast.unparse(n.func) in SIZED]
    powers = [n for each in sized for n in ast.walk(each) if isinstance(n, ast.Pow)]
    return not powers and not any(isinstance(node, ast.While) for node in nodes)


def _parts(parent):
    """(field, index in it or None, node) of expressions and statements below a node."""
    for field, value in ast.iter_fields(parent):
        several = value if isinstance(value, list) else [value]
        for k, child in enumerate(several):
            if isinstance(child, ast.expr | ast.stmt):
                yield field, k if isinstance(value, list) else None, child


def _shown(parent, there, child, other):
    """What is there now, and what was: of a name or a number with what stands around it."""
    if isinstance(child, ast.Name | ast.Constant) and isinstance(parent, ast.expr):
        return ast.unparse(there), ast.unparse(parent)
    return ast.unparse(other) if other else "", ast.unparse(child)


def _put(tree, parent, field, index, other):
    """A copy of the tree with something else there, and the parent in it; None takes it out."""
    memo: dict[int, Any] = {}
    copied = deepcopy(tree, memo)
    there = memo[id(parent)]
    if index is None:
        setattr(there, field, other)
    else:
        getattr(there, field)[index : index + 1] = [other] if other else []
    return ast.fix_missing_locations(copied), there


def _names(tree):
    """The arguments and what is assigned, in order."""
    found = [node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)]
    found += [
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
    return list(dict.fromkeys(found))


def _others(node, names):
    """What may stand in the place of a node by one slip."""
    for kind, others in KINDS.items():
        if isinstance(node, kind):
            yield from others(node, names)
    if isinstance(node, ast.BinOp | ast.Call) or _is_read(node):
        yield ast.UnaryOp(ast.USub(), node)


def _is_read(node):
    return isinstance(node, ast.Name | ast.Subscript) and isinstance(node.ctx, ast.Load)


def _of_operation(node, _names):
    for kind in OPERATORS:
        if not isinstance(node.op, kind):
            yield ast.BinOp(node.left, kind(), node.right)
    if isinstance(node.op, ORDERED):
        yield ast.BinOp(node.right, node.op, node.left)
    yield from (node.left, node.right)


def _of_call(node, _names):
    """Not called, a keyword or an argument fewer, another function, the arguments turned round."""
    method = isinstance(node.func, ast.Attribute)
    if method and not isinstance(node.func.value, ast.Name | ast.Attribute):
        yield node.func.value
    yield from node.args[:2]
    for k in range(len(node.keywords)):
        yield ast.Call(node.func, node.args, node.keywords[:k] + node.keywords[k + 1 :])
    if len(node.args) > 1:
        yield ast.Call(node.func, node.args[::-1], node.keywords)
    if method and node.func.attr in OTHER:
        other = ast.Attribute(node.func.value, OTHER[node.func.attr], ast.Load())
        yield ast.Call(other, node.args, node.keywords)


def _of_name(node, names):
    if _is_read(node) and node.id in names:
        yield from (ast.Name(name, ast.Load()) for name in names if name != node.id)


def _of_number(node, _names):
    if isinstance(node.value, int | float) and not isinstance(node.value, bool):
        v = node.value
        yield from map(ast.Constant, dict.fromkeys((v + 1, v - 1, 2 * v, v / 2, -v, 0, 1)))


def _of_comparison(node, _names):
    for kind in SIDES:
        yield ast.Compare(node.left, [kind(), *node.ops[1:]], node.comparators)


def _of_slice(node, _names):
    if isinstance(node.slice, ast.Slice):
        yield node.value


def _of_transpose(node, _names):
    if node.attr == "T":
        yield node.value


def _of_statement(node, _names):
    if not isinstance(node, ast.Return | ast.FunctionDef):
        yield None


KINDS: dict[Any, Callable[..., Iterator[Any]]] = {
    ast.BinOp: _of_operation,
    ast.UnaryOp: lambda node, _names: iter((node.operand,)),
    ast.Call: _of_call,
    ast.Name: _of_name,
    ast.Constant: _of_number,
    ast.Compare: _of_comparison,
    ast.Subscript: _of_slice,
    ast.Attribute: _of_transpose,
    ast.stmt: _of_statement,
}
