"""Graded problem sets: hand out, collect, grade, return. For teachers; see README.md."""
