"""A newer edition: what would flip is known before anybody switches, the switch re-scores in the background, and can be undone."""

from __future__ import annotations

from pathlib import Path

import pytest
from cast import Cast
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from second_edition import NEW, OLD

from planner import bridge, tasks
from planner.jobs import ledger
from planner.models import AuditEvent, Brand, Job, Scorecard, Trial, Trying, User, Variant
from planner.queries import shell
from planner.services import brands, workspaces

HTMX = {"HX-Request": "true"}
BAIT = "Trois choses apprises au fournil cette année.\n\nCommentez OUI pour recevoir le guide."


def url(cast: Cast, name: str, edition: str = NEW) -> str:
    return reverse(name, args=[cast.workspace.slug, edition])


def work(kind: Job.Kind) -> None:
    """What a worker does with what is left of this kind."""
    keys = list(Job.objects.filter(kind=kind, state=Job.State.WAITING).values_list("subject", flat=True))
    tasks.TASKS[kind](keys)


def scored(cast: Cast) -> dict[int, tuple[str, bool]]:
    keys = list(Variant.objects.values_list("pk", flat=True))
    tasks.ask_many(Job.Kind.SCORE, keys, cast.workspace.pk)
    work(Job.Kind.SCORE)
    return editions()


def editions() -> dict[int, tuple[str, bool]]:
    return {
        pk: (edition, fits)
        for pk, edition, fits in Scorecard.objects.values_list("variant", "edition", "fits")
    }


def test_a_workspace_stays_on_its_edition_and_new_ones_start_on_the_newest(
    cast: Cast, newer: Path, outsider: User
) -> None:
    cast.workspace.edition = OLD
    cast.workspace.save()
    draft = cast.draft(text="Un texte tout simple. " * 10)
    draft = type(draft).objects.select_related("workspace", "brand").get(pk=draft.pk)
    variant = draft.variants.select_related("draft", "channel", "brand", "workspace").get()
    browser = cast.browser("editor")

    def everywhere() -> set[str]:
        """The edition by which the live check, the draft page, the comparison, the API and the stored card read it."""
        live = browser.post(
            reverse("check", args=[cast.workspace.slug, variant.pk]), {"text": draft.text}
        ).text
        shown = browser.get(reverse("draft", args=[cast.workspace.slug, draft.pk])).text
        compared = browser.get(reverse("compare", args=[cast.workspace.slug, variant.pk])).text
        told = bridge.check_text("linkedin", "text", "x", words="en", workspace=draft.workspace)["edition"]
        found = {one for one in (OLD, NEW) for page in (live, shown) if f"edition {one}" in page}
        assert ("Does not fit" in compared) is (NEW in found), "the comparison reads by another edition"
        return found | {told, scored(cast)[variant.pk][0]}

    assert everywhere() == {OLD}
    manager = cast.browser("manager")
    manager.post(url(cast, "edition_switch"))
    draft.workspace.refresh_from_db()
    assert everywhere() == {NEW}
    member = workspaces.create("Another", actor=outsider)
    assert bridge.edition_of(member.workspace).name == NEW
    member.workspace.edition = "1999-01"  # one that was never released
    assert bridge.edition_of(member.workspace).name == NEW


def test_what_would_flip_is_listed_before_the_switch(cast: Cast, newer: Path) -> None:
    cast.workspace.edition = OLD
    cast.workspace.save()
    long = cast.draft(title="Too long for 2027", text="Un texte tout simple. " * 10)
    bait = cast.draft(cast.kiln, title="Another brand", text=BAIT)
    out = cast.draft(title="Out already", text="Un texte tout simple. " * 10)
    out.variants.update(published_at=timezone.now())
    same = cast.draft(title="Unmoved", surfaces=("tiktok.video",))
    before = scored(cast)
    manager, editor = cast.browser("manager"), cast.browser("editor")

    rulebook_page = editor.get(reverse("rulebook", args=[cast.workspace.slug])).text
    assert url(cast, "edition") in rulebook_page
    first = manager.get(url(cast, "edition")).text
    assert "See what would change" in first
    assert "See what would change" not in editor.get(url(cast, "edition")).text
    assert editor.post(url(cast, "edition_try")).status_code == 403
    assert manager.post(url(cast, "edition_try")).status_code == 302
    assert "every 2s" in manager.get(url(cast, "edition")).text
    assert [one.label for one in shell.work_of(cast.members["editor"], timezone.now())] == [
        "Drafts wait to be tried under an edition"
    ]
    work(Job.Kind.TRIAL)
    page = manager.get(url(cast, "edition")).text
    assert "3 posts that are not out yet were read" in page
    assert "Too long for 2027" in page
    assert "It would not fit any more." in page
    assert "would fail" in page
    assert "V-LEN" in page
    assert out.title not in page
    assert same.title not in page
    assert bait.title in page
    assert editions() == before, "a trial changes nothing"
    assert "hx-trigger" not in page.split('id="trial"')[1].split(">")[0]

    # Only what one may see: a manager who is limited to the other brand is told of one draft.
    limited = cast.members["manager"]
    limited.all_brands = False
    limited.save()
    limited.brands.add(Brand.objects.get(pk=cast.kiln.pk))
    page = manager.get(url(cast, "edition")).text
    assert "1 post that is not out yet was read" in page
    assert long.title not in page


def test_switching_scores_again_in_the_background_and_back(cast: Cast, newer: Path) -> None:
    cast.workspace.edition = OLD
    cast.workspace.save()
    long = cast.draft(text="Un texte tout simple. " * 10)
    out = cast.draft(text="Un texte tout simple. " * 10)
    out.variants.update(published_at=timezone.now())
    scored(cast)
    key, published = long.variants.get().pk, out.variants.get().pk
    manager = cast.browser("manager")
    for who in ("editor", "reviewer", "client"):
        assert cast.browser(who).post(url(cast, "edition_switch")).status_code == 403
    for _press in range(2):  # a double click is one switch
        manager.post(url(cast, "edition_switch"))
    assert AuditEvent.objects.filter(action="edition.switched").count() == 1
    assert AuditEvent.objects.get(action="edition.switched").data == {"before": OLD, "after": NEW}
    assert editions()[key] == (OLD, True)
    labels = [one.label for one in shell.work_of(cast.members["editor"], timezone.now())]
    assert labels == ["Scorecards wait for the other edition"]
    work(Job.Kind.RESCORE)
    assert editions() == {key: (NEW, False), published: (OLD, True)}, "what is out keeps its edition"
    card = Scorecard.objects.get(variant=key)
    assert card.before["moved"] == ["edition"]
    assert not Job.objects.exclude(state=Job.State.DONE).exists()

    page = manager.get(url(cast, "edition", OLD)).text
    assert "You can go back to it" in page
    manager.post(url(cast, "edition_switch", OLD))
    work(Job.Kind.RESCORE)
    assert editions()[key] == (OLD, True)


def test_a_killed_worker_goes_on_where_it_was(
    cast: Cast, newer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.workspace.edition = OLD
    cast.workspace.save()
    for number in range(6):
        cast.draft(text=f"Un texte tout simple, {number}. " * 10)
    manager = cast.browser("manager")
    manager.post(url(cast, "edition_try"))
    trial = Trial.objects.get()
    monkeypatch.setattr("planner.jobs.trials.TOGETHER", 2)
    job = ledger.claim(Job.Kind.TRIAL, trial.pk)
    assert job
    Trial.objects.filter(pk=trial.pk).update(run=job.asked, base=OLD)
    some = list(Variant.objects.all()[:2])
    for variant in some:  # two were read when it was killed
        Trying.objects.create(
            workspace=cast.workspace, trial=trial, variant=variant, run=job.asked, before={"a": 1}
        )
    Job.objects.filter(pk=job.pk).update(beat_at=timezone.now() - timezone.timedelta(minutes=1))
    tasks.try_editions([trial.pk])
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == (Job.State.DONE, 4, 6)
    assert Trying.objects.count() == 6
    assert Trying.objects.filter(before={"a": 1}).count() == 2, "not read twice"
    # Asked again, all are read anew.
    manager.post(url(cast, "edition_try"))
    work(Job.Kind.TRIAL)
    assert not Trying.objects.filter(before={"a": 1}).exists()
    assert Trying.objects.filter(changed=True).count() == 6


def test_one_that_cannot_be_read_is_counted_and_stops_nothing(
    cast: Cast, newer: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cast.workspace.edition = OLD
    cast.workspace.save()
    cast.draft(text=BAIT)
    bad = cast.draft(text=BAIT).variants.get()
    Variant.objects.filter(pk=bad.pk).update(format="hologram")
    manager = cast.browser("manager")
    manager.post(url(cast, "edition_try"))
    work(Job.Kind.TRIAL)
    assert "1 could not be read under both." in manager.get(url(cast, "edition")).text


def test_nonsense_and_outsiders(cast: Cast, newer: Path, outsider: User) -> None:
    manager = cast.browser("manager")
    assert manager.get(url(cast, "edition", "1999-01")).status_code == 404
    assert manager.post(url(cast, "edition_try", "1999-01")).status_code == 404
    assert manager.post(url(cast, "edition_switch", "1999-01")).status_code == 404
    cast.workspace.refresh_from_db()
    assert cast.workspace.edition == ""
    manager.post(url(cast, "edition_try", NEW))  # it works under this one
    assert not Trial.objects.exists()
    assert "works under this edition already" in manager.get(url(cast, "edition")).text
    browser = cast.browser("nobody")
    browser.force_login(outsider)
    for name in ("edition_try", "edition_switch"):
        assert browser.post(url(cast, name)).status_code == 404
    assert browser.get(url(cast, "edition")).status_code == 404


def test_the_list_costs_the_same_however_long_it_is(cast: Cast, newer: Path) -> None:
    cast.workspace.edition = OLD
    cast.workspace.save()
    manager = cast.browser("manager")

    def queries() -> int:
        manager.post(url(cast, "edition_try"))
        work(Job.Kind.TRIAL)
        with CaptureQueriesContext(connection) as captured:
            page = manager.get(url(cast, "edition"), {"page": "x"}).text
        assert "V-LEN" in page
        return len(captured)

    cast.draft(text="Un texte tout simple. " * 10)
    few = queries()
    for number in range(60):
        cast.draft(text=f"Un texte tout simple, {number}. " * 10)
    assert queries() == few <= 16
    second = manager.get(url(cast, "edition"), {"page": "2"}).text
    assert "51 to 61 of 61" in second
    assert manager.get(url(cast, "edition"), headers=HTMX).text.lstrip().startswith("<section")


@pytest.mark.parametrize("change", ["text", "brand", "engine", "nothing"])
def test_the_draft_page_says_what_moved_a_result(
    cast: Cast, newer: Path, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.workspace.edition = OLD
    cast.workspace.save()
    draft = cast.draft(text="Un texte tout simple. " * 10)
    variant = draft.variants.get()
    scored(cast)
    page = reverse("draft", args=[cast.workspace.slug, draft.pk]) + f"?variant={variant.pk}"
    editor = cast.browser("editor")
    assert "What moved it" not in editor.get(page).text
    old = Scorecard.objects.get()
    if change == "text":
        draft.text = BAIT
        draft.save()
    elif change == "brand":
        brands.change(cast.malo.pk, member=cast.members["owner"], words_to_avoid=["simple"])
        Scorecard.objects.update(score=1)
    elif change == "engine":
        Scorecard.objects.update(engine="0", score=1)
    scored(cast)
    shown = editor.get(page).text
    if change == "nothing":
        assert "What moved it" not in shown
        assert Scorecard.objects.get().before is None
        return
    told = {"text": "the draft", "brand": "the brand&#x27;s settings", "engine": "the engine (0 to "}[change]
    assert f"What moved it: {told}" in shown
    assert ("The draft did not change." in shown) is (change != "text")
    new = Scorecard.objects.get()
    if change == "text" and old.score != new.score:
        assert f"{old.score} → {new.score}" in shown
