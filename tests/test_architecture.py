"""The house rules as tests: imports one way, every URL guarded, every row of a workspace, every task named and fed with ids.

Exceptions stand in lists with their reason; a stale exception fails too.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import current_app
from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from planner import tasks
from planner.models.base import InWorkspace

ROOT = Path(__file__).resolve().parent.parent
PLANNER = ROOT / "planner"

# Higher lines may import lower ones, never the other way round.
LINES = [
    {"urls", "views", "api", "management", "admin", "middleware", "context", "adapters", "apps"},
    {"forms", "templatetags"},
    {"services"},
    {"tasks", "postbox"},
    {"jobs"},
    {"bridge"},
    {"access", "queries"},
    {"policy"},
    {"audit"},
    {"models", "migrations", "formats"},
]
LEVEL = {name: level for level, names in enumerate(reversed(LINES)) for name in names}
# Pure tables and helpers that any module may read; everything else of scoring comes through the bridge.
OPEN_SCORING = {"scoring.platforms", "scoring.counting", "scoring.history"}


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            module = node.module or ""
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def modules(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*.py")) if "__pycache__" not in path.parts]


def line_of(path: Path) -> str:
    return path.relative_to(PLANNER).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", modules(PLANNER), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_of_planner_imports_its_own_line_or_lower_ones(path: Path) -> None:
    if path == PLANNER / "__init__.py":
        return
    own = LEVEL[line_of(path)]
    for name in imports_of(path):
        parts = name.split(".")
        if parts[0] == "planner" and len(parts) > 1 and parts[1] in LEVEL:
            assert LEVEL[parts[1]] <= own, f"{line_of(path)} must not import {name}"
        assert parts[0] != "config", f"{path} imports {name}"
        if parts[0] == "scoring" and line_of(path) != "bridge":
            assert name == "scoring" or any(
                name == door or name.startswith(door + ".") for door in OPEN_SCORING
            ), f"{path} reaches {name} past the bridge"


def test_scoring_imports_neither_planner_nor_config_nor_django() -> None:
    for path in modules(ROOT / "scoring"):
        allowed_django = path.name == "apps.py" or "management" in path.parts
        for name in imports_of(path):
            top = name.split(".")[0]
            assert top not in {"planner", "config"}, f"{path} imports {name}"
            assert top != "django" or allowed_django, f"{path} imports {name}"


def test_planner_has_no_import_circle() -> None:
    names = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in modules(PLANNER)
    }
    edges = {
        name: {other for other in imports_of(path) if other in names and other != name}
        for name, path in names.items()
    }
    # A package's __init__ gathers its modules; they in turn never import the package through it.
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, f"circle: {' -> '.join((*trail[trail.index(name) :], name))}"
        if name in done:
            return
        for other in sorted(edges[name]):
            visit(other, (*trail, name))
        done.add(name)

    for name in sorted(names):
        visit(name, ())


def test_views_never_touch_objects() -> None:
    for path in modules(PLANNER / "views") + modules(PLANNER / "api"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr == "objects":
                pytest.fail(f"{path}:{node.lineno} reads rows past access and queries")


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        where = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, where)
        else:
            yield where, entry


# Below /w/ nothing is exempt. Outside it, what answers without a workspace, and why.
OPEN_URLS = {
    "": "home: sends each person to their workspace",
    "accounts/": "allauth guards its own pages",
    "me/": "one's own account",
    "welcome/": "makes the first workspace",
    "invitations/": "the token is the key",
    "tryout/": "exists in try-out mode only",
    "healthz": "for the supervisor and the load balancer",
    "api/": "guarded by the API's own authentication and access",
}


def test_every_page_of_a_workspace_wears_the_guard() -> None:
    seen = set()
    for where, pattern in patterns(get_resolver()):
        if where.startswith("w/"):
            stamp = getattr(pattern.callback, "workspace_guard", None)
            assert stamp in {"desk", "client"}, f"{where} has no workspace guard"
            continue
        matching = [
            prefix for prefix in OPEN_URLS if where == prefix or (prefix and where.startswith(prefix))
        ]
        assert matching, f"{where} is outside every workspace and not in OPEN_URLS"
        seen.update(matching)
    assert seen == set(OPEN_URLS), f"stale exceptions: {set(OPEN_URLS) - seen}"


# Models that no workspace owns, and why.
OUTSIDE = {
    "User": "a person may belong to several workspaces",
    "Workspace": "the tenant itself",
    "NoticeChoice": "a person's choice for all their workspaces",
}


def test_every_row_below_a_workspace_carries_it() -> None:
    exempt = set()
    for model in apps.get_app_config("planner").get_models():
        if model.__name__ in OUTSIDE:
            exempt.add(model.__name__)
            continue
        field = model._meta.get_field("workspace")
        assert isinstance(field, models.ForeignKey), model
        assert not field.null, model
        assert field.remote_field.on_delete is models.CASCADE, model
    assert exempt == set(OUTSIDE)
    assert issubclass(apps.get_model("planner", "Draft"), InWorkspace)


def test_every_task_names_its_queue_and_takes_ids_only() -> None:
    found = {name: task for name, task in current_app.tasks.items() if name.startswith("planner.")}
    assert {task.name for task in tasks.TASKS.values()} | {tasks.sweep.name} == set(found)
    assert set(settings.CELERY_TASK_ROUTES) == set(found)
    queues = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()}
    assert queues == {"sweep", "default", "media", "slow"}
    for name in ("config/supervisor.py", "compose.yaml", "docs/operations.md"):
        taken = re.search(r"--queues\W+([\w,]+)", (ROOT / name).read_text(encoding="utf-8"))
        assert taken, name
        assert set(taken[1].split(",")) == queues, name
    for name, task in found.items():
        for parameter in inspect.signature(task.run).parameters.values():
            assert parameter.name.endswith("_ids"), f"{name}({parameter.name})"
            assert parameter.annotation == "list[int]", f"{name}({parameter.name}: {parameter.annotation})"
