"""Builds what Vercel would deploy, and calls it as Vercel would, without uploading anything.

`vercel build` accepts mistakes and exits with 0, so the tests look at what it built: the function's
files alone in an empty folder, started by a Python that sees nothing else. Where the Vercel CLI or
its Python 3.12 is not to be had, the folder is filled with what the function would hold.
"""

import base64
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]

# The newest CLI that was seen to build this layout. Not in a package.json: it is 358 MB.
VERCEL = "vercel@60.1.3"
PROJECT = {"projectId": "prj_local", "orgId": "team_local", "settings": {}}

# Run with only the function's folder on the path; takes a list of requests, gives one of answers.
CALL_VERCEL = """
import json, sys
sys.path.insert(0, sys.argv[1])
from vc__handler__python import vc_handler
answers = [vc_handler({"body": json.dumps(request)}, None) for request in json.load(sys.stdin)]
print("\\n" + json.dumps(answers))
"""
CALL_WSGI = """
import base64, json, sys
sys.path[:0] = [sys.argv[1], sys.argv[1] + "/_vendor"]
from backend.app import app
client, answers = app.test_client(), []
for request in json.load(sys.stdin):
    answer = client.open(request["path"], method=request["method"], headers=request["headers"],
                         data=base64.b64decode(request["body"]))
    answers.append({"statusCode": answer.status_code, "body": answer.text})
print("\\n" + json.dumps(answers))
"""


@dataclass(frozen=True)
class Deployment:
    """What was built: `function` is a folder with the files of the function and nothing else."""

    how: str
    function: Path
    python: Path
    call: str
    static: Path | None = None
    routes: tuple[dict[str, Any], ...] = ()

    def answer(
        self, method: str, path: str, body: bytes = b"", content_type: str | None = None
    ) -> tuple[int, dict[str, Any]]:
        """Status and JSON of one request to a fresh process of the function."""
        request = {
            "method": method,
            "path": path,
            "headers": {"Host": "localhost"} | ({"Content-Type": content_type} if body else {}),
            "encoding": "base64",
            "body": base64.b64encode(body).decode(),
        }
        done = subprocess.run(
            # -I -S: neither the environment, the working directory nor site-packages are seen.
            [self.python, "-I", "-S", "-c", self.call, self.function],
            input=json.dumps([request]),
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, f"the function does not start:\n{done.stdout}{done.stderr}"
        [answer] = json.loads(done.stdout.splitlines()[-1])
        return answer["statusCode"], json.loads(answer["body"])

    @cached_property
    def files(self) -> dict[str, int]:
        """Size in bytes of each file of the function, by its path there."""
        return {
            file.relative_to(self.function).as_posix(): file.stat().st_size
            for file in self.function.rglob("*")
            if file.is_file()
        }


def copy_of_repository(destination: Path) -> Path:
    """The tree as a clone would have it, with what is not committed yet."""
    listed = _output("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in filter(None, listed.split("\0")):
        source, target = ROOT / name, destination / name
        if source.is_file():  # Git lists deleted files until the deletion is committed.
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    return destination


def build(tree: Path, function: Path) -> Deployment:
    """Build with Vercel's own CLI, or else by hand."""
    python, npx = _python_3_12(), shutil.which("npx")
    if not python:
        return _by_hand(tree, function, Path(sys.executable), "no Python 3.12 here")
    if not npx or not _vercel_can_be_had(npx):
        return _by_hand(tree, function, python, f"{VERCEL} cannot be fetched")
    return _with_vercel(tree, function, python, npx)


def _with_vercel(tree: Path, function: Path, python: Path, npx: str) -> Deployment:
    (tree / ".vercel").mkdir()
    (tree / ".vercel" / "project.json").write_text(json.dumps(PROJECT))
    # Vercel runs the first uv and python3.12 of PATH; both may be shims that start nothing.
    path = [Path(sys.executable).parent, python.parent, os.environ["PATH"]]
    built = subprocess.run(
        [npx, "--yes", VERCEL, "build", "--yes"],
        cwd=tree,
        env={**_environment(), "PATH": os.pathsep.join(map(str, path))},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
    )
    assert built.returncode == 0, built.stdout

    output = tree / ".vercel" / "output"
    [config_file] = output.rglob("*.func/.vc-config.json")
    config = json.loads(config_file.read_text())
    shutil.copytree(config_file.parent, function, dirs_exist_ok=True)
    for place, source in config.get("filePathMap", {}).items():
        (function / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(tree / source, function / place)
    [index] = output.rglob("static/index.html")
    routes = json.loads((output / "config.json").read_text())["routes"]
    how = f"built by {VERCEL}, run by {python}"
    return Deployment(how, function, python, CALL_VERCEL, index.parent, tuple(routes))


def _by_hand(tree: Path, function: Path, python: Path, reason: str) -> Deployment:
    for folder in ("backend", "model"):
        shutil.copytree(tree / folder, function / folder)
    version = ".".join(map(str, sys.version_info[:2]))
    if python != Path(sys.executable):
        version = "3.12"
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
            *("--target", function / "_vendor", "--python-version", version),
            *("--only-binary", ":all:", "--requirement", tree / "requirements.txt"),
        ],
        check=True,
        timeout=300,
    )
    how = f"without the Vercel CLI ({reason}): the app alone with its requirements, run by {python}"
    return Deployment(how, function, python, CALL_WSGI)


def _python_3_12() -> Path | None:
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    candidates = [shutil.which("python3.12") or ""]
    candidates += sorted(map(str, pyenv.glob("3.12*/bin/python3.12")), reverse=True)
    if uv := shutil.which("uv", path=Path(sys.executable).parent):
        # Only one that is installed: it would download one otherwise.
        found = _output(uv, "python", "find", "--no-python-downloads", "3.12", check=False)
        candidates.append(found.strip())
    for candidate in filter(None, candidates):
        says = "import sys; print(sys.version_info[:2], sys.executable)"
        version, _, executable = _output(candidate, "-c", says, check=False).rpartition(" ")
        if version == "(3, 12)":
            return Path(executable.strip())
    return None


def _vercel_can_be_had(npx: str) -> bool:
    said = _output(npx, "--yes", VERCEL, "--version", check=False)
    return VERCEL.partition("@")[2] in said


def _output(*command: str | Path, check: bool = True) -> str:
    try:
        done = subprocess.run(
            command, cwd=ROOT, env=_environment(), capture_output=True, text=True, timeout=300
        )
    except (OSError, subprocess.TimeoutExpired):
        if check:
            raise
        return ""
    assert done.returncode == 0 or not check, done.stderr
    return done.stdout if done.returncode == 0 else ""


def _environment() -> dict[str, str]:
    return {**os.environ, "VERCEL_TELEMETRY_DISABLED": "1"}
