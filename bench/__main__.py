"""Run every measurement of this folder, or the named ones, and say on which machine.

python3 start.py bench [names] [--json FILE] [--page FILE]; --from FILE shows a record again.
"""

import argparse
import importlib
import json
import platform
import sys
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_info

from bench._table import markdown, record, text, write_json, write_page
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
    """One line: processor, memory, system, Python, numpy and the kernels of its BLAS."""
    memory = machine_memory()
    size = f"{memory / 1e9:.0f} GB" if memory else "unknown"
    blas = {f"{i['internal_api']} {i.get('architecture', '')}".strip() for i in threadpool_info()}
    return (
        f"{processor()}, {processors()} processors, memory {size}; {platform.platform()}, "
        f"Python {platform.python_version()}, numpy {np.__version__} ({', '.join(sorted(blas))})"
    )


def measurements():
    """The names of all."""
    return sorted(p.stem for p in FOLDER.glob("*.py") if not p.stem.startswith("_"))


def asked(arguments, found):
    reader = argparse.ArgumentParser(prog="start.py bench", description=__doc__)
    reader.add_argument("names", nargs="*", help=f"of {', '.join(found)}; all, if none")
    reader.add_argument("--json", metavar="FILE", help="keep what was measured in this file")
    reader.add_argument("--page", metavar="FILE", help="write it into the marked place of a page")
    reader.add_argument(
        "--from", dest="kept", metavar="FILE", help="measure nothing, take a record"
    )
    wanted = reader.parse_args(arguments)
    unknown = sorted(set(wanted.names) - set(found))
    if unknown:
        reader.error(f"no measurement named {', '.join(unknown)}; there are {', '.join(found)}")
    return wanted


def measured(names):
    """Each measurement's lines, shown as they come."""
    for name in names:
        print(f"\n{name}", flush=True)
        lines = []
        for found in importlib.import_module(f"bench.{name}").lines():
            print(text(found), flush=True)
            lines.append(found)
        yield name, lines


def main(arguments):
    """0, or 2 for a name that is not there."""
    found = measurements()
    wanted = asked(arguments, found)
    if wanted.kept:
        kept = json.loads(Path(wanted.kept).read_text(encoding="utf-8"))
        print("\n".join(markdown(kept)))
    else:
        print(machine())
        kept = record(machine(), dict(measured(wanted.names or found)))
    if wanted.json:
        write_json(wanted.json, kept)
    if wanted.page:
        write_page(wanted.page, kept)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
