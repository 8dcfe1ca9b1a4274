"""A stream of blocks that is read once, as from a file, and notices how it is read."""

import weakref
from collections.abc import Iterable

from gdcore.arrays import Floats


class Stream:
    """Blocks made when asked for, once, as from a file; notices what is kept and asked again."""

    def __init__(self, blocks: Iterable[tuple[Floats, Floats]]):
        self._blocks = iter(blocks)
        self._given: list[weakref.ref[Floats]] = []
        self.most_alive, self.ended, self.again = 0, False, False

    def __iter__(self):
        self.again = self.again or self.ended
        return self

    def __next__(self):
        self._count()
        try:
            X, y = next(self._blocks)
        except StopIteration:
            self.ended = True
            raise
        X, y = X.copy(), y.copy()
        self._given.append(weakref.ref(X))
        return X, y

    def _count(self):
        self.most_alive = max(self.most_alive, sum(ref() is not None for ref in self._given))
