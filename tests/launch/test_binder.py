"""What Binder makes of this repository: its build, its installation, its server, lessons in it.

A real launch needs docker and the service itself; all that comes before is done here with
repo2docker's own code, on what a clone holds.
"""

import contextlib
import json
import os
import re
import socket
import subprocess
import tarfile
import time
import urllib.request
from pathlib import Path

import nbformat
import pytest
from nbformat.sign import NotebookNotary

from gdlab.notebook.widgets import models_of
from tests.helpers.environments import ROOT, Environment, call, checkout, clean, need_an_index

repo2docker = pytest.importorskip("repo2docker", reason="the extra `launch` is not installed")

from repo2docker.app import Repo2Docker  # noqa: E402
from repo2docker.buildpacks import CondaBuildPack  # noqa: E402
from repo2docker.utils import chdir  # noqa: E402
from ruamel.yaml import YAML  # noqa: E402

ARGUMENTS = {"NB_USER": "reader", "NB_UID": "1000"}


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    return checkout(tmp_path_factory.mktemp("binder") / "clone")


@pytest.fixture(scope="module")
def pack(clone):
    """The build pack that repo2docker picks, as its own `build` picks it."""
    app = Repo2Docker()
    app.initialize()
    with chdir(clone):
        packs = (BuildPack(base_image=app.base_image) for BuildPack in app.buildpacks)
        found = next(pack for pack in packs if pack.detect())
        found.platform = "linux/amd64"
        yield found


class Engine:
    """Stands where docker would: keeps the build context that it is sent."""

    def build(self, fileobj, **options):
        self.context = tarfile.open(fileobj=fileobj)
        return iter(())


@pytest.fixture(scope="module")
def context(pack):
    engine = Engine()
    assert list(pack.build(engine, "name", 0, ARGUMENTS, [], {})) == []
    return engine.context


def test_binder_builds_with_conda_from_the_binder_folder(pack):
    assert type(pack) is CondaBuildPack
    assert pack.binder_dir == "binder"
    assert pack.environment_yaml_path == "binder/environment.yml"


def test_it_gets_the_python_of_the_file(pack):
    named = re.search(r"python=(\S+)", (ROOT / "environment.yml").read_text("utf-8"))[1]
    assert pack.python_version == named


def test_the_build_installs_after_the_whole_course_was_copied(pack):
    """gdcore is installed from its folder, so the folder must be there first."""
    build = pack.render(ARGUMENTS)
    assert build.index("COPY --chown=1000:1000 src/ ${REPO_DIR}/") < build.index(
        'env update -p ${NB_PYTHON_PREFIX} --file "binder/environment.yml"'
    )


def test_the_build_context_holds_the_course_and_little_else(context):
    held = {m.name.removeprefix("src/"): m for m in context if m.name.startswith("src/")}
    needed = [*ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("gdcore/**/*.py")]
    needed += [*ROOT.glob("gdlab/**/*.py"), *ROOT.glob("gdlab/**/*.js")]
    needed += [ROOT / "constraints.txt", ROOT / "pyproject.toml"]
    known = {str(path.relative_to(ROOT)) for path in needed}
    known &= set(call("git", "ls-files", cwd=ROOT).splitlines())
    assert len(known) > 20 and known <= set(held)
    assert not [m.name for m in held.values() if not (m.isfile() or m.isdir())]  # links
    assert sum(m.size for m in held.values()) < 20_000_000


def base_pins(pack):
    """(the packages that every Binder image begins with, the versions of all that comes along)."""
    folder = Path(repo2docker.buildpacks.conda.__file__).parent
    (lock,) = (Path(name).name for name in pack.get_build_script_files() if name.endswith(".lock"))
    frozen = dict(
        re.findall(r"/([\w.-]+)-([^-/]+)-py[^-/]+(?:conda|bz2)", (folder / lock).read_text())
    )
    frozen["jupyterhub"] = frozen["jupyterhub-base"]
    wanted = YAML().load(folder / "environment.yml")["dependencies"]
    names = [re.split("[=<>]", line)[0].removesuffix("-singleuser") for line in wanted]
    return [name for name in names if name not in ("python", "nodejs", "pip")], frozen


@pytest.fixture(scope="module")
def image(pack, clone, tmp_path_factory):
    """Binder's image without its system: the base pins, then our pip section as conda runs it."""
    folder = tmp_path_factory.mktemp("image")
    need_an_index(folder / "cache")
    made = Environment(folder / "env")
    names, pins = base_pins(pack)
    (folder / "base.txt").write_text("\n".join(f"{k}=={v}" for k, v in pins.items()))
    made.install(*names, "-c", folder / "base.txt")
    assert made.version("jupyterlab") == pins["jupyterlab"]

    wanted = pack.environment_yaml["dependencies"]
    (section,) = (entry["pip"] for entry in wanted if isinstance(entry, dict))
    (clone / "binder" / "condaenv.requirements.txt").write_text("\n".join(section))
    command = (made.python, "-m", "pip", "install", "-U", "-r", "condaenv.requirements.txt")
    call(*command, "--exists-action=b", "-q", cwd=clone / "binder")
    return made


@pytest.fixture(scope="module")
def built(image, clone):
    """The image after its last step, binder/postBuild, which readers then get."""
    home = image.folder / "home"
    home.mkdir(exist_ok=True)
    path = f"{image.bin}{os.pathsep}{os.environ['PATH']}"
    about = {"HOME": str(home), "NB_PYTHON_PREFIX": str(image.bin.parent), "PATH": path}
    call("binder/postBuild", cwd=clone, **about)
    return image


@pytest.mark.install
def test_the_image_is_at_peace_and_has_the_pins(image):
    assert "No broken requirements" in image.check()
    pinned = re.search(r"^jupyterlab==(\S+)", (ROOT / "constraints.txt").read_text("utf-8"), re.M)
    assert image.version("jupyterlab") == pinned[1]


@contextlib.contextmanager
def server(image, clone):
    """JupyterLab as BinderHub starts it: a base URL, a token, another origin."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    about = {
        "base_url": "/user/course-4f2a/",
        "token": "secret",
        "trust_xheaders": "True",
        "allow_origin": "*",
        "allow_origin_pat": ".*",
    }
    command = [str(image.bin / "jupyter-lab"), "--ip=127.0.0.1", f"--port={port}"]
    for app in ("NotebookApp", "ServerApp"):  # BinderHub says all of it twice, for old and new
        command += [f"--{app}.{name}={value}" for name, value in about.items()]
    home = image.folder / "home"
    home.mkdir(exist_ok=True)
    environment = clean() | {"HOME": str(home)}
    allowed = ["--allow-root"] if os.geteuid() == 0 else []  # Binder's reader is not root
    with open(home / "log", "w") as log:
        running = subprocess.Popen(
            [*command, "--no-browser", *allowed], cwd=clone, env=environment, stdout=log, stderr=log
        )
    try:
        yield running, f"http://127.0.0.1:{port}{about['base_url']}", home / "log"
    finally:
        running.terminate()
        running.wait(timeout=20)


def answer(running, address, log):
    """Ask until the server is up; its answer."""
    while running.poll() is None:
        try:
            return urllib.request.urlopen(address, timeout=10).read().decode()
        except urllib.error.HTTPError:
            raise
        except OSError:
            time.sleep(0.1)  # the only way to learn that a port has opened is to try it again
    raise AssertionError(log.read_text()[-3000:])


@pytest.mark.install
def test_the_badges_page_opens_in_jupyterlab_as_binder_starts_it(built, clone):
    badge = re.search(r"urlpath=([^)\s]+)", (ROOT / "README.md").read_text("utf-8"))[1]
    path = badge.replace("%2F", "/")
    assert path.startswith("lab/tree/")
    with server(built, clone) as (running, address, log):
        page = answer(running, f"{address}{path}?token=secret", log)
        assert "jupyter-config-data" in page
        about = f"{address}api/contents/{path.removeprefix('lab/tree/')}?token=secret"
        assert json.loads(answer(running, about, log))["type"] == "notebook"
        with pytest.raises(urllib.error.HTTPError, match="403"):
            answer(running, about.replace("secret", "wrong"), log)
        plugin = (
            f"{address}lab/api/settings/@jupyter-widgets/jupyterlab-manager:plugin?token=secret"
        )
        found = json.loads(answer(running, plugin, log))["schema"]["properties"]
        assert found["saveState"]["default"] is True
    assert "gdlab.notebook.server | extension was successfully loaded" in log.read_text()
    copy = nbformat.read(clone / "work" / "04_learning_rate.ipynb", as_version=4)
    signatures = NotebookNotary(data_dir=str(log.parent / ".local" / "share" / "jupyter"))
    assert models_of(copy) and signatures.check_signature(copy)


def notebook(number):
    """The lesson's notebook."""
    return next(ROOT.glob(f"notebooks/{number}_*.ipynb"))


@pytest.mark.install
@pytest.mark.parametrize("path", [*map(notebook, ("03", "10", "12"))], ids=lambda path: path.stem)
def test_lessons_run_there(path, image, clone):
    """One with explorers; and those on memory and on a cluster, which ask most of a machine."""
    image.run_notebook(clone / "notebooks" / path.name)
