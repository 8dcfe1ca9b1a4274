"""A picture as an option of a question: a figure, or a PNG that is there already."""

import io
from typing import Any

from gdcore.arrays import refused, told

PNG = b"\x89PNG\r\n\x1a\n"


def as_png(picture: Any) -> bytes:
    """The bytes of a PNG: of a matplotlib figure, which is closed then, or of those given.

    Raises ValueError for anything else.
    """
    if hasattr(picture, "savefig") and not isinstance(picture, type):
        from matplotlib import pyplot

        file = io.BytesIO()
        picture.savefig(file, format="png", dpi=100, metadata={"Software": None})
        pyplot.close(picture)  # else the cell would show it once more
        return file.getvalue()
    if isinstance(picture, bytes) and picture.startswith(PNG):
        return picture
    expected = "a picture must be a matplotlib figure or the bytes of a PNG"
    raise refused(expected, told(picture), "figure, ax = plt.subplots()")
