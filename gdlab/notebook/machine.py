"""Which language the machine speaks. start.py runs this file, before anything is installed."""

import locale
import os
import sys

SETTINGS = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")  # gettext's own, in its order


def machine_language() -> str:
    """As the system writes it, "ko_KR.UTF-8"; empty where it says nothing."""
    said = (os.environ.get(name, "").split(":")[0] for name in SETTINGS)
    return next(filter(None, said), "") or _of_windows()


def _of_windows() -> str:
    """Windows has no such variables; elsewhere, nothing."""
    if sys.platform != "win32":
        return ""
    import ctypes

    number = ctypes.windll.kernel32.GetUserDefaultUILanguage()
    return locale.windows_locale.get(number, "")
