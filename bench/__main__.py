"""Run every measurement of this folder, or the named ones, and say on which machine."""

import importlib
import platform
import sys
from pathlib import Path

import numpy as np

from gdcore.scale.blocks import processors
from gdcore.scale.devices import machine_memory

FOLDER = Path(__file__).parent


def processor():
    """Its name, as far as the system tells."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next(line.split(": ")[1] for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):  # no Linux, or one that does not tell
        return platform.processor() or platform.machine()


def machine():
    """One line: processor, memory, system, Python, numpy."""
    memory = machine_memory()
    size = f"{memory / 1e9:.0f} GB" if memory else "unknown"
    return (
        f"{processor()}, {processors()} processors, memory {size}; {platform.platform()}, "
        f"Python {platform.python_version()}, numpy {np.__version__}"
    )


def main(names):
    """0 if all were run, 2 for a name that is not there."""
    found = sorted(p.stem for p in FOLDER.glob("*.py") if not p.stem.startswith("_"))
    unknown = set(names) - set(found)
    if unknown:
        print(f"no measurement named {', '.join(sorted(unknown))}; there are {', '.join(found)}")
        return 2
    print(machine())
    for name in names or found:
        print(f"\n{name}", flush=True)
        importlib.import_module(f"bench.{name}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
