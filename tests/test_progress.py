"""Work in progress in the top bar: said while there is some, quiet otherwise, and honest about a worker that is away."""

from __future__ import annotations

from datetime import timedelta

from cast import Cast
from django.utils import timezone
from exported import claim, instagram, upload, work

from planner.jobs import ledger
from planner.models import Job, User
from planner.queries import shell

PATH = "/w/atelier-nord/progress/"
HTMX = {"HX-Request": "true"}


def fragment(cast: Cast, who: str = "editor") -> str:
    return cast.browser(who).get(PATH, headers=HTMX).content.decode()


def test_the_bar_follows_the_work_from_waiting_to_done(cast: Cast) -> None:
    browser = cast.browser("editor")
    desk = "/w/atelier-nord/"
    assert f'hx-get="{PATH}"' not in browser.get(desk).content.decode()
    row = upload(cast, instagram(2))
    assert f'hx-get="{PATH}"' in browser.get(desk).content.decode()  # on every page
    assert f'hx-get="{PATH}"' in browser.get(f"{desk}drafts/").content.decode()
    assert "Results wait to be read" in fragment(cast)
    job = claim(row)
    ledger.beat(job, 40, 100)
    shown = fragment(cast)
    assert "Reading results" in shown
    assert 'max="100" value="40"' in shown
    assert "every 2s" in shown
    Job.objects.filter(pk=job.pk).update(beat_at=timezone.now() - timedelta(minutes=1))
    assert "Results wait to be read" in fragment(cast)  # its worker fell silent
    Job.objects.filter(pk=job.pk).update(state="waiting")
    work()
    assert "hx-get" not in fragment(cast)
    assert f'hx-get="{PATH}"' not in browser.get(desk).content.decode()


def test_work_of_one_kind_is_one_line_and_mail_is_none(cast: Cast) -> None:
    for number in range(3):
        ledger.ask(Job.Kind.SCORE, 10 + number, cast.workspace.pk)
    ledger.ask(Job.Kind.MAIL, 1, cast.workspace.pk)
    found = shell.work_of(cast.members["editor"], timezone.now())
    assert [(work.label, work.waits) for work in found] == [("Scorecards wait to be computed · 3", True)]
    Job.objects.filter(kind="score").delete()
    assert "hx-get" not in fragment(cast)


def test_another_workspace_sees_none_of_it_and_clients_are_refused(cast: Cast, outsider: User) -> None:
    upload(cast, instagram(1))
    assert shell.work_of(outsider.memberships.get(), timezone.now()) == []
    assert cast.browser("client").get(PATH, headers=HTMX).status_code == 403
    assert cast.browser("editor").get(PATH)["Location"] == "/w/atelier-nord/results/"
