"""History: one revision for a sitting, sealed when it should be; differences; going back and forth."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cast import Cast
from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from planner.access import Refused
from planner.models import AuditEvent, Draft, Revision, User
from planner.models.drafts import SITTING
from planner.services import drafts, revisions, variants


def write(cast: Cast, draft: Draft, text: str, who: str = "editor") -> None:
    base = Draft.objects.values_list("text", flat=True).get(pk=draft.pk)
    drafts.save_field(draft.pk, "text", text, base, member=cast.members[who])


def new(cast: Cast, text: str = "Un") -> Draft:
    return drafts.create(cast.malo.pk, member=cast.members["editor"], text=text)


def history(draft: Draft) -> list[tuple[int, str, str]]:
    return [(row.number, str(row.author), row.content["text"]) for row in draft.revisions.order_by("number")]


def test_a_sitting_is_one_revision_and_one_event(cast: Cast) -> None:
    draft = new(cast)
    for text in ("Un pain", "Un pain rond", "Un pain rond et chaud"):
        write(cast, draft, text)
    assert history(draft) == [(1, "Inès Carpentier", "Un pain rond et chaud")]
    assert AuditEvent.objects.filter(action="draft.edited").count() == 1


def test_ten_idle_minutes_somebody_else_or_a_submission_begin_a_new_one(cast: Cast) -> None:
    draft = new(cast)
    Revision.objects.update(updated_at=timezone.now() - SITTING - timedelta(seconds=1))
    write(cast, draft, "Deux")
    write(cast, draft, "Trois", "writer")
    write(cast, draft, "Quatre")
    assert [row[2] for row in history(draft)] == ["Un", "Deux", "Trois", "Quatre"]
    assert draft.revisions.filter(sealed_at=None).count() == 1
    revisions.seal(draft)
    write(cast, draft, "Cinq")
    last, before = draft.revisions.all()[:2]
    assert (before.reason, last.reason) == (Revision.Reason.SUBMIT, Revision.Reason.EDIT)
    assert before.content["text"] == "Quatre"


def test_going_back_is_a_new_revision_and_can_be_undone(cast: Cast) -> None:
    draft = new(cast, "Premier")
    member = cast.members["editor"]
    linkedin, instagram = (cast.channels[f"malo.{name}"].pk for name in ("linkedin", "instagram"))
    variants.add(draft.pk, [linkedin], member=member)
    revisions.seal(draft)
    write(cast, draft, "Second")
    variants.add(draft.pk, [instagram], member=member)
    row = draft.variants.get(channel=linkedin)
    variants.save_field(row, "text", "Tout autre chose", "Second", member=member)

    before = revisions.restore(draft, 1, member=member)
    draft.refresh_from_db()
    assert draft.text == "Premier"
    live = draft.variants.filter(archived_at=None)
    assert [one.channel_id for one in live] == [linkedin]
    assert live[0].text is None
    assert draft.revisions.first().reason == Revision.Reason.RESTORE  # type: ignore[union-attr]

    assert before is not None
    revisions.restore(draft, before, member=member)
    draft.refresh_from_db()
    assert draft.text == "Second"
    assert draft.variants.filter(archived_at=None).count() == 2
    assert draft.variants.get(channel=linkedin).text == "Tout autre chose"


def test_who_may_go_back(cast: Cast, outsider: User) -> None:
    draft = new(cast)
    for who in ("reviewer", "client"):
        with pytest.raises((Refused, Http404)):
            revisions.restore(draft, 1, member=cast.members[who])
    with pytest.raises(Http404):
        revisions.restore(draft, 1, member=outsider.memberships.get())
    with pytest.raises(Http404):
        revisions.restore(draft, 77, member=cast.members["editor"])
    drafts.archive(draft.pk, member=cast.members["editor"])
    with pytest.raises(ValidationError, match="archived"):
        revisions.restore(draft, 1, member=cast.members["editor"])


def test_the_history_page_shows_differences_by_words(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    draft = new(cast, "Le pain du lundi")
    write(cast, draft, "Le pain du mardi", "writer")
    browser, url = cast.browser("editor"), f"/w/{cast.workspace.slug}/drafts/{draft.pk}/history/"
    browser.get(url)  # the first request of a session writes to it
    with django_assert_max_num_queries(13):
        page = browser.get(url, {"number": "2"}).content.decode()
    assert "lundi</del>" in page
    assert "mardi</ins>" in page
    assert "Tom Whitfield" in page
    assert "lundi" in browser.get(url, {"number": "2", "against": "1"}).content.decode()
    for query in ({"number": "x"}, {"page": "-1"}, {"number": "99999999999"}, {"against": "é"}):
        assert browser.get(url, query).status_code == 200
    assert browser.get(url, {"number": "55"}).status_code == 404
    assert browser.post(f"{url}1/restore/").status_code == 302
    draft.refresh_from_db()
    assert draft.text == "Le pain du lundi"
    assert cast.browser("reviewer").post(f"{url}1/restore/").status_code == 403


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # a draft each
@given(st.lists(st.tuples(st.sampled_from(["editor", "writer"]), st.text("ab é\n", max_size=8)), max_size=6))
def test_every_text_that_somebody_left_behind_stands_in_the_history(
    cast: Cast, turns: list[tuple[str, str]]
) -> None:
    draft = new(cast, "début")
    left: list[str] = ["début"]
    last = "editor"
    for who, text in turns:
        before = Draft.objects.values_list("text", flat=True).get(pk=draft.pk)
        write(cast, draft, text, who)
        if text == before:
            continue
        if who == last:
            left[-1] = text
        else:
            left.append(text)
        last = who
    assert [text for _number, _author, text in history(draft)] == left
