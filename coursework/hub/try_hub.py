"""Try a JupyterHub on this machine: several users open the start page by one nbgitpuller link.

    .venv/bin/python coursework/hub/try_hub.py [users, otherwise 3]

It makes an environment of its own under the system's temporary folder (JupyterHub and nbgitpuller
from PyPI, configurable-http-proxy from npm: neither is a dependency of the course), starts the hub
on the loopback address, and sends as many users as you say through the link in a headless browser,
all at once. For each it prints the seconds from the link to the opened notebook, whose first two
code cells are then run. Node.js 18 or newer, git, and a Chromium or Chrome must be there.
"""

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlencode

import psutil

ROOT = Path(__file__).resolve().parents[2]
TOOLS = Path(tempfile.gettempdir()) / "try-hub-tools"
PASSWORD = secrets.token_hex(8)
PATIENCE = 240_000  # milliseconds for one thing
PACKAGES = ("jupyterhub>=5", "nbgitpuller", "-c", "constraints.txt", ".[lab]")
PROXY = "configurable-http-proxy@5"


def main(users):
    """The exit code: 0 if every user read the answer of the start page's first fit."""
    hub = tools()
    with tempfile.TemporaryDirectory() as folder, running_hub(hub, Path(folder)) as address:
        lessons = Path(folder) / "lessons.git"
        subprocess.run(["git", "clone", "-q", "--bare", ROOT, lessons], check=True)
        query = {
            "repo": lessons.as_uri(),
            "urlpath": "lab/tree/lessons.git/fresh/00_start_here.ipynb",
        }
        link = f"{address}/hub/user-redirect/git-pull?{urlencode(query)}"
        print(f"the link: {link}", flush=True)
        return visit(address, link, users)


def tools():
    """The folder of JupyterHub's programs, made if it is not there."""
    programs = TOOLS / "env" / "bin"
    proxy = TOOLS / "node_modules" / ".bin" / "configurable-http-proxy"
    if not shutil.which("npm"):
        sys.exit("npm is missing: it comes with Node.js, nodejs.org")
    if not (programs / "jupyterhub").exists():
        subprocess.run([sys.executable, "-m", "venv", TOOLS / "env"], check=True)
        pip = [programs / "python", "-m", "pip", "install", "-q", *PACKAGES]
        subprocess.run(pip, check=True, cwd=ROOT)
    if not proxy.exists():
        subprocess.run(["npm", "install", "--silent", "--prefix", TOOLS, PROXY], check=True)
    return programs, proxy


@contextlib.contextmanager
def running_hub(hub, folder):
    """JupyterHub over an empty folder of homes; its address."""
    programs, proxy = hub
    (folder / "homes").mkdir()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "TRY_HUB_FOLDER": str(folder),
        "TRY_HUB_PORT": str(port),
        "TRY_HUB_PASSWORD": PASSWORD,
        "TRY_HUB_PROXY": str(proxy),
    }
    config = Path(__file__).with_name("jupyterhub_config.py")
    with open(folder / "log", "w") as log:
        command = [programs / "jupyterhub", "-f", config]
        server = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
    try:
        answer(f"http://127.0.0.1:{port}/hub/api", server, folder / "log")
        yield f"http://127.0.0.1:{port}"
    finally:
        family = psutil.Process(server.pid).children(recursive=True)
        server.terminate()
        server.wait(timeout=60)
        for process in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.terminate()
        psutil.wait_procs(family, timeout=20)


def answer(url, server, log):
    """Wait until the hub answers."""
    until = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < until and server.poll() is None:
        try:
            return urllib.request.urlopen(url, timeout=5).read()
        except OSError:
            time.sleep(0.3)  # the only way to learn that a port has opened is to try it again
    raise RuntimeError(f"JupyterHub did not start:\n{log.read_text()[-3000:]}")


def visit(address, link, users):
    """Log everybody in, open everybody's link at once, and wait for everybody's notebook."""
    sys.path.insert(0, str(ROOT))
    from tools.jupyter_page import running_browser

    with running_browser() as browser:
        pages = [logged_in(browser, address, f"student{number}") for number in range(users)]
        begun = time.monotonic()
        for page in pages:
            page.goto(link, wait_until="commit")
        read = 0
        for number, page in enumerate(pages):
            page.get_by_role("heading", name="Start here").first.wait_for(timeout=PATIENCE)
            print(f"student{number}: open after {time.monotonic() - begun:.0f} s", flush=True)
            read += run_first_cells(page)
    print(f"{read} of {users} users read array([1., 2., 3.])")
    return 0 if read == users else 1


def logged_in(browser, address, user):
    page = browser.new_context().new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{address}/hub/login")
    page.get_by_label("Username").fill(user)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/hub/login" not in url, wait_until="commit")
    return page


def run_first_cells(page):
    """Run the whole page from its menu; whether the start page's first fit answers."""
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    page.get_by_text("array([1., 2., 3.])").last.wait_for()
    return True


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 3))
