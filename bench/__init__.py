"""Speeds, as ratios measured in one run: python3 start.py bench [names]."""

import os
import sys

if not sys.stderr.isatty():  # no progress bars in a file, whoever draws them
    os.environ.setdefault("TQDM_DISABLE", "1")
