from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from cast import Cast
from django.test import Client
from house import House
from rounds import approve, send

from planner import audit, policy
from planner.models import AuditEvent, Member, Pillar, Recommendation, User
from planner.queries.events import ACTIONS
from planner.queries.facts import told

LOG = "/w/atelier-nord/settings/log/"


def read(browser: Client, query: str = "") -> list[list[str]]:
    answered = browser.get(f"{LOG}log.csv{query}")
    assert answered.status_code == 200
    text = b"".join(answered.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.reader(io.StringIO(text)))


def test_owners_and_managers_read_the_log_and_nobody_else(cast: Cast, outsider: User) -> None:
    approve(cast, cast.draft(title="Le four"))
    for who in ("owner", "manager"):
        page = cast.browser(who).get(LOG).content.decode()
        assert "Sent to review" in page
        assert "Le four" in page
    for who in ("editor", "reviewer", "client"):
        for url in (LOG, f"{LOG}log.csv"):
            refused = cast.browser(who).get(url)
            assert refused.status_code == 403
    stranger = Client()
    stranger.force_login(outsider)
    assert stranger.get(LOG).status_code == 404
    assert stranger.get(f"{LOG}log.csv").status_code == 404


def test_filters_by_person_action_brand_and_days(cast: Cast) -> None:
    send(cast, cast.draft(title="Malo"))
    send(cast, cast.draft(cast.kiln, title="Kiln"), "manager")
    AuditEvent.objects.filter(subject_label="Malo").update(at="2026-01-15T12:00:00Z")
    owner = cast.browser("owner")

    def subjects(query: str) -> set[str]:
        return {row[3] for row in read(owner, query)[1:]}

    assert subjects("") == {"Malo", "Kiln"}
    assert subjects(f"?person={cast.user('manager').pk}") == {"Kiln"}
    assert subjects(f"?brand={cast.malo.pk}") == {"Malo"}
    assert subjects("?last=2026-01-15") == {"Malo"}
    assert subjects("?first=2026-01-16&action=review.submitted") == {"Kiln"}
    assert subjects("?action=no.such") == set()
    part = owner.get(f"{LOG}?brand={cast.malo.pk}", headers={"HX-Request": "true"}).content.decode()
    assert "Malo" in part
    assert "<html" not in part


@pytest.mark.parametrize(
    "query",
    [
        "?page=-1",
        "?page=x",
        "?first=9999-12-31",
        "?last=0001-01-01",
        "?person=x&brand=-1",
        "?brand=99999999999999999999",
        "?first=2026-02-30&action=%00",
    ],
)
def test_nonsense_in_the_address_gives_a_page(cast: Cast, query: str) -> None:
    send(cast, cast.draft())
    owner = cast.browser("owner")
    assert owner.get(LOG + query).status_code == 200
    assert read(owner, query)[0][1] == "Person"


def test_no_cell_runs_as_a_formula(cast: Cast) -> None:
    for title in ("=HYPERLINK(1)", "+1", "-1", "@x", "\t=1"):
        audit.record(cast.workspace, "draft.edited", cast.draft(title=title), actor=cast.user("editor"))
    cells = [cell for row in read(cast.browser("owner")) for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert not [cell for cell in cells if cell[:1] in "=+-@\t" and cell]


def test_a_manager_of_one_brand_reads_the_log_of_that_brand(cast: Cast) -> None:
    send(cast, cast.draft(title="Malo"))
    send(cast, cast.draft(cast.kiln, title="Kiln"))
    Member.objects.filter(pk=cast.members["manager"].pk).update(all_brands=False)
    cast.members["manager"].brands.add(cast.kiln)
    assert {row[3] for row in read(cast.browser("manager"))[1:]} == {"Kiln"}


def test_the_log_is_paged_at_a_fixed_cost(cast: Cast, django_assert_max_num_queries: object) -> None:
    draft = cast.draft()
    for _n in range(60):
        audit.record(cast.workspace, "draft.edited", draft, actor=cast.user("editor"), brand=cast.malo)
    owner = cast.browser("owner")
    owner.get(LOG)
    with django_assert_max_num_queries(13):  # type: ignore[operator]
        assert "1 to 50 of 60" in owner.get(LOG).content.decode()
    assert len(read(owner)) == 61


WRITTEN = re.compile(r'"([a-z]+\.[a-z_]+)"')
SUBJECTS = (
    "approval", "brand", "channel", "comment", "draft", "import", "media", "member", "pillar", "recommendation", "review",
    "token", "variant", "workspace",
)  # fmt: skip
FIELDS = {"draft.text", "channel.name"}


def test_every_action_that_the_code_writes_has_words() -> None:
    folders = ("services", "jobs")
    texts = [file.read_text("utf-8") for folder in folders for file in Path("planner", folder).glob("*.py")]
    written = {name for text in texts for name in WRITTEN.findall(text) if name.partition(".")[0] in SUBJECTS}
    assert "review.submitted" in written
    assert written - set(policy.TABLE) - FIELDS - set(ACTIONS) == set()


def test_the_log_names_what_was_acted_on(house: House) -> None:
    labels = dict(AuditEvent.objects.values_list("action", "subject_label"))
    assert {"member.invited", "token.created", "approval.given"} <= labels.keys()
    assert not [label for label in labels.values() if " object (" in label]
    assert told({"visibility": "internal"}) == "seen by the team"
    assert str(Recommendation(pillar=Pillar(name="Le quartier"))) == "Le quartier"
