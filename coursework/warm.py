"""What every grading process needs, loaded and once used in the one that all are forked from.

Nothing of any submission is here, nor of any course: only programs, and what they make of
themselves when they are first used.
"""

import ipykernel.kernelspec  # noqa: F401
import matplotlib.font_manager  # noqa: F401
import nbformat
from nbformat.v4 import new_notebook
from nbgrader.api import Gradebook

from coursework import batches, judge, streams, worker  # noqa: F401

for minor in (4, 5):  # the validator of each is made when it is first asked
    nbformat.validate(new_notebook(nbformat_minor=minor))
with Gradebook("sqlite://"):  # an empty one, in memory: SQLAlchemy reads its tables now
    pass
