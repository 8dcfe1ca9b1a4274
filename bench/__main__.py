"""Run every measurement of this folder, or the named ones, and say on which machine."""

import importlib
import os
import platform
import sys
from pathlib import Path

FOLDER = Path(__file__).parent


def main(names):
    """0 if all were run, 2 for a name that is not there."""
    found = sorted(p.stem for p in FOLDER.glob("*.py") if not p.stem.startswith("_"))
    unknown = set(names) - set(found)
    if unknown:
        print(f"no measurement named {', '.join(sorted(unknown))}; there are {', '.join(found)}")
        return 2
    print(f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} processors")
    for name in names or found:
        print(f"\n{name}", flush=True)
        importlib.import_module(f"bench.{name}").main()
    return 0


sys.exit(main(sys.argv[1:]))
