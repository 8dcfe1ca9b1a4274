"""A file is the old one or the new one, whole, whatever happens while it is written."""

import contextlib
import os
import secrets
from pathlib import Path


def write_whole(path: str | Path, content: str | bytes) -> None:
    """Write a text (UTF-8, its line ends as they are) or bytes; the folder must be there.

    They are written beside, under a name of their own, so that two writers never share a file,
    and take the old file's place when they have reached the disk. Raises OSError where that
    cannot be; then the old file stays, and nothing is left beside it.
    """
    path = Path(path)
    data = content.encode("utf-8") if isinstance(content, str) else content
    beside = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}.part")
    try:
        with open(beside, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise
