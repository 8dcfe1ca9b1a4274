"""What a process needs to know to grade one submission."""

from dataclasses import dataclass
from pathlib import Path

from coursework.records import Record


@dataclass(frozen=True)
class Ran:
    """What came back: the record, and the text of the notebook as it ran, "" where it did not."""

    record: Record
    notebook: str


@dataclass(frozen=True)
class Job:
    """What a process needs to know; everything in it can be sent to one."""

    root: Path
    name: str
    student: str
    upload: Path
    wires: Path  # a small folder of its own, for the kernel's sockets
    memory: int  # MB
    cell_timeout: int | None  # seconds; None as the course's configuration says
    boxed: bool
    before: str = ""  # digest of the upload that was graded last
    ran: Ran | None = None  # elsewhere, already: only marks are to be made of it
