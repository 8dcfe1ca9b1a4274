#!/usr/bin/env python3
"""Open the lessons, or work on them. Needs Python 3.11 or newer and nothing else.

    python3 start.py          open the lessons in JupyterLab, as copies of your own in work/
    python3 start.py --lang ko       the same in Korean, in work/ko/ (한국어로)
    python3 start.py fresh 03 copy lesson 3 anew; your old copy is kept beside the new one
    python3 start.py test     run the tests           (options go on to pytest)
    python3 start.py build    make notebooks/ and fresh/ of lessons/ (names: 03 04), and site/
    python3 start.py bench    measure speeds, as ratios           (names: slider)
    python3 start.py course   for teachers: hand out, collect and grade problem sets (--help)

The first start makes a virtual environment in .venv and needs the network; later ones do not.
Options of `lab` go on to JupyterLab: python3 start.py lab --no-browser --port 9999
"""
# This file is read by whatever Python someone has: keep its syntax old, and imports few.

import ast
import contextlib
import gettext
import hashlib
import os
import runpy
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
STAMP = os.path.join(VENV, "complete")
EXTRAS = {
    "lab": "lab,cluster",
    "build": "lab,cluster,build",
    "course": "lab,cluster,build,grading",
    "test": "lab,cluster,fast,build,grading,test,browser,launch",
}
# Of the settings a user may have for pip, in variables or in files, these say how packages are
# reached, and stay. The others say where or for whom to install, and would lead out of .venv.
NETWORK = (
    "index-url",
    "extra-index-url",
    "find-links",
    "no-index",
    "trusted-host",
    "proxy",
    "cert",
    "client-cert",
    "timeout",
    "default-timeout",
    "retries",
    "keyring-provider",
)
EXPORTED = str(
    ["text/html", "text/markdown", "image/svg+xml", "text/latex", "image/png", "text/plain"]
)
LEAKS = (
    "PYTHONPATH",
    "PYTHONHOME",
    "PYTHONDONTWRITEBYTECODE",  # every kernel would compile every package anew: seconds each
    "VIRTUAL_ENV",
    "JUPYTER_PATH",
    "JUPYTERLAB_DIR",
    "JUPYTERLAB_SETTINGS_DIR",
    "JUPYTERLAB_WORKSPACES_DIR",
)
FIRST_PAGE = "00_start_here.ipynb"
FOLDERS = {"en": "", "ko": "ko/"}  # of a language, in work/
LOCALES = os.path.join(ROOT, "gdlab", "locale")


class Trouble(Exception):
    """Something the reader can mend; the message says how."""


def _(sentence):
    """The sentence in the language that GDLAB_LANG names; take_language sees to that."""
    asked = [os.environ.get("GDLAB_LANG", "en")]
    return gettext.translation("gdlab", LOCALES, asked, fallback=True).gettext(sentence)


def machine_language():
    """The language of the environment, or else of the system; English for one that is not here."""
    machine = runpy.run_path(os.path.join(ROOT, "gdlab", "notebook", "machine.py"))
    asked = os.environ.get("GDLAB_LANG") or machine["machine_language"]()
    return asked[:2] if asked[:2] in FOLDERS else "en"


def take_language(arguments):
    """The arguments without --lang and its language, which all that we start speaks from now on.

    What stands behind `course` belongs to that.
    """
    os.environ["GDLAB_LANG"] = machine_language()
    if "--lang" not in arguments or arguments[0] == "course":
        return arguments
    at = arguments.index("--lang")
    language = "".join(arguments[at + 1 : at + 2])
    if language not in FOLDERS:
        raise Trouble(_("Which language? For Korean: python3 start.py --lang ko"))
    os.environ["GDLAB_LANG"] = language
    return arguments[:at] + arguments[at + 2 :]


def python():
    """The environment's own Python."""
    windows = os.name == "nt"
    return os.path.join(
        VENV, "Scripts" if windows else "bin", "python.exe" if windows else "python"
    )


def fingerprint(extras):
    """Changes when the environment must be made again: other Python, pins, place or extras."""
    digest = hashlib.sha256(("%s %s %s" % (sys.version, ROOT, extras)).encode("utf-8"))
    for name in ("pyproject.toml", "constraints.txt"):
        with open(os.path.join(ROOT, name), "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def stamped():
    """The fingerprints the environment was completed with, one a line; none if unfinished."""
    try:
        with open(STAMP, encoding="utf-8") as file:
            return file.read().split()
    except OSError:
        return []


def home_can_be_written():
    """Whether programs may keep their settings in the home folder: Jupyter does not start else."""
    try:
        tempfile.TemporaryFile(dir=os.path.expanduser("~")).close()
    except OSError:
        return False
    return True


def leads_astray(variable):
    """Whether a variable would lead to other packages, or install into another place."""
    name = variable.upper()
    if name.startswith("PIP_"):
        return name[4:].lower().replace("_", "-") not in NETWORK
    return name in LEAKS


def clean_environment():
    """The caller's environment without what would leak other packages into ours."""
    environment = {name: value for name, value in os.environ.items() if not leads_astray(name)}
    environment["PYTHONNOUSERSITE"] = "1"
    environment["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    environment["JUPYTER_PREFER_ENV_PATH"] = "1"  # our kernel before one of the user's own
    environment["PATH"] = os.path.dirname(python()) + os.pathsep + environment.get("PATH", "")
    if not home_can_be_written():
        environment["HOME"] = os.path.join(VENV, "home")
        os.makedirs(environment["HOME"], exist_ok=True)
    return environment


def run(*command, **options):
    """Run one of our commands in the clean environment; its exit code."""
    environment = dict(options.pop("variables", {}), **clean_environment())
    return subprocess.call(list(command), env=environment, **options)


def pip_variables(said):
    """What `pip config list` said, as variables that leave only the way to the packages.

    A settings file can install for the user, or elsewhere, against which no variable helps: so no
    file is read, and what is good in it is told again.
    """
    kept = {"PIP_CONFIG_FILE": os.devnull}
    for line in said.splitlines():
        key, _, value = line.partition("=")
        section, _, name = key.partition(".")
        if section in ("global", "install") and name in NETWORK:
            words = " ".join(ast.literal_eval(value).split())
            kept["PIP_" + name.upper().replace("-", "_")] = words
    return kept


def packages_reached():
    """The variables with which pip, and uv, install into .venv whatever the user's files say."""
    listed = subprocess.Popen(
        [python(), "-m", "pip", "config", "list"],
        env=clean_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        universal_newlines=True,
    )
    variables = pip_variables(listed.communicate()[0])
    variables["UV_NO_CONFIG"] = "1"
    if "PIP_INDEX_URL" in variables:
        variables["UV_DEFAULT_INDEX"] = variables["PIP_INDEX_URL"]
    return variables


def give_way(*command):
    """Let a command take our place, so that Ctrl-C and every signal reach it and nothing is left.

    Windows cannot do that: there we wait for it.
    """
    if os.name == "nt":
        return run(*command, cwd=ROOT)
    sys.stdout.flush()
    os.chdir(ROOT)
    os.execve(command[0], list(command), clean_environment())


def make_venv():
    """A new .venv; a half-made one is replaced."""
    try:
        import ensurepip  # noqa: F401  Debian ships Python without it
        import venv
    except ImportError:
        raise Trouble(
            _(
                "This Python cannot make a virtual environment.\n"
                "On Debian and Ubuntu: `sudo apt install python3-venv`. Then start again."
            )
        )
    if os.pathsep in ROOT:
        words = _(
            "The name of this folder holds a {sign!r}, and no virtual environment can be made "
            "there:\n{folder}\nRename the folder, or move the course elsewhere, and start again."
        )
        raise Trouble(words.format(sign=os.pathsep, folder=ROOT))
    shutil.rmtree(VENV, ignore_errors=True)
    try:
        venv.create(VENV, with_pip=True, symlinks=os.name != "nt")
    except (OSError, subprocess.CalledProcessError) as error:
        shutil.rmtree(VENV, ignore_errors=True)
        words = _(
            "No virtual environment could be made in .venv: {error}\n"
            "Is the disk full, or may you not write in this folder? Mend that and start again."
        )
        raise Trouble(words.format(error=error))


def our_turn():
    """Of two starts in one folder the second waits here until the first has ended; use `with`."""
    import sqlite3  # its locks are the same on every system, and end with the process

    try:
        lock = sqlite3.connect(os.path.join(ROOT, ".start.lock"), timeout=600)
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error:
        return contextlib.nullcontext()  # not every network's folders can be locked
    return contextlib.closing(lock)


def fast_install(wanted, variables):
    """Install with uv, which takes a tenth of pip's time; False if it cannot, and pip should.

    pip knows more ways through mirrors and proxies than uv does.
    """
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": ROOT}
    quiet["variables"] = variables
    if run(python(), "-m", "pip", "install", "-c", "constraints.txt", "uv", **quiet):
        return False
    return run(python(), "-m", "uv", "pip", *wanted, "--python", python(), **quiet) == 0


def install(extras):
    """Bring .venv to the pinned state, unless it is there."""
    with our_turn():
        if fingerprint(extras) not in stamped():
            set_up(extras)


def room():
    """Bytes free on the disk of this folder."""
    return shutil.disk_usage(ROOT).free


def set_up(extras):
    """Make or update .venv; the stamp is taken away first and written last."""
    done = stamped()
    print(_("Setting up .venv (once, a minute or two) ..."), flush=True)
    if room() < 2 * 10**9 and not done:
        words = _("Setting up takes about 2 GB of disk; only {free:.1f} GB are free here.")
        raise Trouble(words.format(free=room() / 1e9))
    if not done or not os.path.exists(python()):
        make_venv()
    if os.path.exists(STAMP):
        os.remove(STAMP)
    wanted = ["install", "--quiet", "-c", "constraints.txt", "-e", ".[%s]" % extras]
    variables = packages_reached()
    if not fast_install(wanted, variables):
        if room() < 3 * 10**8:  # pip would only fill what is left
            shutil.rmtree(VENV, ignore_errors=True)
            raise Trouble(
                _(
                    "The disk filled up on the way; what was installed is removed again.\n"
                    "Free about 2 GB and start again."
                )
            )
        if run(python(), "-m", "pip", *wanted, cwd=ROOT, variables=variables):
            raise Trouble(
                _(
                    "The packages could not be installed; pip's own words are above.\n"
                    "The first start, and the first after an update, needs a network.\n"
                    "Mend that and start again: nothing needs to be cleaned up."
                )
            )
    there = set(extras.split(","))
    marks = [fingerprint(some) for some in EXTRAS.values() if set(some.split(",")) <= there]
    with open(STAMP, "w", encoding="utf-8") as file:
        file.write("\n".join(marks) + "\n")


def lab(options):
    """JupyterLab on the start page of the learner's copies, with the repository as its root."""
    install(EXTRAS["lab"])
    if copies():
        return 1
    page = "work/" + FOLDERS[os.environ["GDLAB_LANG"]] + FIRST_PAGE
    command = [python(), "-m", "jupyterlab", "--LabApp.default_url=/lab/tree/" + page]
    # the user's own settings may name another root, where our page would not be found
    command += ["--ServerApp.root_dir=" + ROOT, "--ServerApp.preferred_dir=" + ROOT]
    # keeps what moves in a notebook when it is saved
    command.append("--ServerApp.jpserver_extensions={'gdlab.notebook.server': True}")
    # what is exported is read anywhere: the still picture before a widget that needs a network
    command.append("--NbConvertBase.display_data_priority=" + EXPORTED)
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        print(_("Running as root, as in a container: JupyterLab gets --allow-root."), flush=True)
        command.append("--allow-root")
    # JupyterLab reads labconfig/default_setting_overrides.json in each folder named here
    folders = [ROOT, os.environ.get("JUPYTER_CONFIG_PATH")]
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, folders))
    words = _(
        "JupyterLab starts. If no browser opens, open the address below. Ctrl-C twice ends it."
    )
    print(words, flush=True)
    return give_way(*(command + options))


def copies(*names):
    """Bring work/ up to date, or copy the named lessons anew."""
    with our_turn():
        made = [python(), "-m", "tools.copies", "--lang", os.environ["GDLAB_LANG"]]
        return run(*(made + list(names)), cwd=ROOT)


def fresh(names):
    """New copies of the named lessons."""
    if not names:
        raise Trouble(_("Which lesson? For lesson 3: python3 start.py fresh 03"))
    install(EXTRAS["lab"])
    return copies(*names)


def test(options):
    """The linter and the formatter's eye, then every test, in one pytest run."""
    install(EXTRAS["test"])
    for look in (["check", "."], ["format", "--check", "."]):
        if run(python(), "-m", "ruff", *look, cwd=ROOT):
            return 1
    # more than two cores' worth: one waits for a browser or a network while another computes
    pytest = [python(), "-m", "pytest", "-n", "4", "--dist", "loadfile", "--no-loadscope-reorder"]
    # what English notebooks have shown their Korean twins need not show again
    pytest += ["--nbval", "--nbval-cell-timeout=60", "--ignore=notebooks/ko"]
    named = [option for option in options if not option.startswith("-") and os.path.exists(option)]
    return run(*(pytest + options + ([] if named else ["tests", "notebooks"])), cwd=ROOT)


def build(names):
    """Notebooks from lessons; without names the book and its moving pictures in site/, too."""
    install(EXTRAS["build"])
    for module in ["tools.build", *([] if names else ["tools.book", "tools.pages"])]:
        if run(python(), "-m", module, *names, cwd=ROOT):
            return 1
    return 0


def bench(names):
    """The measurements of bench/."""
    install(EXTRAS["test"])
    return run(python(), "-m", "bench", *names, cwd=ROOT)


def course(arguments):
    """The teacher's command line, coursework/."""
    install(EXTRAS["course"])
    return run(python(), "-m", "coursework", *arguments)


COMMANDS = {
    "lab": lab,
    "fresh": fresh,
    "test": test,
    "build": build,
    "bench": bench,
    "course": course,
}


def main(arguments):
    """Dispatch; a sentence and exit code 1 for every trouble a reader can mend."""
    if sys.version_info < (3, 11):
        print(
            "This course needs Python 3.11 or newer; this is %s. Get one from python.org, "
            "then: python3.11 start.py" % sys.version.split()[0]
        )
        return 1
    if {"-h", "--help"} & set(arguments[:1]):
        print(__doc__.strip())
        return 0
    try:
        return dispatch(take_language(arguments))
    except Trouble as trouble:
        print(trouble)
        return 1
    except OSError as error:
        words = _(
            "{error}\nIs the disk full, or may you not write in this folder? "
            "Mend that and start again."
        )
        print(words.format(error=error))
        return 1
    except KeyboardInterrupt:
        print("\n" + _("Stopped."))
        return 130


def dispatch(arguments):
    """Run the command that the first argument names; without one, open the lessons."""
    if not arguments or arguments[0].startswith("-"):
        return lab(arguments)
    name, *options = arguments
    if name not in COMMANDS:
        print(_("There is no command {name!r}.").format(name=name) + "\n\n" + __doc__.strip())
        return 2
    return COMMANDS[name](options)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
