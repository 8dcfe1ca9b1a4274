"""One file an explorer, each with a function of its own name: it computes, then fills a stage.

Every file of this folder is found by itself. `from gdlab.explorers import modes` is the function;
its module, of the same name, is sys.modules["gdlab.explorers.modes"].
"""

from importlib import import_module
from pkgutil import iter_modules

from gdlab.explorers.shared.declared import declared

_names = [file.name for file in iter_modules(__path__) if not file.ispkg]
globals().update({name: getattr(import_module(f"{__name__}.{name}"), name) for name in _names})
__all__ = ["declared", *_names]
