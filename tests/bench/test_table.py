"""The table of a benchmark: ratios, their spread, and that a record can be read again."""

import importlib
from inspect import isgeneratorfunction

import pytest

from bench.__main__ import main, measurements
from bench._table import BEGIN, END, Line, digits, line, markdown, record, text, write_page
from bench._turns import in_turns
from tests.helpers import ROOT


def test_a_line_is_the_median_of_ratios_round_by_round():
    """A slow round, 100 times as long, hits both and changes nothing."""
    found = line("a, of b", [2, 200, 4, 6, 8], [1, 100, 1, 2, 2])
    assert found == Line("a, of b", 3, 2, 4)
    assert line("once", [0.5]) == Line("once", 0.5, 0.5, 0.5)


@pytest.mark.parametrize(
    "ratio, said", [(0.934, "0.93"), (9.949, "9.95"), (9.951, "10"), (1234.5, "1,234")]
)
def test_a_ratio_is_said_in_few_digits(ratio, said):
    assert digits(ratio) == said


def test_a_line_on_the_screen_stands_in_columns():
    said = text(Line("a, of b", 3, 2, 4, "1.0 GB/s"))
    assert said.split() == ["a,", "of", "b", "3.00", "(2.00", "to", "4.00)", "1.0", "GB/s"]
    assert text("not measured") == "  (not measured)"


def test_functions_are_taken_in_turns():
    order = []
    times = in_turns({"a": lambda: order.append("a"), "b": lambda: order.append("b")}, 3, warm=0)
    assert order == ["a", "b"] * 3 and [len(t) for t in times.values()] == [3, 3]
    assert len(in_turns([len, len], 0)) == 2


def test_a_record_becomes_a_page_and_replaces_the_one_before(tmp_path):
    kept = record("a machine", {"blocks": [Line("a, of b", 3, 2, 4, "note"), "a remark"]})
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    for _ in range(2):
        write_page(page, kept)
    said = page.read_text(encoding="utf-8")
    assert said.startswith("before\n") and said.endswith("\nafter\n") and "old" not in said
    assert said.count("| a, of b | 3.00 | 2.00 to 4.00 | note |") == 1
    assert "a remark" in said and f"{kept['date']}, on a machine." in said
    page.write_text("no marks", encoding="utf-8")
    with pytest.raises(ValueError, match="must hold the lines"):
        write_page(page, kept)


def test_a_record_is_kept_and_shown_again(tmp_path, capsys, monkeypatch):
    kept = tmp_path / "kept.json"
    assert main(["descent", "--json", str(kept)]) == 0
    assert main(["--from", str(kept)]) == 0
    assert "### descent" in capsys.readouterr().out
    assert next(markdown({"date": "d", "machine": "m", "measured": {}})) == "d, on m."


def test_an_unknown_name_is_told(capsys):
    with pytest.raises(SystemExit):
        main(["blokcs"])
    assert "no measurement named blokcs; there are blocks, descent" in capsys.readouterr().err


@pytest.mark.parametrize("name", measurements())
def test_every_measurement_is_told_on_the_page_and_yields_lines(name):
    assert f"| `{name}` |" in (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    assert isgeneratorfunction(importlib.import_module(f"bench.{name}").lines)
