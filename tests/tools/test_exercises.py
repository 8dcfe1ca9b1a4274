"""The teacher's table says what the exercises declare."""

from tools import exercises


def test_the_table_of_exercises_is_the_one_they_declare():
    text = exercises.TABLE.read_text(encoding="utf-8")
    assert text == exercises.as_table(), "docs/exercises.md is old: python3 start.py build"
