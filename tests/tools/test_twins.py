"""A translated lesson is the English one, cell for cell; and what would break that is seen."""

import jupytext
import pytest

from coursework.masters import SETS
from tools import twins

CODE = 'print("the loss", loss)\npredict("l6_a", "Which?", {"yes": "It is."}, answer="yes")'
OURS = 'print("손실", loss)\npredict("l6_a", "어느 것일까요?", {"예": "맞습니다."}, answer="예")'


@pytest.mark.parametrize("pair", twins.pairs(), ids=lambda pair: pair.name)
def test_a_text_and_its_translation_are_twins(pair):
    """Where this fails: mend the Korean, then python -m tools.twins --seen NN."""
    assert twins.faults(pair) == []


def test_what_is_remembered_is_there():
    pairs = twins.pairs()
    kept = {(of, name) for of in {pair.of for pair in pairs} for name in twins.remembered(of)}
    assert kept == {(pair.of, pair.name) for pair in pairs}


def test_every_text_is_translated():
    """Lessons, the problem sets, and the teacher's guide."""
    english = {path for path in twins.ROOT.glob("lessons/*.md")}
    english |= {twins.ROOT / "coursework" / f"{name}.md" for name in [*SETS, "README"]}
    assert {pair.english for pair in twins.pairs()} >= english


def test_what_a_reader_sees_may_be_translated():
    assert twins.in_code(CODE, OURS) == []
    assert twins.in_code("# a comment\nx = 1", "# 설명\nx = 1") == []
    assert twins.in_code('f"{a} of {b}"', 'f"{b} 중 {a}"') == []
    assert twins.in_code('ax.set(xlabel="seconds")', 'ax.set(xlabel="초")') == []
    assert twins.in_code('"""A sum."""\n{{c}} * x', '"""합입니다."""\n{{c}} * x') == []


@pytest.mark.parametrize(
    "english, korean",
    [
        ('descend(loss="mse")', 'descend(loss="평균제곱오차")'),
        ('predict("l6_a", "Which?", {})', 'predict("육강", "어느 것일까요?", {})'),
        ('run.ended == "finished"', 'run.ended == "끝남"'),
        ('takes["read"]', 'takes["읽기"]'),
        ("lr = 0.1", "lr = 0.2"),
        ("step(beta, lr)", "step(lr, beta)"),
        ('f"{a:.2f} s"', 'f"{a:.3f}초"'),
        ("a = 1\nb = 2", "a = 1"),
        ('print("the loss")', 'print("the losses")'),
    ],
)
def test_and_nothing_else(english, korean):
    assert twins.in_code(english, korean)


@pytest.mark.parametrize(
    "text",
    [
        "이 문장에는 left over from the English 가 있습니다.",
        "손실은 $x^2 입니다.",
        "고유값이 둘입니다.",
        "경사 하강법입니다.",
        "lr은(는) 학습률입니다.",
    ],
)
def test_prose_is_read_too(text):
    assert twins.in_prose(text)


def test_titles_code_and_formulas_may_be_english():
    text = (
        "- A. Author, *On the convergence of many things*, 2020.\n\n`a b c d e` $a b c d e$ 입니다."
    )
    assert twins.in_prose(text) == []


COMMANDS = "```\ncourse make ~/gd   # outside\n                   # --language ko: for Korean\n```"


def test_commands_may_choose_korean_and_are_explained_in_it():
    ours = "```\ncourse make ~/gd --language ko # 저장소 바깥에\n```"
    assert twins.in_commands(COMMANDS, ours) == []
    assert twins.in_commands("open lab%2F00", "open lab%2Fko%2F00") == []


@pytest.mark.parametrize(
    "line", ["course make ~/dl", "course make ~/gd x", "", "course make ~/gd # not in this one"]
)
def test_and_differ_in_nothing_else(line):
    assert twins.in_commands(COMMANDS, f"```\n{line}\n```")


@pytest.fixture
def pair(tmp_path, monkeypatch):
    """A text of three cells and its twin, seen; writes either anew."""
    monkeypatch.setattr(twins, "FOLDERS", [tmp_path])
    (tmp_path / "ko").mkdir()

    def write(place, *texts):
        book = jupytext.reads("\n\n".join(texts), fmt="md:myst")
        jupytext.write(book, tmp_path / place / "01_a.md", fmt="md:myst")

    write("", "# One", cell(CODE), "It falls.")
    write("ko", "# 하나", cell(OURS), "줄어듭니다.")
    twins.main(["--seen"])
    return write


def cell(code):
    return f"```{{code-cell}} ipython3\n{code}\n```"


def test_twins_have_no_faults(pair, capsys):
    assert twins.main([]) == 0
    assert "1 texts are twins" in capsys.readouterr().out


def test_english_that_moves_on_is_named(pair, capsys):
    pair("", "# One", cell(CODE), "It falls, and stays.")
    assert twins.main(["01"]) == 1
    assert "01_a: the English has moved on: 'It falls, and stays.'" in capsys.readouterr().out
    assert twins.main(["--seen", "01"]) == 0


def test_a_cell_more_or_less_is_named(pair):
    pair("ko", "# 하나", cell(OURS))
    assert "or in another order" in twins.faults(*twins.pairs())[0]
    pair("ko", "# 하나", "줄어듭니다.", cell(OURS))
    assert "or in another order" in twins.faults(*twins.pairs())[0]


@pytest.fixture
def guide(tmp_path, monkeypatch):
    """A text that is no notebook and its twin beside it, seen; the folder they lie in."""
    monkeypatch.setattr(twins, "FOLDERS", [tmp_path])
    (tmp_path / "ko").mkdir()
    english = f"# One\n\n- It falls.\n- It stays.\n\n{COMMANDS}\n"
    (tmp_path / "README.md").write_text(english, encoding="utf-8")
    korean = f"# 하나\n\n- 줄어듭니다.\n- 그대로입니다.\n\n{COMMANDS.replace('# outside', '')}\n"
    (tmp_path / "README.ko.md").write_text(korean.replace("for Korean", "한국어"), encoding="utf-8")
    twins.main(["--seen"])
    return tmp_path


def test_a_text_has_its_twin_beside_it(guide):
    assert twins.main([]) == 0
    assert [pair.name for pair in twins.pairs("R")] == ["README"]


@pytest.mark.parametrize(
    "name, old, new, said",
    [
        ("README.md", "It stays", "It grows", "the English has moved on: '- It falls."),
        ("README.ko.md", "- 그대로입니다.\n", "", "or in another order: cell 1, '- 줄어듭니다.'"),
        ("README.ko.md", "# 하나", "## 하나", "or in another order: cell 0, '## 하나'"),
        ("README.ko.md", "make", "fake", "the command differs: 'fake' for 'make'"),
        ("README.ko.md", "그대로입니다", "It stays as it was", "English is left"),
    ],
)
def test_what_the_twin_of_a_text_has_not_is_named(guide, capsys, name, old, new, said):
    path = guide / name
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert twins.main([]) == 1
    assert said in capsys.readouterr().out
