"""The rulebook's pages: every rule can be found, read with its sources, linked and argued with."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from cast import Cast
from django.test import Client
from django.urls import reverse

from planner import tasks
from planner.bridge.differences import differences
from planner.models import Job, User
from scoring import rulebook


def url(cast: Cast, name: str, *args: object) -> str:
    return reverse(name, args=[cast.workspace.slug, *args])


def test_the_book_holds_every_rule_and_is_searched_without_accents(cast: Cast) -> None:
    browser = cast.browser("reviewer")
    whole = browser.get(url(cast, "rulebook")).text
    for rule in rulebook.current().rules:
        assert url(cast, "rule", rule) in whole, rule
    found = browser.get(url(cast, "rulebook"), {"q": "HASHTAGS linkedin"}).text
    assert 0 < found.count('class="title"') < whole.count('class="title"')
    user = cast.members["reviewer"].user
    user.language = "fr"
    user.save()
    assert "R-BAIT-03" in browser.get(url(cast, "rulebook"), {"q": "identification"}).text
    assert "R-BAIT-01" in browser.get(url(cast, "rulebook"), {"q": "appat reaction"}).text
    assert 'class="title"' not in browser.get(url(cast, "rulebook"), {"q": "zzzz"}).text


def test_a_platform_shows_its_packs_by_weight(cast: Cast) -> None:
    page = cast.browser("editor").get(url(cast, "rulebook"), {"platform": "linkedin"}).text
    pack = page.split('id="linkedin.text"')[1].split("</section>")[0]
    weights = rulebook.current().packs["linkedin.text"].weights["default"]
    heaviest = max(weights, key=lambda rule: weights[rule])
    assert pack.index(heaviest) < min(pack.index(rule) for rule in weights if rule != heaviest)
    assert "V-CASH" not in page, "a rule of another platform only"


def test_a_rule_has_a_page_with_its_sources_and_what_it_found_here(
    cast: Cast, django_assert_max_num_queries
) -> None:
    draft = cast.draft(text="Bonjour, voici les nouvelles.\n\nCommentez OUI")
    variant = draft.variants.get()
    tasks.ask(Job.Kind.SCORE, variant.pk, cast.workspace.pk)
    tasks.score_variants([variant.pk])
    browser = cast.browser("editor")
    with django_assert_max_num_queries(14):
        page = browser.get(url(cast, "rule", "R-BAIT-02")).text
    for source in rulebook.current().rules["R-BAIT-02"].evidence:
        assert source.title in page
    assert "Of 1 scorecard it warned in" in page
    assert draft.label in page
    assert "What speaks against it" in browser.get(url(cast, "rule", "S-HOOK-TXT")).text
    assert browser.get(url(cast, "rule", "S-NO-SUCH")).status_code == 404


def test_clients_and_strangers_do_not_read_it(cast: Cast, client: Client, outsider: User) -> None:
    assert cast.browser("client").get(url(cast, "rulebook")).status_code == 403
    client.force_login(outsider)
    assert client.get(url(cast, "rule", "S-FOLD")).status_code == 404


@pytest.mark.parametrize(
    "query", ["?edition=nope", "?platform=myspace&q=%00", "?q=" + "x" * 5000, "?old=x&new=y"]
)
@pytest.mark.parametrize("name", ["rulebook", "rulebook_print", "rulebook_differences"])
def test_nonsense_in_the_address_gives_a_page(cast: Cast, name: str, query: str) -> None:
    assert cast.browser("owner").get(url(cast, name) + query).status_code == 200


def test_all_of_it_stands_on_one_page_for_paper(cast: Cast) -> None:
    page = cast.browser("owner").get(url(cast, "rulebook_print")).text
    assert all(f'id="{rule}"' in page for rule in rulebook.current().rules)


def test_what_differs_between_two_editions_is_told_thing_by_thing(tmp_path: Path) -> None:
    now = rulebook.current()
    folder = tmp_path / "later"
    shutil.copytree(rulebook.FOLDER / now.name, folder)
    packs = json.loads((folder / "packs.json").read_text("utf-8"))
    weights = packs["linkedin.text"]["weights"]["default"]
    weights["S-FOLD"] += 1
    weights["S-DEPTH"] -= 1
    (folder / "packs.json").write_text(json.dumps(packs), "utf-8")
    later = rulebook.load(folder)

    found = differences(now, later, "en")
    told = {change.what: (change.before, change.after) for change in found.packs["linkedin.text"]}
    assert told == {
        "default S-FOLD": (str(weights["S-FOLD"] - 1), str(weights["S-FOLD"])),
        "default S-DEPTH": (str(weights["S-DEPTH"] + 1), str(weights["S-DEPTH"])),
    }
    assert not found.rules
    assert not found.limits
    same = differences(now, now, "fr")
    assert not same.rules | same.packs | same.limits
