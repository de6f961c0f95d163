"""The API: the same access, services and gate as the pages, with words for all that goes wrong."""

from __future__ import annotations

import argparse
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from cast import Cast, make_cast
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from rounds import again, approve

from planner.models import ApiToken, AuditEvent, Draft, Member, Scorecard, User, Variant
from planner.services import tokens
from scoring import cli

pytestmark = pytest.mark.django_db

HERE = "/api/v1/workspaces/atelier-nord"
SCOPES = ["read", "write", "check"]


class Program(Client):
    """Speaks JSON with a token."""

    def __init__(self, secret: str = "", **options: Any) -> None:
        super().__init__(**options)
        if secret:
            self.defaults["HTTP_AUTHORIZATION"] = f"Bearer {secret}"

    def send(self, method: str, url: str, data: object = None, **more: Any) -> Any:
        return self.generic(method, url, json.dumps(data), content_type="application/json", **more)


def program(cast: Cast, who: str = "manager", scopes: list[str] | None = None, **more: Any) -> Program:
    """A program with a token of this person. Only leads make tokens; the others had a higher role when they did."""
    member = cast.members[who]
    token, secret = tokens.create(
        "t", scopes=scopes or SCOPES, expires_at=None, member=cast.members["manager"]
    )
    ApiToken.objects.filter(pk=token.pk).update(member=member)
    return Program(secret, **more)


def patch(api: Program, url: str, base: dict[str, object], **fields: object) -> Any:
    return api.send("PATCH", url, {**fields, "base": base})


def test_a_token_reads_its_own_workspace_only(cast: Cast) -> None:
    draft = cast.draft(planned=True)
    other = make_cast("other")
    theirs = other.draft()
    api = program(cast)
    body = api.get(f"{HERE}/drafts/{draft.pk}/").json()
    assert (body["title"], body["variants"][0]["inherits_text"]) == ("Le guide", True)
    assert body["variants"][0]["text"] == draft.text
    assert body["variants"][0]["plan"].endswith("T09:30")
    for url in (
        "/api/v1/workspaces/other/drafts/",
        f"/api/v1/workspaces/other/drafts/{theirs.pk}/",
        f"{HERE}/drafts/{theirs.pk}/",
        f"{HERE}/variants/{theirs.variants.get().pk}/",
        f"{HERE}/drafts/{10**30}/",
        "/api/v1/workspaces/nowhere/drafts/",
    ):
        assert api.get(url).status_code == 404, url
        assert "detail" in api.get(url).json()
    assert api.send("PATCH", f"{HERE}/drafts/{theirs.pk}/", {}).status_code == 404
    assert api.send("POST", f"{HERE}/drafts/", {"brand": other.malo.pk}).status_code == 404
    session = cast.browser("owner")
    assert session.get(f"{HERE}/drafts/").json()["count"] == 1
    assert session.get("/api/v1/workspaces/other/drafts/").status_code == 404


@pytest.mark.parametrize("end", ["revoked", "expired", "member", "person", "nonsense"])
def test_a_dead_token_is_refused_even_beside_a_session(cast: Cast, end: str) -> None:
    api = program(cast)
    assert api.get(f"{HERE}/drafts/").status_code == 200
    assert ApiToken.objects.get().last_used_at
    now = timezone.now()
    match end:
        case "revoked":
            tokens.revoke(ApiToken.objects.get().pk, member=cast.members["owner"])
        case "expired":
            ApiToken.objects.update(expires_at=now)
        case "member":
            Member.objects.filter(pk=cast.members["manager"].pk).update(archived_at=now)
        case "person":
            User.objects.filter(pk=cast.user("manager").pk).update(is_active=False)
        case "nonsense":
            api.defaults["HTTP_AUTHORIZATION"] = "Bearer sgn_\xff nonsense"
    api.force_login(cast.user("owner"))
    answer = api.get(f"{HERE}/drafts/")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert "unknown, revoked or expired" in answer.json()["detail"]


def test_nobody_is_asked_to_sign_in(cast: Cast) -> None:
    answer = Client().get(f"{HERE}/drafts/")
    assert answer.status_code == 401
    assert answer.json()["detail"]


def test_scopes_and_roles_refuse_in_words(cast: Cast) -> None:
    draft = cast.draft()
    url = f"{HERE}/drafts/{draft.pk}/"
    text = {"platform": "linkedin", "format": "text", "text": "Bonjour"}
    reader, checker = program(cast, scopes=["read"]), program(cast, scopes=["check"])
    assert reader.get(url).status_code == reader.head(url).status_code == 200
    assert reader.options(f"{HERE}/drafts/").status_code == 405
    assert reader.generic("PUT", url).status_code == 403
    assert checker.get(url).status_code == 403
    assert checker.send("POST", f"{HERE}/check/", text).status_code == 200
    for method, where in (("PATCH", url), ("POST", f"{HERE}/drafts/"), ("POST", f"{HERE}/check/")):
        answer = reader.send(method, where, {})
        assert answer.status_code == 403, where
        assert "scope" in answer.json()["detail"]
    reviewer = program(cast, "reviewer")
    assert reviewer.get(url).status_code == 200
    refused = patch(reviewer, url, {"title": "Le guide"}, title="x")
    assert refused.status_code == 403
    assert refused.json() == {"detail": "Only owners, managers and editors write drafts."}
    for api in (program(cast, "client"), cast.browser("client")):
        for where in ("drafts/", f"drafts/{draft.pk}/", "brands/", "calendar/"):
            assert api.get(f"{HERE}/{where}").status_code == 403, where
    draft.refresh_from_db()
    assert draft.title == "Le guide"


def test_a_session_needs_the_csrf_token_and_a_program_does_not(cast: Cast) -> None:
    body = {"brand": cast.malo.pk, "title": "x"}
    person = Program(enforce_csrf_checks=True)
    person.force_login(cast.user("editor"))
    assert person.send("POST", f"{HERE}/drafts/", body).status_code == 403
    assert not Draft.objects.exists()
    person.get("/accounts/password/change/")
    token = person.cookies["csrftoken"].value
    assert person.send("POST", f"{HERE}/drafts/", body, HTTP_X_CSRFTOKEN=token).status_code == 201
    api = program(cast, enforce_csrf_checks=True)
    assert api.send("POST", f"{HERE}/drafts/", body).status_code == 201


def test_a_draft_is_created_with_its_words_and_an_event(cast: Cast) -> None:
    api = program(cast, "editor")
    pillar = cast.malo.pillars.first()
    body = {
        "brand": cast.malo.pk,
        "title": " Le  four ",
        "text": "Une ligne\r\nune autre ",
        "labels": ["a", "b", "a"],
        "pillar": pillar.pk,
        "objective": "save",
    }
    made = api.send("POST", f"{HERE}/drafts/", body)
    assert made.status_code == 201
    found = made.json()
    assert (found["title"], found["text"], found["labels"]) == (
        "Le four",
        "Une ligne\nune autre ",
        ["a", "b"],
    )
    assert AuditEvent.objects.filter(action="draft.created", actor=cast.user("editor")).exists()
    wrong: dict[str, object] = {
        "title": "x" * 161,
        "text": "x" * (1024 * 1024 + 1),
        "labels": "a, b",
        "pillar": cast.kiln.pillars.first().pk,
        "objective": "fame",
        "review_state": "approved",
        "reply_owner": 10**30,
        "brief": "\x00",
        "campaign": {"a": 1},
    }
    for name, value in wrong.items():
        answer = api.send("POST", f"{HERE}/drafts/", {"brand": cast.malo.pk, name: value})
        assert answer.status_code == 400, name
        assert answer.json()["detail"]
    assert Draft.objects.count() == 1


@pytest.mark.parametrize("body", ["", "[]", "{", '"x"', "null", "[" * 100_000, '{"brand": 1e999}', "\xff"])
def test_bodies_that_make_no_sense(cast: Cast, body: str) -> None:
    draft = cast.draft()
    api = program(cast)
    for method, url in (("POST", f"{HERE}/drafts/"), ("PATCH", f"{HERE}/drafts/{draft.pk}/")):
        answer = api.generic(method, url, body.encode("latin-1"), content_type="application/json")
        assert answer.status_code == 400, body[:20]
    assert api.post(f"{HERE}/drafts/", {"brand": cast.malo.pk}).status_code == 415


def test_a_body_too_large_is_refused_before_it_is_read(cast: Cast, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = program(cast).send("POST", f"{HERE}/drafts/", {"brand": cast.malo.pk, "text": "x" * 1000})
    assert answer.status_code == 413
    assert answer.json()["detail"]
    assert not Draft.objects.exists()


def test_only_what_is_sent_changes_and_nobody_overwrites_what_they_have_not_seen(cast: Cast) -> None:
    draft = cast.draft(title="Le guide", text="Un deux trois quatre cinq six.", campaign="Hiver")
    url = f"{HERE}/drafts/{draft.pk}/"
    api = program(cast, "editor")
    answer = patch(api, url, {"title": "Le guide", "labels": []}, title="Le four", labels=["a"])
    assert answer.status_code == 200
    assert (answer.json()["title"], answer.json()["campaign"]) == ("Le four", "Hiver")
    # Other words of the same text: both are kept.
    base = draft.text
    patch(api, url, {"text": base}, text="UN deux trois quatre cinq six.")
    merged = patch(api, url, {"text": base}, text="Un deux trois quatre cinq SIX.")
    assert merged.json()["text"] == "UN deux trois quatre cinq SIX."
    # The same words: neither, and the other field that was sent is not saved either.
    lost = patch(
        api, url, {"text": base, "campaign": "Hiver"}, text="Rien deux trois quatre cinq six.", campaign="x"
    )
    assert lost.status_code == 409
    assert lost.json()["conflicts"] == {
        "text": {
            "base": base,
            "yours": "Rien deux trois quatre cinq six.",
            "theirs": "UN deux trois quatre cinq SIX.",
        }
    }
    draft.refresh_from_db()
    assert (draft.text, draft.campaign) == ("UN deux trois quatre cinq SIX.", "Hiver")
    # Twice the same is once; no base, unknown names and wrong values say so by field.
    assert patch(api, url, {"title": "Le guide"}, title="Le four").status_code == 200
    for fields, named in (
        ({"title": "x"}, "title"),
        ({"stale": False, "base": {"stale": True}}, "stale"),
        ({"ai_use": "robots", "base": {"ai_use": ""}}, "ai_use"),
        ({"title": "x" * 161, "base": {"title": "Le four"}}, "title"),
        ({"title": "x", "base": "Le four"}, "base"),
        ({"title": "x"} | {"base": {"text": "x"}}, "title"),
    ):
        answer = api.send("PATCH", url, fields)
        assert answer.status_code == 400, fields
        assert named in answer.json()["fields"] or "base" in answer.json()["fields"], answer.json()
    draft.refresh_from_db()
    assert draft.title == "Le four"


def test_a_change_makes_an_approval_stale_and_an_archived_draft_stays_as_it_is(cast: Cast) -> None:
    draft = cast.draft(planned=True)
    approve(cast, draft)
    api = program(cast, "editor")
    variant = draft.variants.get()
    same = patch(api, f"{HERE}/drafts/{draft.pk}/", {"title": "Le guide"}, title="Le guide")
    assert same.json()["stale"] is False
    url = f"{HERE}/variants/{variant.pk}/"
    assert patch(api, url, {"text": draft.text}, text=draft.text + "!").status_code == 200
    assert api.get(f"{HERE}/drafts/{draft.pk}/").json()["stale"] is True
    Draft.objects.update(archived_at=timezone.now())
    answer = patch(api, f"{HERE}/drafts/{draft.pk}/", {"title": "Le guide"}, title="x")
    assert answer.status_code == 400
    assert "archived" in answer.content.decode()
    again(draft)
    assert draft.title == "Le guide"


def test_variants_are_added_changed_planned_and_removed(cast: Cast) -> None:
    draft = cast.draft()
    api = program(cast, "editor")
    where = f"{HERE}/drafts/{draft.pk}/variants/"
    made = api.send("POST", where, {"channel": cast.channels["malo.instagram"].pk, "format": "reel"})
    assert made.status_code == 201
    url = f"{HERE}/variants/{made.json()['id']}/"
    assert (
        api.send("POST", where, {"channel": cast.channels["malo.instagram"].pk}).json()["id"]
        == made.json()["id"]
    )
    assert api.send("POST", where, {"channel": cast.channels["kiln.tiktok"].pk}).status_code == 400
    assert api.send("POST", where, {"channel": 10**18}).status_code == 404
    assert (
        api.send("POST", where, {"channel": cast.channels["malo.tiktok"].pk, "format": "x"}).status_code
        == 400
    )

    day = timezone.localdate() + timedelta(days=3)
    planned = patch(
        api,
        url,
        {"plan": None, "settings": {"ai_label": None}},
        plan=f"{day}T18:15",
        settings={"ai_label": True},
    )
    assert planned.status_code == 200
    assert (planned.json()["plan"], planned.json()["settings"]) == (f"{day}T18:15", {"ai_label": True})
    assert Variant.objects.get(pk=made.json()["id"]).planned_at.tzinfo
    late = patch(api, url, {"plan": None}, plan=f"{day}T20:00")
    assert late.status_code == 409
    assert late.json()["conflicts"]["plan"]["theirs"] == f"{day}T18:15"
    for plan in ("tomorrow", "2026-13-01T10:00", f"{day}T10:00Z", "1800-01-01T10:00", "2026-03-29T02:30", 5):
        assert patch(api, url, {"plan": f"{day}T18:15"}, plan=plan).status_code == 400, plan
    window = f"{day}/{day + timedelta(days=2)}"
    assert patch(api, url, {"window": None}, window=window).json()["window"] == window
    assert patch(api, url, {"window": window}, window="2026-01-02/2026-01-01").status_code == 400

    own = patch(api, url, {"text": draft.text}, text="Mes mots.")
    assert own.json()["inherits_text"] is False
    assert patch(api, url, {"text": "Autre"}, inherits_text=True).status_code == 409
    assert patch(api, url, {"text": "Mes mots."}, inherits_text=False).status_code == 400
    back = patch(api, url, {"text": "Mes mots."}, inherits_text=True)
    assert (back.json()["text"], back.json()["inherits_text"]) == (draft.text, True)
    assert patch(api, url, {"link": ""}, link="javascript:alert(1)").status_code == 400

    assert api.delete(url).status_code == 204
    assert api.delete(url).status_code == 204
    assert len(api.get(f"{HERE}/drafts/{draft.pk}/").json()["variants"]) == 1
    first = draft.variants.get(archived_at=None)
    Variant.objects.filter(pk=first.pk).update(published_at=timezone.now())
    assert api.delete(f"{HERE}/variants/{first.pk}/").status_code == 400


def test_the_list_filters_pages_and_costs_the_same(cast: Cast, django_assert_max_num_queries: Any) -> None:
    api = program(cast)
    cast.draft(cast.kiln, title="Bowl", text="Clay")
    for number in range(60):
        draft = cast.draft(title=f"n {number}", surfaces=("linkedin.text", "instagram.image"))
        Scorecard.objects.create(
            workspace=cast.workspace,
            variant=draft.variants.first(),
            input_hash="",
            edition="",
            engine="",
            fits=True,
            score=62,
            report={},
        )
    with django_assert_max_num_queries(7):
        body = api.get(f"{HERE}/drafts/").json()
    assert (body["count"], len(body["results"]), body["previous"]) == (61, 50, None)
    assert body["results"][0]["title"] == "n 59"
    assert body["results"][0]["variants"][0]["score"] == 62
    assert len(Program(api.defaults["HTTP_AUTHORIZATION"][7:]).get(body["next"]).json()["results"]) == 11
    assert len(api.get(f"{HERE}/drafts/?page_size=100").json()["results"]) == 61
    assert api.get(f"{HERE}/drafts/?brand={cast.kiln.pk}").json()["count"] == 1
    assert api.get(f"{HERE}/drafts/?q=bowl").json()["count"] == 1
    assert api.get(f"{HERE}/drafts/?platform=instagram").json()["count"] == 60
    assert api.get(f"{HERE}/drafts/?state=approved").json()["count"] == 0
    for query in (
        "brand=x",
        "state=lost",
        "sort=;drop",
        "platform=myspace",
        "page=x",
        "page=-1",
        "page=9" + "9" * 30,
    ):
        answer = api.get(f"{HERE}/drafts/?{query}")
        assert answer.status_code == 400, query
        assert query.partition("=")[0] in answer.json()["fields"]


def test_a_member_of_one_brand_sees_one_brand(cast: Cast) -> None:
    mine, other = cast.draft(), cast.draft(cast.kiln)
    editor = cast.members["editor"]
    editor.all_brands = False
    editor.save()
    editor.brands.add(cast.malo)
    api = program(cast, "editor")
    assert [row["id"] for row in api.get(f"{HERE}/drafts/").json()["results"]] == [mine.pk]
    assert api.get(f"{HERE}/drafts/{other.pk}/").status_code == 404
    assert [row["name"] for row in api.get(f"{HERE}/brands/").json()["results"]] == ["Boulangerie Malo"]


def test_brands_tell_the_ids_that_others_ask_for(cast: Cast, django_assert_max_num_queries: Any) -> None:
    api = program(cast)
    with django_assert_max_num_queries(6):
        malo, _kiln = api.get(f"{HERE}/brands/").json()["results"]
    assert [row["platform"] for row in malo["channels"]] == ["instagram", "linkedin", "tiktok"]
    assert [row["name"] for row in malo["pillars"]] == ["Craft", "People"]
    assert (malo["required_hashtags"], malo["address"], malo["register"]) == ([], "", "")


def test_products_and_audience_are_data(cast: Cast) -> None:
    api = program(cast, "editor")
    made = api.send(
        "POST",
        f"{HERE}/drafts/",
        {"brand": cast.malo.pk, "products": [{"name": "Tourte"}], "audience": "bakers"},
    )
    assert made.status_code == 201
    url = f"{HERE}/drafts/{made.json()['id']}/"
    known = made.json()["products"]
    assert known == [{"name": "Tourte", "file": ""}]
    wanted = [*known, {"name": "Brioche", "file": "brioche.jpg"}]
    changed = patch(
        api, url, {"products": known, "audience_knows": ""}, products=wanted, audience_knows="new"
    )
    assert changed.status_code == 200
    assert (changed.json()["products"], changed.json()["audience_knows"]) == (wanted, "new")
    assert patch(api, url, {"products": known}, products=[{"name": "Pain"}]).status_code == 409
    for value in (
        "Tourte",
        [{"file": "x"}],
        [{"name": "a", "price": 3}],
        [{"name": "a, b"}],
        [{"name": "x" * 81}],
    ):
        answer = patch(api, url, {"products": wanted}, products=value)
        assert answer.status_code == 400, value
        assert all(name.startswith("products") for name in answer.json()["fields"]), value


def test_a_range_of_the_calendar(cast: Cast, django_assert_max_num_queries: Any) -> None:
    api = program(cast)
    for _number in range(3):
        cast.draft(planned=True, surfaces=("linkedin.text", "instagram.image"))
    kiln = cast.draft(cast.kiln, planned=True, title="", text="First words\nand more")
    cast.draft()
    first = timezone.now().astimezone(cast.malo.zone).date()
    span = f"from={first}&to={first + timedelta(days=7)}"
    with django_assert_max_num_queries(4):
        body = api.get(f"{HERE}/calendar/?{span}").json()
    assert body["count"] == 7
    assert {row["planned_time"] for row in body["results"]} == {"09:30"}
    only = api.get(f"{HERE}/calendar/?{span}&brand={cast.kiln.pk}").json()["results"]
    assert [(row["draft"], row["title"].split("\n")[0]) for row in only] == [(kiln.pk, "First words")]
    channel = cast.channels["malo.instagram"].pk
    assert api.get(f"{HERE}/calendar/?{span}&channel={channel}").json()["count"] == 3
    assert api.get(f"{HERE}/calendar/?from=2020-01-01&to=2020-01-31").json()["count"] == 0
    assert len(api.get(f"{HERE}/calendar/?{span}&page_size=2").json()["results"]) == 2
    for wrong in ("", "from=x&to=y", "from=0001-01-01&to=0001-01-02", "from=9999-12-30&to=9999-12-31"):
        assert api.get(f"{HERE}/calendar/?{wrong}").status_code == 400, wrong
    for wrong in ("from=2026-01-02&to=2026-01-01", "from=2026-01-01&to=2027-01-01"):
        assert "to" in api.get(f"{HERE}/calendar/?{wrong}").json()["fields"]


def test_checking_a_text_says_what_the_command_says(cast: Cast, django_assert_max_num_queries: Any) -> None:
    text = "Bonjour à tous\r\nCommentez OUI 👇 #a #b"
    asked = {"platform": "linkedin", "format": "text", "text": text, "objective": "comment"}
    api = program(cast)
    before = AuditEvent.objects.count()
    with django_assert_max_num_queries(2):
        answer = api.send("POST", f"{HERE}/check/", asked, HTTP_ACCEPT_LANGUAGE="fr")
    out = io.StringIO()
    command = "- --platform linkedin --format text --objective comment --words fr --json"
    parser = argparse.ArgumentParser()
    cli.add_score_arguments(parser)
    cli.score(vars(parser.parse_args(command.split())), stdin=io.BytesIO(text.encode()), stdout=out)
    assert answer.json() == json.loads(out.getvalue())
    assert (AuditEvent.objects.count(), Draft.objects.count()) == (before, 0)
    for name, value in (
        ("platform", "myspace"),
        ("format", "opera"),
        ("lang", "xx' --"),
        ("objective", "fame"),
        ("text", "x" * (1024 * 1024 + 1)),
        ("text", None),
        ("words", "fr"),
    ):
        wrong = api.send("POST", f"{HERE}/check/", asked | {name: value})
        assert wrong.status_code == 400, name
        assert list(wrong.json()["fields"]) == [name]


def test_sentences_come_in_the_language_asked_for_else_the_persons(cast: Cast) -> None:
    api = program(cast)
    url = f"{HERE}/check/"
    asked = {"platform": "linkedin", "format": "text", "text": "Hello everybody, comment YES"}

    def language(**headers: str) -> str:
        return str(api.send("POST", url, asked, **headers)["Content-Language"])

    assert language() == "en"
    assert language(HTTP_ACCEPT_LANGUAGE="fr-FR,fr;q=0.9") == "fr"
    User.objects.update(language="fr")
    assert language() == "fr"
    assert language(HTTP_ACCEPT_LANGUAGE="en") == "en"


def test_the_description_is_valid_and_readable(cast: Cast, tmp_path: Any) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yml"))
    found = Client().get("/api/v1/schema/").json()
    page = Client().get("/api/v1/docs/").content.decode()
    for path, methods in found["paths"].items():
        assert path in page
        for operation in methods.values():
            assert operation["operationId"] in page
            assert {"400", "401", "403", "404"} <= set(operation["responses"])
    assert Client().get("/api/v1/schema/?lang=%00").status_code == 200
    assert cast.browser("editor").get("/api/v1/docs/").status_code == 200
