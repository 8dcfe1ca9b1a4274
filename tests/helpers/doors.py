"""Every public door of a package, found by looking: functions, classes and their methods."""

import importlib
import inspect
import pkgutil

EXTRAS = {"llvmlite", "numba", "dask", "distributed"}  # their modules open no door without them


def modules_of(package):
    """All modules of a package, itself included; none whose name begins with an underscore.

    A module that needs an extra which is not installed here is left out.
    """
    top = importlib.import_module(package)
    yield top
    for found in pkgutil.walk_packages(top.__path__, f"{package}."):
        if not any(part.startswith("_") for part in found.name.split(".")):
            try:
                yield importlib.import_module(found.name)
            except ModuleNotFoundError as missing:
                if missing.name.partition(".")[0] not in EXTRAS:
                    raise


def doors_of(package):
    """{name: the function, class or method of a class that is defined in the package}."""
    doors = {}
    for module in modules_of(package):
        for name, value in vars(module).items():
            if name.startswith("_") or getattr(value, "__module__", "") != module.__name__:
                continue
            if inspect.isfunction(value):
                doors[f"{module.__name__}.{name}"] = value
            elif inspect.isclass(value):
                doors[f"{module.__name__}.{name}"] = value
                for method, function in vars(value).items():
                    if not method.startswith("_") and inspect.isfunction(function):
                        doors[f"{module.__name__}.{name}.{method}"] = function
    return doors


def handed_out(package):
    """{name: function, class or method} of what a package, or one inside it, has in __all__."""
    doors = {}
    for module in modules_of(package):
        for name in getattr(module, "__all__", ()) if hasattr(module, "__path__") else ():
            value = getattr(module, name)
            doors[f"{module.__name__}.{name}"] = value
            if inspect.isclass(value):
                for method, function in vars(value).items():
                    if not method.startswith("_") and inspect.isfunction(function):
                        doors[f"{module.__name__}.{name}.{method}"] = function
    return {name: door for name, door in doors.items() if callable(door)}


def parameters_of(door):
    """The names of what a door takes, without self."""
    try:
        names = inspect.signature(door).parameters.values()
    except ValueError:  # a class written in C
        return {}
    return {p.name: p for p in names if p.name != "self"}
