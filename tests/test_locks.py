"""The locks in requirements/: complete, free of addresses, and installable on the oldest Python we promise."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "requirements"
SETS = ("core", "postgres", "media", "dev")
OLDEST = Path("/usr/bin/python3.11")
# Packages whose module has another name.
MODULES = {
    "django": "django",
    "djangorestframework": "rest_framework",
    "drf-spectacular": "drf_spectacular",
    "django-allauth": "allauth",
    "django-csp": "csp",
    "django-htmx": "django_htmx",
    "pillow": "PIL",
}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def asked_for(name: str) -> set[str]:
    """The packages that NAME.in lists."""
    lines = (FOLDER / f"{name}.in").read_text(encoding="utf-8").splitlines()
    wanted = [re.match(r"[A-Za-z0-9_.-]+", line) for line in lines if line and line[0] not in "#-"]
    return {canonical(match.group()) for match in wanted if match}


def locked(name: str) -> dict[str, str]:
    """{package: exact version} of NAME.txt."""
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    return {
        canonical(package): version for package, version in re.findall(r"^([\w.-]+)==([^\s;]+)", text, re.M)
    }


@pytest.mark.parametrize("name", SETS)
def test_a_lock_holds_no_address_and_no_option(name: str) -> None:
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    for line in lines:
        assert re.fullmatch(r"[\w.-]+==\S+( ;.*)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?", line), line
        assert "://" not in line
        assert "@" not in line


@pytest.mark.parametrize("name", SETS)
def test_a_lock_is_complete_and_every_package_has_a_hash(name: str) -> None:
    assert asked_for(name) <= set(locked(name)), f"run `make locks`: {name}.txt lacks what {name}.in lists"
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    for block in re.split(r"\n(?=\S)", text.strip()):
        assert "--hash=sha256:" in block, block


def test_the_locks_agree_with_each_other_and_with_the_oldest_python() -> None:
    versions: dict[str, set[str]] = {}
    for name in SETS:
        for package, version in locked(name).items():
            versions.setdefault(package, set()).add(version)
    assert {package: found for package, found in versions.items() if len(found) > 1} == {}
    # redis needs it below 3.11.3 only, so a lock made for the newest 3.11 alone would lack it on Debian 12.
    assert re.search(
        r"^async-timeout==\S+ ; python_full_version < '3\.11\.3'", (FOLDER / "core.txt").read_text(), re.M
    )


def test_what_the_code_imports_is_in_the_core_and_what_is_in_the_core_is_used() -> None:
    ours = {"config", "planner", "scoring", "bootstrap", "prepare", "machine", "supervisor"}
    imported: set[str] = set()
    for folder in ("config", "planner", "scoring"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    imported |= {alias.name.split(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    imported.add(node.module.split(".")[0])
    provided = {MODULES.get(package, package.replace("-", "_")) for package in locked("core")} | {"PIL"}
    foreign = imported - ours - set(sys.stdlib_module_names)
    optional = {
        MODULES.get(package, package.replace("-", "_"))
        for package in asked_for("postgres") | asked_for("media")
    }
    assert foreign - provided - optional == set(), "imported, but not in requirements/core.in"

    # Used without being imported: by name in the settings, by Celery and Django, on the command line.
    settings = (ROOT / "config" / "settings.py").read_text(encoding="utf-8")
    named = {"gunicorn", "redis", "tzdata"} | {name for name in provided if f'"{name}' in settings}
    wanted = {MODULES.get(package, package.replace("-", "_")) for package in asked_for("core")}
    assert wanted - foreign - named == set(), "in requirements/core.in, but nothing uses it"


@pytest.mark.processes
@pytest.mark.timeout(300)
@pytest.mark.parametrize("sets", [("core", "postgres", "dev"), ("core", "media")], ids=" ".join)
def test_the_locks_install_on_the_oldest_python(sets: tuple[str, ...], tmp_path: Path) -> None:
    version = (
        subprocess.run([OLDEST, "-V"], capture_output=True, text=True, check=False).stdout
        if OLDEST.exists()
        else ""
    )
    if version.strip() != "Python 3.11.2":
        pytest.skip(f"{OLDEST} is not Python 3.11.2 here: {version.strip() or 'it does not exist'}")
    subprocess.run([OLDEST, "-m", "venv", tmp_path / "venv"], check=True, capture_output=True)
    files = [argument for name in sets for argument in ("-r", str(FOLDER / f"{name}.txt"))]
    options = ["--dry-run", "--require-hashes", "--only-binary", ":all:", "--no-input", "--quiet"]
    done = subprocess.run(
        [tmp_path / "venv" / "bin" / "pip", "install", *options, *files],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
