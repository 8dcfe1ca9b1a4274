"""Frames on a pipe: a letter, a length, and so many bytes."""

import os
import struct

HEAD = struct.Struct(">cQ")


def send(fd: int, kind: bytes, body: bytes = b"") -> None:
    """Write one frame, all of it. Raises BrokenPipeError where nobody reads any more."""
    for piece in (HEAD.pack(kind, len(body)), body):
        rest = memoryview(piece)
        while rest:
            rest = rest[os.write(fd, rest) :]


def receive(fd: int) -> tuple[bytes, bytes]:
    """(kind, body) of the next frame. Raises EOFError where the other end is closed."""
    kind, length = HEAD.unpack(_exactly(fd, HEAD.size))
    return kind, _exactly(fd, length)


def _exactly(fd, length):
    body = bytearray()
    while len(body) < length:
        piece = os.read(fd, min(length - len(body), 2**20))
        if not piece:
            raise EOFError
        body += piece
    return bytes(body)


class Unframed:
    """Puts frames together from pieces of any length."""

    def __init__(self):
        self._bytes = bytearray()

    def add(self, piece: bytes) -> list[tuple[bytes, bytes]]:
        """The frames (kind, body) that are complete with this piece."""
        self._bytes += piece
        frames = []
        while len(self._bytes) >= HEAD.size:
            kind, length = HEAD.unpack_from(self._bytes)
            if len(self._bytes) < HEAD.size + length:
                break
            frames.append((kind, bytes(self._bytes[HEAD.size : HEAD.size + length])))
            del self._bytes[: HEAD.size + length]
        return frames
