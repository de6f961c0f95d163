"""The demo agency as ``make demo`` sets it up: whole, in every state, in both languages, once."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.management import CommandError, call_command
from django.utils import timezone
from running import ROOT, environment

from planner.management.demo import clock, data, pictures
from planner.models import Draft, User

HEAVY = [pytest.mark.processes, pytest.mark.timeout(240)]
STATES = "SELECT review_state || CASE stale WHEN 1 THEN ' stale' ELSE '' END, COUNT(*) FROM planner_draft GROUP BY 1"
WAITING = "SELECT s.kind, COUNT(*) FROM planner_step s JOIN planner_review r ON r.id = s.review_id WHERE s.state = 'open' GROUP BY 1"
DELIVERED = """SELECT CASE WHEN published_at NOTNULL THEN 'published' WHEN handed_off_at NOTNULL THEN 'handed off'
    WHEN planned_at ISNULL THEN 'unplanned' WHEN planned_at > :now THEN 'planned'
    WHEN planned_at > datetime(:now, '-1 day') THEN 'due' ELSE 'missed' END, COUNT(*)
    FROM planner_variant v JOIN planner_draft d ON d.id = v.draft_id WHERE d.review_state = 'approved' GROUP BY 1"""


def prepare(var: Path, *arguments: str) -> str:
    """What it prints; it must go well."""
    command = [sys.executable, "config/prepare.py", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(var), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    return done.stdout


def rows(var: Path, query: str, **facts: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(var / "signet.sqlite3") as database:
        return database.execute(query, facts).fetchall()


def counts(var: Path, query: str) -> dict[object, object]:
    return dict(rows(var, query, now=f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}"))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    var = tmp_path_factory.mktemp("demo")
    assert "six weeks of work" in prepare(var)
    return var


class TestMade:
    pytestmark = HEAVY

    def test_drafts_stand_in_every_state_over_six_weeks(self, made: Path) -> None:
        states = counts(made, STATES)
        assert set(states) == {
            "drafting",
            "drafting stale",
            "in_review",
            "changes_requested",
            "approved",
        }
        assert states["drafting stale"] == 1
        assert 35 <= sum(states.values()) <= 50  # type: ignore[arg-type]
        assert set(counts(made, WAITING)) == {"reviewer", "client"}
        assert set(counts(made, DELIVERED)) == {"published", "handed off", "planned", "due", "missed"}
        ((days,),) = rows(
            made, "SELECT julianday(MAX(planned_on)) - julianday(MIN(planned_on)) FROM planner_variant"
        )
        assert 38 <= days <= 46  # type: ignore[operator]

    def test_two_brands_in_two_languages_with_kits_and_three_platforms(self, made: Path) -> None:
        assert set(counts(made, "SELECT language, COUNT(*) FROM planner_brand GROUP BY 1")) == {"fr", "en"}
        assert not rows(made, "SELECT 1 FROM planner_brand WHERE voice = '' OR palette = '[]'")
        platforms = "SELECT brand_id, COUNT(DISTINCT platform) FROM planner_channel GROUP BY 1"
        assert set(counts(made, platforms).values()) == {3}
        assert not rows(made, "SELECT 1 FROM planner_pillar GROUP BY brand_id HAVING SUM(share) <> 100")

    def test_the_worker_has_done_all_its_work(self, made: Path) -> None:
        assert not rows(made, "SELECT kind, subject, error FROM planner_job WHERE state <> 'done'")
        assert not rows(made, "SELECT 1 FROM planner_asset WHERE thumb = ''")
        assert set(counts(made, "SELECT kind, COUNT(*) FROM planner_asset GROUP BY 1")) == {"image", "video"}
        without = "SELECT 1 FROM planner_variant v LEFT JOIN planner_scorecard s ON s.variant_id = v.id WHERE s.id ISNULL"
        assert not rows(made, without)
        assert set(counts(made, "SELECT visibility, COUNT(*) FROM planner_comment GROUP BY 1")) == {
            "internal",
            "client",
        }

    def test_results_were_imported_and_recommendations_computed(self, made: Path) -> None:
        imports = rows(made, "SELECT state, problem_count FROM planner_import")
        assert imports == [("done", 0)] * 6
        assert rows(made, "SELECT COUNT(*) > 300 FROM planner_post") == [(1,)]
        known = "SELECT COUNT(*) FROM planner_post WHERE variant_id NOTNULL"
        published = "SELECT COUNT(*) FROM planner_variant WHERE published_at NOTNULL"
        assert rows(made, known) == rows(made, published)
        kinds = counts(
            made, "SELECT kind, COUNT(*) FROM planner_recommendation WHERE state = 'open' GROUP BY 1"
        )
        assert set(kinds) == {"slot", "gap", "not_enough"}

    def test_everybody_logs_in_with_the_password_that_is_printed(self, made: Path) -> None:
        logins = json.loads((made / "logins.json").read_text(encoding="utf-8"))
        roles = ["owner", "manager", "editor", "editor", "reviewer", "client"]
        assert [login["role"] for login in logins] == roles
        for login in logins:
            query = "SELECT u.password, m.role FROM planner_user u JOIN planner_member m ON m.user_id = u.id WHERE email = :email"
            ((stored, role),) = rows(made, query, email=login["email"])
            assert role == login["role"]
            assert PBKDF2PasswordHasher().verify(login["password"], str(stored))
        assert (made / "logins.json").stat().st_mode & 0o077 == 0

    def test_nothing_happened_in_the_future(self, made: Path) -> None:
        ((first, last),) = rows(made, "SELECT MIN(at), MAX(at) FROM planner_auditevent")
        assert str(last) <= f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}"
        age = datetime.now(UTC) - datetime.fromisoformat(str(first)).replace(tzinfo=UTC)
        assert 42 <= age.days <= 46

    def test_the_next_start_keeps_what_was_done_and_takes_no_time(self, made: Path) -> None:
        with sqlite3.connect(made / "signet.sqlite3") as database:
            database.execute("UPDATE planner_draft SET title = 'Mine' WHERE id = 1")
        before = rows(made, "SELECT id, title, updated_at FROM planner_draft")
        started = time.monotonic()
        assert prepare(made) == ""
        assert time.monotonic() - started < 3
        assert rows(made, "SELECT id, title, updated_at FROM planner_draft") == before


@pytest.mark.processes
@pytest.mark.timeout(240)
def test_a_set_up_that_was_killed_starts_over(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "config/prepare.py"],
        cwd=ROOT,
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout
    next(line for line in process.stdout if "six weeks of work" in line)
    while not rows(tmp_path, "SELECT 1 FROM planner_draft"):
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert not (tmp_path / "logins.json").exists()
    prepare(tmp_path)
    assert rows(tmp_path, "SELECT COUNT(*) FROM planner_workspace") == [(1,)]
    assert rows(tmp_path, "SELECT COUNT(*) FROM planner_draft") == [(len(data.load().drafts),)]
    assert len(list((tmp_path / "media").rglob("*.thumb.webp"))) == len(pictures.PICTURES | pictures.VIDEOS)


@pytest.mark.django_db
def test_it_is_never_made_where_it_does_not_belong(settings, tmp_path: Path, capsys) -> None:
    settings.VAR = tmp_path
    person = User.objects.create_user(email=data.load().people[0].email)
    with pytest.raises(CommandError, match="half made"):
        call_command("demo")
    settings.TRYOUT = False
    with pytest.raises(CommandError, match="try-out"):
        call_command("demo")
    settings.TRYOUT = True
    (tmp_path / "logins.json").write_text("[]", encoding="utf-8")
    call_command("demo")
    assert "nothing was changed" in capsys.readouterr().out
    assert list(User.objects.all()) == [person]


def test_the_clock_is_set_for_services_and_rows_and_put_right_again() -> None:
    past = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    with clock.at(past):
        assert timezone.now() == past
        assert Draft().created_at == past
        assert timezone.template_localtime(past, use_tz=True) == past
    assert timezone.now() > past
    assert Draft().created_at > past
