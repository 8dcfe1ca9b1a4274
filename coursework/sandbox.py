"""The kernel in a box: bubblewrap around student code. Linux only.

Inside there is Python with its packages and ours, the set's data files, and memory that goes away
with the kernel. Not inside: the course with its other submissions, tests, seed and gradebook, the
home folder, the environment's secrets, other processes, and any network. The kernel talks to
nbgrader through sockets in one small folder, the only thing outside that it can write.
"""

import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path, PurePosixPath

from gdlab.notebook.language import N_, _, spoken

OURS = ("gdcore", "gdlab", "coursework")  # packages that a submission may import ...
HANDED = (  # ... of coursework only what a set's own cells use, and what answers for them
    "__init__ answering asking batches crossing epochs forked judge probing selfcheck served "
    "streams"
).split()
ENGINE = (
    "__init__.py",
    "catalogue.py",
    "engine",
    "shared/__init__.py",
    "shared/stream.py",
)  # of the exercises
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/nix/store", "/gnu/store")
SETTINGS = ("ld.so.cache", "fonts", "alternatives", "localtime", "passwd", "group", "ssl/certs")
EXERCISES = "gdlab.exercises"
HOME = "/home/student"
OWN = ("/dev/shm", "/tmp", HOME)  # what can be written inside: memory that goes away
MB = 2**20
PROCESSES, FILE, DISK, OPEN_FILES = 64, 64 * MB, 128 * MB, 512
UNPRIVILEGED = 1000  # its number inside; outside it is the teacher's own
AS_ROOT = 60_000  # root's graders run as numbers from here on: nobody's
KERNEL = [sys.executable, "-m", "ipykernel_launcher", "-f"]
HAND_ON = 'cp "$0" /tmp/kernel.json && chmod 644 /tmp/kernel.json && exec "$@"'
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")

WITHOUT = N_(
    "Without the sandbox, student code runs as you do. It can read every file you can read\n"
    "(other submissions, hidden tests, the seed), change the gradebook and so anybody's marks, "
    "delete\nfiles, use the network, and leave programs running. Grade so only what you would run "
    "yourself."
)


def root():
    return hasattr(os, "geteuid") and os.geteuid() == 0


def trouble():
    """None where the sandbox works; otherwise why not, as a sentence, and what to try."""
    if not sys.platform.startswith("linux"):
        return _("The sandbox needs Linux; this is another system. Grade in a virtual machine.")
    for program in ("bwrap", "prlimit", *(["setpriv"] if root() else [])):
        if not shutil.which(program):
            words = _("The sandbox needs {program}. On Debian and Ubuntu: {command}")
            return words.format(program=program, command="sudo apt install bubblewrap")
    tried = subprocess.run(
        [*command("/tmp", {}, 2048), sys.executable, "-c", "import ipykernel, numpy"],
        capture_output=True,
        text=True,
        check=False,
    )
    if tried.returncode == 0:
        return None
    said = (tried.stderr.strip().splitlines() or ["no words"])[-1]
    words = _(
        "The sandbox could not start here: {said}\n"
        "It needs bubblewrap 0.8 or newer, and leave to make user namespaces (Ubuntu 24.04: "
        "install the package apparmor-profiles; in a container: start it with that leave)."
    )
    return words.format(said=said)


def command(wires, files, memory):
    """The words to put before a program to run it inside.

    wires: the folder of its sockets, "/tmp" for none. files: {path inside HOME: path outside}, read
    only. memory: MB of address space for each process.
    """
    words = ["bwrap", "--die-with-parent", "--new-session", "--clearenv"]
    words += ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    words += ["--unshare-cgroup-try", "--hostname", "sandbox"]
    if root():
        words += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        words += ["--unshare-user", "--disable-userns"]
        words += ["--uid", str(UNPRIVILEGED), "--gid", str(UNPRIVILEGED)]
    words += ["--proc", "/proc", "--dev", "/dev"]
    for place in OWN:
        words += ["--perms", "1777", "--size", str(DISK), "--tmpfs", place]
    words += _seen() + _copies(files)
    if str(wires) != "/tmp":
        words += [*_parents(wires), "--bind", str(wires), str(wires)]
    words += ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", HOME]
    for name, value in _environment(wires).items():
        words += ["--setenv", name, value]
    return [*words, "--", *_limits(memory)]


def _seen():
    """What can be read inside, each at its own path."""
    python = {Path(sys.prefix), Path(sys.base_prefix)}
    python |= {Path(find_spec(name).origin).parent for name in OURS}
    python |= {Path(sys.base_prefix).resolve(), Path(sys.executable).resolve().parents[1]}
    places = [p for p in python if not p.is_relative_to("/usr")]
    words = []
    for place in sorted(places):
        words += _parents(place)
    for place in [*SYSTEM, *sorted(map(str, places))]:
        words += ["--ro-bind-try", place, place]
    words += _without_right_answers()
    words += ["--perms", "0755", "--dir", "/etc"]
    for name in SETTINGS:
        words += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    return words


def _without_right_answers():
    """Of coursework and the exercises only what carries no right answer: the rest is not there."""
    coursework, exercises = (Path(find_spec(n).origin).parent for n in ("coursework", EXERCISES))
    kept = {coursework: [f"{name}.py" for name in HANDED], exercises: ENGINE}
    words = []
    for place, names in kept.items():
        words += ["--perms", "0755", "--tmpfs", str(place)]
        for name in names:
            if "/" in name:
                words += ["--perms", "0755", "--dir", str((place / name).parent)]
            words += ["--ro-bind", str(place / name), str(place / name)]
        words += ["--remount-ro", str(place)]
    return words


def _parents(place):
    """Folders on the way to a place: bubblewrap would make them closed to others."""
    words = []
    for folder in reversed(Path(place).parents):
        if folder != Path("/") and not folder.is_relative_to("/usr") and folder != Path("/tmp"):
            words += ["--perms", "0755", "--dir", str(folder)]
    return words


def _copies(files):
    words = []
    for inside, outside in files.items():
        for folder in reversed(PurePosixPath(inside).parents[:-1]):
            words += ["--perms", "1777", "--dir", f"{HOME}/{folder}"]
        words += ["--ro-bind", str(outside), f"{HOME}/{inside}"]
    return words


def _environment(wires):
    path = [str(Path(sys.executable).parent), "/usr/bin", "/bin"]
    return {
        "PATH": os.pathsep.join(path),
        "HOME": HOME,
        "LANG": "C.UTF-8",
        "GDLAB_LANG": spoken(),
        "JUPYTER_RUNTIME_DIR": str(wires),
        "MPLCONFIGDIR": f"{HOME}/.matplotlib",
        "PYTHONDONTWRITEBYTECODE": "1",
        "NBGRADER_EXECUTION": "autograde",
        **dict.fromkeys(ONE_THREAD, "1"),
    }


def _limits(memory):
    """Set inside, where a limit on processes counts these processes and no others."""
    become = ["setpriv", "--reuid", _number(), "--regid", _number(), "--clear-groups", "--"]
    limits = ["prlimit", f"--as={memory * MB}", f"--nproc={PROCESSES}", f"--fsize={FILE}"]
    return [*(become if root() else []), *limits, "--core=0", f"--nofile={OPEN_FILES}", "--"]


def _number():
    """As root, each grading process has its kernels run as a user of their own, of no name."""
    return str(AS_ROOT + os.getpid() % 5000)


def fonts():
    """matplotlib's list of fonts, which takes seconds to make: {path inside: path outside}."""
    import matplotlib.font_manager  # makes the list where there is none

    lists = Path(matplotlib.get_cachedir()).glob("fontlist-*.json")
    return {f".matplotlib/{path.name}": path for path in lists}


def hand_over(*folders):
    """Folders that the kernel, which as root's runs as somebody else, may look into."""
    for folder in folders if root() else ():
        os.chown(folder, int(_number()), int(_number()))


def kernelspec(folder, wires, files, memory):
    """Write a kernelspec named python3 under `folder` that starts the kernel inside.

    `folder` goes first on JUPYTER_PATH. Interrupts go as messages: a signal would end the box.
    """
    inside = command(wires, files, memory)
    file = "{connection_file}"
    if root():  # the file is root's alone: hand it on before becoming somebody else
        at = inside.index("--") + 1
        inside[at:at] = ["sh", "-c", HAND_ON, file]
        file = "/tmp/kernel.json"
    write_spec(folder, [*inside, *KERNEL, file])


def write_spec(folder, argv):
    """The kernelspec itself."""
    place = Path(folder) / "kernels" / "python3"
    place.mkdir(parents=True)
    spec = {
        "argv": argv,
        "display_name": "Python 3",
        "language": "python",
        "interrupt_mode": "message",
    }
    (place / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
