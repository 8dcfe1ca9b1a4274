"""What a host runs for whoever publishes the course; here only read: a host runs it."""

import subprocess
import sys
import tomllib

import pytest
from packaging.specifiers import SpecifierSet
from ruamel.yaml import YAML

from tests.helpers import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
each_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)


def jobs(path):
    return YAML(typ="safe").load(path)["jobs"]


def commands(path):
    """Every line that a workflow gives to a shell."""
    steps = (step for job in jobs(path).values() for step in job["steps"])
    return [line for step in steps for line in step.get("run", "").splitlines()]


def test_they_are_workflows_as_the_host_reads_them():
    command = [sys.executable, "-m", "check_jsonschema"]
    command += ["--builtin-schema", "vendor.github-workflows", *map(str, WORKFLOWS)]
    ran = subprocess.run(command, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr


@each_workflow
def test_it_asks_for_no_more_rights_than_it_needs(path):
    book = YAML(typ="safe").load(path)
    assert book["permissions"]["contents"] == "read"


def test_the_tests_run_on_every_system_and_every_python_allowed():
    (job,) = jobs(ROOT / ".github" / "workflows" / "tests.yml").values()
    matrix = job["strategy"]["matrix"]
    assert {name.split("-")[0] for name in matrix["os"]} == {"ubuntu", "macos", "windows"}
    assert matrix["python"] == ["3.11", "3.12", "3.13", "3.14"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert all(SpecifierSet(project["requires-python"]).contains(v) for v in matrix["python"])


def test_they_call_the_commands_of_the_readme():
    called = [line for path in WORKFLOWS for line in commands(path) if "start.py" in line]
    assert len(called) >= 4
    assert {line.split("start.py ")[1].split()[0] for line in called} == {"test", "build"}
