"""Graded problem sets: hand out, collect, grade, return. For teachers; see README.md."""

import sys

# jsonschema, which checks notebooks, would compile a grammar of web addresses with Korean letters
# in them: 1.5 seconds in every command and kernel, and no notebook's schema asks for one.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
