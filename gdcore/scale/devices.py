"""How much memory there is: in this machine, and in devices that everybody talks about."""

import os
import sys
from pathlib import Path

# Makers' figures, in 10^9 bytes; some mean 2^30, so keep one digit of slack. Sources: the makers'
# data sheets, and mybinder.org's documentation for its memory limit.
DEVICES = {
    "Binder": 2,
    "T4": 16,
    "L4": 24,
    "A100": 80,
    "H100": 80,
    "H200": 141,
    "B200": 192,
}


def machine_memory() -> int | None:
    """Bytes of memory this process may use: a container's limit, or all the machine has; or None.

    Binder says it in MEM_LIMIT, Linux containers in their control group.
    """
    known = [_container_limit(), _physical()]
    if os.environ.get("MEM_LIMIT", "").isdecimal():
        known.append(int(os.environ["MEM_LIMIT"]))
    return min((size for size in known if size), default=None)


def _container_limit() -> int | None:
    for path in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            text = Path(path).read_text().strip()
        except OSError:
            continue
        if text.isdecimal() and int(text) < 2**60:  # "max" and 2^63 mean none
            return int(text)
    return None


def _physical() -> int | None:
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return _windows_memory() if sys.platform == "win32" else None


def _windows_memory() -> int | None:
    """GetPhysicallyInstalledSystemMemory, in kilobytes."""
    import ctypes

    size = ctypes.c_ulonglong()
    kernel = vars(ctypes)["windll"].kernel32  # which type checkers know on Windows only
    found = kernel.GetPhysicallyInstalledSystemMemory(ctypes.byref(size))
    return size.value * 1024 if found else None
