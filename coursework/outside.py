"""A set's tests, run outside the box: there is no student's code where the comparison happens.

A test that needs nothing of the notebook but the answers it judges is run in the grader's own
process. The answers stay in the box; what is called there with a test's arguments comes back as
plain values (crossing.py). So numpy, assert, this package or the traceback may be anything in the
student's kernel: none of it judges, and no hidden case but its arguments is ever there.
"""

import ast
import builtins
from collections.abc import Callable, Iterable

import numpy as np

from coursework.asking import HERE, Elsewhere
from gdlab.guard.observation import Stopped

TOOLS = {"np": np}  # what a test may use without importing it
LONGEST = 1_000  # characters of a message


def stands_alone(source: str, answers: Iterable[str]) -> bool:
    """Whether a test uses no names but its own, Python's, TOOLS and those of the answers."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return False
    made, used = set(), set()
    for node in ast.walk(tree):
        match node:
            case ast.Name():
                used.add(node.id)
                if isinstance(node.ctx, ast.Store):
                    made.add(node.id)
            case ast.FunctionDef():
                made.add(node.name)
            case ast.arg():
                made.add(node.arg)
            case ast.alias():
                made.add((node.asname or node.name).split(".")[0])
    return used <= made | set(answers) | set(TOOLS) | set(dir(builtins))


def verdict(
    source: str, answers: Iterable[str], ask: Callable, place=None
) -> tuple[str, str] | None:
    """None where the test passes; else (name of the exception, its words).

    What `ask` raises goes through: the kernel died, for example. place: as
    Elsewhere has it.
    """
    unheard = []  # what went wrong in asking: of that the test knows nothing

    def heard(name, probe):
        try:
            return ask(name, probe)
        except Exception as error:
            unheard.append(error)
            raise

    names = {name: Elsewhere(name, heard, place) for name in answers}
    try:
        exec(compile(source, "<test>", "exec"), {**TOOLS, **names, "__name__": HERE})
    except (AssertionError, Stopped) as error:
        return "AssertionError", str(error)[:LONGEST]
    except Exception as error:  # the test stumbles over what came, as it would in the notebook
        if error in unheard:
            raise
        return type(error).__name__, str(error)[:LONGEST]
    return None
