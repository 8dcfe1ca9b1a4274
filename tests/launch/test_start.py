"""start.py: its decisions, tried without installing anything."""

import ast
import importlib.util
import os
import subprocess
import sys

import pytest

from tests.helpers import ROOT

ALONE = (  # what start.py itself needs
    "start.py",
    "pyproject.toml",
    "constraints.txt",
    "gdlab/notebook/machine.py",
    "gdlab/locale/ko/LC_MESSAGES/gdlab.mo",
)


@pytest.fixture
def start(tmp_path, monkeypatch):
    """A fresh copy of start.py as a module, in a folder with a space and Hangul."""
    folder = tmp_path / "경사 하강"
    folder.mkdir()
    for name in ALONE:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes((ROOT / name).read_bytes())
    spec = importlib.util.spec_from_file_location("start", folder / "start.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ran", [], raising=False)
    return module


@pytest.fixture
def installed(start, monkeypatch):
    """The same, where making the environment and running a command are only written down."""

    def make_venv():
        start.ran.append("venv")
        os.makedirs(os.path.dirname(start.python()), exist_ok=True)
        open(start.python(), "w").close()

    def run(*command, **options):
        start.ran.append(command)
        return 0

    monkeypatch.setattr(start, "make_venv", make_venv)
    monkeypatch.setattr(start, "run", run)
    monkeypatch.setattr(start, "give_way", run)
    monkeypatch.setattr(start, "packages_reached", dict)
    return start


def configured(start, **variables):
    """What `pip config list` says of a user's settings file."""
    said = "".join(f"{key}={value!r}\n" for key, value in variables.items())
    return start.pip_variables(said)


def test_of_the_users_pip_settings_only_the_way_to_packages_counts(start):
    said = {
        "global.index-url": "https://mirror.example/simple",
        "global.extra-index-url": "\nhttps://a.example\nhttps://b.example",
        "install.find-links": "/wheels",
        "global.user": "true",
        "install.target": "/elsewhere",
        "global.require-virtualenv": "true",
        "list.format": "json",
        ":env:.cert": "/from/a/variable",
    }
    assert configured(start, **said) == {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": "https://mirror.example/simple",
        "PIP_EXTRA_INDEX_URL": "https://a.example https://b.example",
        "PIP_FIND_LINKS": "/wheels",
    }


def test_variables_that_lead_elsewhere_are_not_handed_on(start, monkeypatch):
    astray = ["PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_CONFIG_FILE", "PYTHONPATH"]
    astray += ["JUPYTER_PATH", "JUPYTERLAB_DIR", "PIP_REQUIRE_VIRTUALENV"]
    kept = ["PIP_INDEX_URL", "PIP_CERT", "HTTPS_PROXY", "PIP_DEFAULT_TIMEOUT"]
    for name in astray + kept:
        monkeypatch.setenv(name, "1")
    found = start.clean_environment()
    assert not set(astray) & set(found) and set(kept) <= set(found)


def test_a_folder_whose_name_separates_folders_gets_a_sentence(tmp_path, start, monkeypatch):
    monkeypatch.setattr(start, "ROOT", str(tmp_path / f"week{os.pathsep}3"))
    with pytest.raises(start.Trouble, match=r"(?s)Rename the folder.*start again"):
        start.make_venv()


def pips(start):
    """The installations of the course itself."""
    return [c for c in start.ran if "-e" in c]


def test_it_imports_nothing_but_the_standard_library():
    for node in ast.walk(ast.parse((ROOT / "start.py").read_text(encoding="utf-8"))):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        names += [node.module] if isinstance(node, ast.ImportFrom) else []
        assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


def test_an_old_python_can_read_it_and_is_told_what_to_do(start, monkeypatch, capsys):
    ast.parse((ROOT / "start.py").read_text(encoding="utf-8"), feature_version=(3, 4))
    monkeypatch.setattr(start.sys, "version_info", (3, 9, 0))
    assert start.main([]) == 1
    assert "Python 3.11 or newer" in capsys.readouterr().out


def test_help_is_true(start, capsys):
    assert start.main(["--help"]) == 0
    text = capsys.readouterr().out
    for name in set(start.COMMANDS) - {"lab"}:
        assert f"start.py {name} " in text
    assert len(text.splitlines()) < 20


def test_an_unknown_command_is_answered_with_the_known_ones(start, capsys):
    assert start.main(["tset"]) == 2
    assert "no command 'tset'" in capsys.readouterr().out


def test_the_second_start_installs_nothing(installed):
    installed.install(installed.EXTRAS["lab"])
    assert len(pips(installed)) == 1
    installed.install(installed.EXTRAS["lab"])
    assert len(pips(installed)) == 1


@pytest.mark.parametrize("name", ["lab", "course"])
def test_less_after_more_installs_nothing(name, installed):
    installed.install(installed.EXTRAS["test"])
    installed.install(installed.EXTRAS[name])
    assert len(pips(installed)) == 1


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_changed_pins_install_again(name, installed):
    installed.install(installed.EXTRAS["lab"])
    with open(os.path.join(installed.ROOT, name), "a") as file:
        file.write("# changed\n")
    installed.install(installed.EXTRAS["lab"])
    assert len(pips(installed)) == 2


def test_a_killed_install_starts_over(installed, monkeypatch):
    def killed(*command, **options):
        raise KeyboardInterrupt

    whole = installed.run
    monkeypatch.setattr(installed, "run", killed)
    assert installed.main(["build"]) == 130
    assert installed.stamped() == []
    monkeypatch.setattr(installed, "run", whole)
    installed.install(installed.EXTRAS["lab"])
    assert installed.ran.count("venv") == 2 and installed.stamped()


def test_a_failed_install_leaves_no_stamp_and_says_what_to_try(installed, monkeypatch, capsys):
    monkeypatch.setattr(installed, "run", lambda *command, **options: 1)
    assert installed.main(["build"]) == 1
    assert "start again" in capsys.readouterr().out
    assert installed.stamped() == []


def test_a_full_disk_is_named_before_anything_is_made(installed, monkeypatch, capsys):
    class Usage:
        free = 10**8

    monkeypatch.setattr(installed.shutil, "disk_usage", lambda path: Usage)
    assert installed.main(["build"]) == 1
    assert "0.1 GB are free" in capsys.readouterr().out
    assert installed.ran == []


def test_a_disk_that_fills_up_on_the_way_is_named_and_pip_not_asked(installed, monkeypatch, capsys):
    class Usage:
        free = 10**10

    def fill(wanted, variables):
        Usage.free = 10**6
        return False

    monkeypatch.setattr(installed.shutil, "disk_usage", lambda path: Usage)
    monkeypatch.setattr(installed, "fast_install", fill)
    assert installed.main(["build"]) == 1
    assert "The disk filled up" in capsys.readouterr().out
    assert pips(installed) == [] and not os.path.exists(installed.VENV)


def test_a_folder_that_cannot_be_written_is_named(installed, monkeypatch, capsys):
    def refused():
        raise PermissionError(13, "Permission denied", ".venv")

    monkeypatch.setattr(installed, "make_venv", refused)
    assert installed.main(["build"]) == 1
    assert "may you not write in this folder" in capsys.readouterr().out


def test_a_home_that_cannot_be_written_is_replaced(start, monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setenv("HOME", str(tmp_path))
    assert start.clean_environment()["HOME"] == str(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "file"))
    home = start.clean_environment()["HOME"]
    assert home.startswith(start.VENV) and os.path.isdir(home)


@pytest.mark.skipif(os.name == "nt", reason="there start.py waits for JupyterLab instead")
def test_jupyterlab_takes_its_place_so_that_signals_reach_it(start, monkeypatch):
    taken = []
    monkeypatch.setattr(start.os, "execve", lambda *call: taken.append(call))
    monkeypatch.chdir(start.ROOT)
    start.give_way(start.python(), "-m", "jupyterlab")
    ((program, command, environment),) = taken
    assert program == start.python() and command == [program, "-m", "jupyterlab"]
    assert environment["PYTHONNOUSERSITE"] == "1"


def test_without_ensurepip_it_names_the_package_to_install(start, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    assert start.main(["build"]) == 1
    assert "sudo apt install python3-venv" in capsys.readouterr().out


def test_options_go_on_to_jupyterlab(installed, monkeypatch):
    assert installed.main(["lab", "--no-browser", "--port", "9999"]) == 0
    command = installed.ran[-1]
    assert command[-3:] == ("--no-browser", "--port", "9999")
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    assert ("--allow-root" in command) is root
    assert any(str(part).endswith("/lab/tree/work/00_start_here.ipynb") for part in command)


def test_the_lab_opens_copies_made_just_before(installed):
    installed.main([])
    assert installed.ran[-2][-3:] == ("tools.copies", "--lang", "en")
    assert "/lab/tree/work/00_start_here.ipynb" in str(installed.ran[-1])


def test_in_korean_it_opens_the_korean_copies(installed, capsys):
    installed.main(["--lang", "ko", "--no-browser"])
    assert installed.ran[-2][-3:] == ("tools.copies", "--lang", "ko")
    assert "/lab/tree/work/ko/00_start_here.ipynb" in str(installed.ran[-1])
    assert installed.ran[-1][-1] == "--no-browser" and "--lang" not in installed.ran[-1]
    assert installed.main(["fresh", "--lang", "ko", "03"]) == 0
    assert installed.ran[-1][-3:] == ("--lang", "ko", "03")
    for wrong in (["--lang"], ["lab", "--lang", "xx"]):
        assert installed.main(wrong) == 1
        assert "python3 start.py --lang ko" in capsys.readouterr().out


def test_on_a_korean_system_it_is_korean_unless_told_otherwise(installed, monkeypatch, capsys):
    monkeypatch.delenv("GDLAB_LANG")
    monkeypatch.setenv("LANGUAGE", "ko_KR.UTF-8")
    installed.main([])
    assert "/lab/tree/work/ko/00_start_here.ipynb" in str(installed.ran[-1])
    assert "JupyterLab을 시작합니다." in capsys.readouterr().out
    monkeypatch.delenv("GDLAB_LANG")
    installed.main(["--lang", "en"])
    assert "/lab/tree/work/00_start_here.ipynb" in str(installed.ran[-1])
    assert "JupyterLab starts." in capsys.readouterr().out


def test_the_teachers_commands_have_a_language_of_their_own(installed):
    installed.main(["course", "release", "--lang", "ko"])
    assert installed.ran[-1][-2:] == ("--lang", "ko")


def test_without_its_copies_the_lab_does_not_open(installed, monkeypatch):
    monkeypatch.setattr(installed, "copies", lambda *names: 2)
    assert installed.main([]) == 1
    assert "jupyterlab" not in str(installed.ran[-1])


def test_fresh_wants_the_name_of_a_lesson(installed, capsys):
    assert installed.main(["fresh"]) == 1
    assert "start.py fresh 03" in capsys.readouterr().out
    assert installed.main(["fresh", "03"]) == 0
    assert installed.ran[-1][-1] == "03"


def test_build_makes_the_site_too_unless_lessons_are_named(installed):
    assert installed.main(["build"]) == 0
    assert installed.ran[-1][-1] == "tools.pages"
    assert installed.main(["build", "03"]) == 0
    assert installed.ran[-1][-1] == "03"


def test_build_stops_at_a_lesson_that_fails(installed, monkeypatch):
    installed.install(installed.EXTRAS["build"])
    before = len(installed.ran)
    monkeypatch.setattr(installed, "run", lambda *command, **_: installed.ran.append(command) or 1)
    assert installed.main(["build"]) == 1
    assert len(installed.ran) == before + 1


def test_the_callers_python_settings_do_not_leak(start, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("PIP_USER", "1")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    environment = start.clean_environment()
    assert not {"PYTHONPATH", "PIP_USER", "PYTHONDONTWRITEBYTECODE"} & set(environment)
    assert environment["PYTHONNOUSERSITE"] == "1"


def test_a_moved_folder_is_noticed(start, monkeypatch):
    before = start.fingerprint("lab")
    monkeypatch.setattr(start, "ROOT", str(ROOT))
    assert start.fingerprint("lab") != before


def test_it_runs_as_a_program():
    ran = subprocess.run(
        [sys.executable, str(ROOT / "start.py"), "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.startswith("Open the lessons")
