"""The repository itself: what is in it, what its README promises."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEXT = {
    ".py",
    ".md",
    ".toml",
    ".txt",
    ".in",
    ".yaml",
    ".yml",
    ".html",
    ".css",
    ".js",
    ".json",
    ".po",
    ".sh",
    ".svg",
}
REGISTRY = re.compile(
    r"pypi\.org|pythonhosted\.org|registry\.npmjs|registry\.yarnpkg|unpkg\.com|jsdelivr\.net|cdnjs\.|esm\.sh"
    r"|--(extra-)?index-url[ =]|--find-links[ =]|_INDEX_URL\b",
    re.IGNORECASE,
)
MACHINE = re.compile(r"(?<![\w./-])/(?:root|home/\w+|work|Users|opt/\w*pypi\w*)/[\w.]|/tmp/signet\b")


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]


def text_files() -> list[Path]:
    plain = ("Makefile", "Dockerfile", "LICENSE", "run")
    return [
        path for path in tracked() if path.suffix in TEXT or path.name in plain or path.name.startswith(".")
    ]


def test_no_file_names_a_registry_or_a_path_of_somebodys_machine() -> None:
    found = []
    for path in text_files():
        if path == Path(__file__).resolve():
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if REGISTRY.search(line) or MACHINE.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    assert found == []


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("pip install --extra-index-url https://mirror.example/simple", True),
        ("see /home/claire/signet/var", True),
        ("/work/main/manage.py", True),
        ("https://github.com/work/main", False),
        ("docs/work/today", False),
        ("the database index", False),
    ],
)
def test_the_search_finds_what_it_is_for(line: str, wrong: bool) -> None:
    assert bool(REGISTRY.search(line) or MACHINE.search(line)) is wrong


def test_nothing_made_by_a_run_is_kept() -> None:
    kept = [str(path.relative_to(ROOT)) for path in tracked()]
    assert [
        name for name in kept if re.search(r"^(var|\.venv)/|\.(pyc|mo|sqlite3|log)$|(^|/)\.env$", name)
    ] == []


def test_every_make_command_of_the_documents_exists() -> None:
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    documents = [ROOT / name for name in ("README.md", "CONTRIBUTING.md")] + sorted(
        (ROOT / "docs").glob("*.md")
    )
    named = {
        (path.name, target)
        for path in documents
        for target in re.findall(
            r"(?:^|`)(?:\w+=\S+ )*make (?:\w+=\S+ )*([a-z-]+)", path.read_text(encoding="utf-8"), re.M
        )
    }
    assert {("README.md", "demo"), ("README.md", "test")} <= named
    assert {(path, target) for path, target in named if target not in targets} == set()


def test_every_file_that_the_documents_link_to_exists() -> None:
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
    links = [
        (path, link) for path in documents for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text())
    ]
    ours = [(path, link) for path, link in links if "://" not in link and not link.startswith("mailto:")]
    broken = [f"{path.relative_to(ROOT)}: {link}" for path, link in ours if not (path.parent / link).exists()]
    assert broken == []


def test_agency_mode_asks_for_exactly_two_secrets() -> None:
    compose = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    assert set(re.findall(r"\$\{(\w+):\?", compose)) == {"SIGNET_SECRET_KEY", "POSTGRES_PASSWORD"}
    # Everything else that can be set has a default, so that nothing else must be.
    assert set(re.findall(r"\$\{(\w+)\}", compose)) == set()
