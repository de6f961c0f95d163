"""Manipulation never pays: adding it never raises Signals and never lowers Risk; timing never lifts the untimed score."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import rulebook
from scoring.engine import check
from scoring.types import History, Objective, Outcome, PastPost, Report, Schedule, Slot, Snapshot

EDITION = rulebook.current()
TEXTS = Path(__file__).parent / "texts"
SURFACES = tuple(EDITION.packs)
OWN = [
    *(path.read_text("utf-8").strip() for path in sorted(TEXTS.glob("linkedin_*.txt"))),
    "Le four est tombé en panne à 6 h. Nous avons appelé les voisins. Et vous, qu'auriez-vous fait ?",
    "Our oven broke at 6 am. We called the neighbours. What would you have done?",
    "Trois conseils :\n- peser\n- attendre\n- noter\n\nEnregistrez ce post pour plus tard.",
    "Bonjour à tous ! La qualité est importante pour nous et pour tout le monde.",
    "Save this for later. Send this to a friend who bakes. What do you think? Link in bio.",
    "🥖 Pain 🥖 du 🥖 jour 🥖 et 🥖 du 🥖 soir 🥖 pour 🥖 vous 🥖 tous.",
    "UNE VENTE FLASH ce matin. Le tout est parti en 2 heures.",
]
LURES = [
    "Commentez OUI si vous êtes d'accord !",
    "Comment YES and I'll send you the 10-page guide.",
    "Dites INFO en commentaire, je vous envoie la liste des 7 étapes.",
    "Identifiez un ami qui a perdu 3 clients en 2024.",
    "Tag a friend who needs this checklist.",
    "Partagez si vous aimez le pain de Nantes.",
    "Like this post if you agree with Marie Dupont.",
    "Abonne-toi pour gagner 500 €.",
    "Rejoignez notre pod d'engagement : 20 likes dans la première heure.",
    "Buy 1000 followers now.",
    "Vous n'allez pas le croire !",
    "Nous automatisons les commentaires.",
    "@anna @bea @chloe @dora @emma @fanny",
    "Who would you bring? Tag them!",
    "Qui est d'accord ? Lâchez un j'aime.",
    "Want it? Put your email in the comments.",
    "On a un groupe WhatsApp où on like les posts des autres. Rejoignez-nous.",
    "5 000 abonnés pour 20 €, livrés dans la nuit.",
]
TAGS = ["#viral", "#fyp", "#PainAuLevain", "#love", "#boulangerie", "#Lyon2026", "#painmaison", "#explore"]
SEVERITY = {"info": 1, "low": 2, "medium": 3, "high": 4, "blocker": 5}


def report(text: str, surface: str, lang: str | None = None, **given: object) -> Report:
    platform, name = surface.split(".")
    return check(Snapshot(platform, name, text, lang=lang, **given), EDITION)  # type: ignore[arg-type]


def danger(made: Report) -> dict[str, int]:
    bad = (Outcome.WARN, Outcome.FAIL)
    return {
        one.rule: SEVERITY[one.severity.value] * 2 + (one.outcome is Outcome.FAIL)
        for one in made.risk
        if one.outcome in bad
    }


def assert_does_not_pay(before: Report, after: Report) -> None:
    assert (after.score or 0) <= (before.score or 0)
    low, high = danger(before), danger(after)
    assert all(high.get(rule, 0) >= level for rule, level in low.items())


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(OWN),
    st.sampled_from(SURFACES),
    st.sampled_from(LURES),
    st.sampled_from(["\n\n", "\n"]),
    st.booleans(),
    st.sampled_from([None, *Objective]),
)
def test_a_lure_never_pays(
    text: str, surface: str, lure: str, gap: str, first: bool, objective: Objective | None
) -> None:
    lured = lure + gap + text if first else text + gap + lure
    before, after = report(text, surface, objective=objective), report(lured, surface, objective=objective)
    assert_does_not_pay(before, after)
    assert danger(after), lure


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(OWN),
    st.sampled_from(SURFACES),
    st.lists(st.sampled_from(LURES), min_size=2, max_size=4),
    st.data(),
)
def test_lures_between_paragraphs_never_pay(
    text: str, surface: str, lures: list[str], data: st.DataObject
) -> None:
    parts = text.split("\n\n")
    for lure in lures:
        parts.insert(data.draw(st.integers(0, len(parts))), lure)
    assert_does_not_pay(report(text, surface), report("\n\n".join(parts), surface))


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(OWN),
    st.sampled_from(SURFACES),
    st.lists(st.sampled_from(TAGS), min_size=1, max_size=12),
    st.sampled_from([" ", "\n", "\n\n"]),
)
def test_hashtags_never_pay(text: str, surface: str, tags: list[str], gap: str) -> None:
    assert_does_not_pay(report(text, surface), report(text + gap + " ".join(tags), surface))


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(OWN),
    st.sampled_from(SURFACES),
    st.lists(st.integers(0, 10_000), min_size=1, max_size=8),
    st.sampled_from("\u200b\u2060\ufeff\u00ad\u200e"),
)
def test_hidden_text_never_pays(text: str, surface: str, places: list[int], hidden: str) -> None:
    before = report(text, surface)
    for place in places:
        place = place % len(text) + 1
        text = text[:place] + hidden + text[place:]
    after = report(text, surface)
    assert_does_not_pay(before, after)
    assert "R-POL-05" in danger(after)


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("hour", range(0, 24, 3))
def test_timing_never_lifts_the_untimed_score(surface: str, hour: int) -> None:
    at = datetime(2026, 12, 1, hour, tzinfo=UTC)
    history = History((PastPost(at - timedelta(hours=hour + 1)),), (Slot(1, 12, 1),))
    for text in OWN[:4]:
        plain = report(text, surface)
        timed = report(text, surface, schedule=Schedule(at, now=at - timedelta(days=1)), history=history)
        assert timed.score_untimed == plain.score_untimed == plain.score
