"""Mechanical fixes: what each changes in English and French, and that none ever makes another output worse."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import engine, fixes, rulebook
from scoring.platforms import FORMATS
from scoring.rules import RULES
from scoring.types import AiUse, Brand, MediaItem, Outcome, Pillar, Report, Snapshot

EDITION = rulebook.current()
FRANCE, BRITAIN = Brand("Malo", ("FR",)), Brand("Kiln", ("GB",))
STRICT = Brand("Malo", ("FR",), required_hashtags=("malo", "ad"), required_disclosures=("Photos : Anne",))
WALL = {
    "en": "The bakery was closed for one week and nobody came back. We called each of our forty customers again. ",
    "fr": "La boulangerie a fermé une semaine et personne n’est revenu. Nous avons rappelé nos quarante clients. ",
}


def snap(text: str, surface: str = "linkedin.text", **more: object) -> Snapshot:
    platform, _, form = surface.partition(".")
    return Snapshot(platform, form, text, **more)  # type: ignore[arg-type]


def check(snapshot: Snapshot) -> Report:
    return engine.check(snapshot, EDITION)


def outcome(report: Report, rule: str) -> Outcome:
    return next(one.outcome for one in report.findings if one.rule == rule)


def fixed(rule: str, snapshot: Snapshot) -> str | None:
    """The text after the fix, None where none is offered; what always holds of a fix is asserted on the way."""
    report = check(snapshot)
    found = fixes.offer(snapshot, report, EDITION, rule)
    if found is None:
        return None
    assert rule in fixes.proposed(snapshot, report, EDITION)
    after = check(replace(snapshot, text=found.text))
    assert after == found.after
    assert fixes.apply(snapshot.text, found.fix.edits) == found.text != snapshot.text
    edges = [edge for start, end, _put in found.fix.edits for edge in (start, end)]
    assert edges == sorted(edges)
    assert 0 <= edges[0] <= edges[-1] <= len(snapshot.text)
    assert fixes.RANK[outcome(after, rule)] > fixes.RANK[outcome(report, rule)]
    assert found.gain == (after.score or 0) - (report.score or 0)
    never_worse(report, after)
    again = fixes.offer(replace(snapshot, text=found.text), after, EDITION, rule)
    assert again is None, "a second press would change the text again"
    return found.text


def never_worse(before: Report, after: Report) -> None:
    """Said apart from the code under test: every output by itself."""
    held = (Outcome.FAIL, Outcome.WARN, Outcome.BROKEN)
    assert after.fits >= before.fits
    assert (after.score or 0) >= (before.score or 0)
    assert (after.score_untimed or 0) >= (before.score_untimed or 0)
    for family in ("validity", "risk", "disclosure"):
        for was, now in zip(getattr(before, family), getattr(after, family), strict=True):
            assert not (now.outcome in held and was.outcome not in held), now.rule
            assert not (now.outcome is Outcome.FAIL and was.outcome is Outcome.WARN), now.rule


OPENING = {"en": "We lost 40 % of our orders in six weeks.", "fr": "Nous avons perdu 40 % de nos commandes."}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Hello everyone! " + OPENING["en"], OPENING["en"]),
        ("👋 Hi all 👋\n\n" + OPENING["en"], OPENING["en"]),
        ("Good morning, LinkedIn, we lost 40 % of our orders.", "We lost 40 % of our orders."),
        ("Hi there.\r\n\r\nI hope you're all well! " + OPENING["en"], OPENING["en"]),
        ("Bonjour à toutes et à tous\u202f! " + OPENING["fr"], OPENING["fr"]),
        ("Coucou 👋🏽\n" + OPENING["fr"], OPENING["fr"]),
        (
            "Bonjour, j’espère que vous allez bien\u202f! nous avons perdu 40 % de nos commandes.",
            OPENING["fr"],
        ),
        (
            "Bonsoir à tous,\r\n\r\nécoutez\u202f: 40 % de nos commandes ont disparu.",
            "Écoutez\u202f: 40 % de nos commandes ont disparu.",
        ),
    ],
)
def test_a_greeting_goes_and_what_follows_begins_with_a_capital(before: str, after: str) -> None:
    assert fixed("S-HOOK-TXT", snap(before)) == after


@pytest.mark.parametrize(
    "text",
    [
        "Hi Anna, we lost 40 % of our orders.",  # a person is meant
        "Hello from Brest, where we lost 40 % of our orders.",
        "Bonjour Paris",  # nothing would be left of it
        "Bonjour.Nous avons perdu 40 % de nos commandes.",
        "Je suis ravie de vous annoncer que nous avons perdu 40 % de nos commandes.",  # needs other words
        "Bonjour à tous ! Je suis ravie de vous annoncer une nouvelle.",  # greets less and is no better
        OPENING["fr"],
    ],
)
def test_what_says_more_than_a_greeting_is_left_alone(text: str) -> None:
    assert fixed("S-HOOK-TXT", snap(text)) is None
    assert fixed("S-FOLD", snap(text)) is None


def test_surplus_hashtags_go_and_the_specific_ones_stay() -> None:
    french = snap(
        OPENING["fr"] + " #fyp #painaulevain #pain #Pain\n\n#love #boulangeriebio #farinesanciennes",
        "threads.post",
    )
    assert fixed("V-TAGS", french) == OPENING["fr"] + "\n\n#farinesanciennes"
    english = snap(
        OPENING["en"] + "\r\n\r\n#love #handmademugs #clay #viral #kiln #clay #stoneware #glaze #ad",
        brand=BRITAIN,
    )
    assert (
        fixed("V-TAGS", english) == OPENING["en"] + "\r\n\r\n#handmademugs #clay #stoneware #glaze #ad"
    )  # "ad" is a duty


def test_a_tag_inside_a_sentence_loses_its_sign_only_and_a_row_its_line() -> None:
    text = "Our #love of #clay, and 40 % fewer orders.\n\n#viral #fyp\n\nWe call back. #motivation"
    assert fixed("S-TAGS-REL", snap(text)) == "Our love of #clay, and 40 % fewer orders.\n\nWe call back."
    assert fixed("R-POL-04", snap(text)) == "Our love of #clay, and 40 % fewer orders.\n\nWe call back."
    assert fixed("S-TAGS-REL", snap("Le #pain au levain, 40 % de ventes. 🥖 #amour 🥖 #levain #bonheur")) == (
        "Le #pain au levain, 40 % de ventes. 🥖 amour 🥖 #levain"
    )
    assert fixed("S-TAGS-REL", snap("40 % de ventes. #levain")) is None


def test_a_tag_gets_capitals_only_where_its_words_are_known() -> None:
    surface = "instagram.image"
    known = Brand("Kiln & Co", ("GB",), (Pillar("Craft", ("stone ware",)),))
    assert (
        fixed("S-HASH-CASE", snap(OPENING["en"] + " #socialmedia", surface))
        == OPENING["en"] + " #SocialMedia"
    )
    assert fixed(
        "S-HASH-CASE", snap("L’idée du zéro déchet : 40 % de sacs en moins. #zerodechet", surface)
    ) == ("L’idée du zéro déchet : 40 % de sacs en moins. #ZeroDechet")
    ours = snap("40 % fewer orders in the slow food week. 🥖 #slowfood", surface, brand=known)
    assert fixed("S-HASH-CASE", ours) == "40 % fewer orders in the slow food week. 🥖 #SlowFood"
    assert fixed("S-HASH-CASE", snap("Nous fermons. #pain #levain", surface)) is None


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_wall_is_cut_at_the_ends_of_sentences(language: str, newline: str) -> None:
    opening = OPENING[language] + " 👩‍👩‍👧" + newline * 2
    text = opening + WALL[language] * 9
    found = fixed("S-DWELL-STRUCT", snap(text))
    assert found is not None
    assert found.split() == text.split()  # no word is touched
    assert "\n" not in found.replace(newline, "")
    blocks = [block.strip() for block in found.split(newline * 2)]
    assert all(len(block) <= 400 for block in blocks)
    assert all(block[-1] in ".👧" for block in blocks)
    one_sentence = OPENING[language] + " " + "word and word, " * 60
    assert fixed("S-DWELL-STRUCT", snap(one_sentence)) is None


def test_lists_and_quotations_are_not_torn() -> None:
    quoted = "« " + WALL["fr"] * 5 + "» C’est ce que dit Anne."
    assert fixed("S-DWELL-STRUCT", snap(quoted)) is None
    listed = "Nos 5 règles :\n" + "\n".join(f"- {WALL['fr'].strip()}" for _ in range(6))
    found = fixed("S-DWELL-STRUCT", snap(listed))
    assert found is None or found.count("\n- ") == 6


def test_disguised_letters_are_straightened_and_emoji_are_whole() -> None:
    text = "We lost 𝟰𝟬 % of our 𝗼𝗿𝗱𝗲𝗿𝘀 👩‍👩‍👧 🏴󠁧󠁢󠁷󠁬󠁳󠁿 in\u200b six\u202e weeks\ufeff."
    assert fixed("R-POL-05", snap(text)) == "We lost 40 % of our orders 👩‍👩‍👧 🏴󠁧󠁢󠁷󠁬󠁳󠁿 in six weeks."
    assert fixed("R-POL-05", snap("Nous avons рerdu 40\u00a0% de nos 𝒄𝒐𝒎𝒎𝒂𝒏𝒅𝒆𝒔\u2060.")) == (
        "Nous avons perdu 40\u00a0% de nos commandes."
    )
    assert fixed("R-POL-05", snap(OPENING["fr"] + " 👩‍👩‍👧")) is None


def test_advertising_says_so_first_in_the_language_of_the_post() -> None:
    told = {"paid_partnership": True}
    assert (
        fixed("R-POL-08", snap(OPENING["fr"], brand=FRANCE, settings=told))
        == "Publicité\u00a0: " + OPENING["fr"]
    )
    assert fixed("R-POL-08", snap(OPENING["en"], brand=FRANCE, settings=told)) == "Ad: " + OPENING["en"]
    assert fixed("R-POL-08", snap("Publicité. " + OPENING["fr"], brand=FRANCE, settings=told)) is None
    hint = snap("Merci à la maison Malo, notre partenaire. " + OPENING["fr"], brand=FRANCE)
    assert fixed("R-POL-08", hint) is None  # only the writer knows whether it was paid
    german = snap(
        "Wir haben 40 % unserer Kunden verloren und das ist nicht schön.",
        lang="de",
        brand=FRANCE,
        settings=told,
    )
    assert outcome(check(german), "R-POL-08") is Outcome.FAIL
    assert fixed("R-POL-08", german) is None


def test_ai_is_said_in_words_where_the_platform_has_no_field() -> None:
    def made(text: str, kind: str = "image", use: AiUse = AiUse.GENERATED_MEDIA) -> Snapshot:
        return snap(text, ai_use=use, answered=True, media=(MediaItem(kind),), brand=FRANCE, lang=None)

    tags = "\n\n#levain #farine"
    assert fixed("D-AI-09", made(OPENING["fr"] + tags)) == OPENING["fr"] + "\n\nImage générée par IA." + tags
    assert fixed("D-AI-09", made(OPENING["en"], "video")) == OPENING["en"] + "\n\nAI-generated video."
    deepfake = made(OPENING["fr"], use=AiUse.REALISTIC_PERSON)
    assert fixed("D-AI-10", deepfake) == "Image générée par IA\u00a0: " + OPENING["fr"]
    other = fixed("D-AI-16", made(OPENING["fr"] + " AI-generated image."))
    assert (
        other == "Image générée par IA\u00a0: " + OPENING["fr"] + " AI-generated image."
    )  # a third short sentence would cost pace
    assert (
        fixed("D-AI-12", made(OPENING["fr"], use=AiUse.REALISTIC_PERSON)) is None
    )  # belongs on the picture as well


def test_the_brand_s_own_words_and_hashtags_are_added_and_its_hashtags_are_the_last_to_go() -> None:
    brand = Brand(
        "Malo",
        ("FR",),
        required_hashtags=("Malo", "painbio"),
        required_disclosures=("Photos : Anne Le Gall",),
    )
    tags = "\r\n\r\n#levain #malo"
    text = OPENING["fr"] + tags
    assert fixed("R-BRAND-03", snap(text, brand=brand)) == text + " #painbio"
    assert fixed("R-BRAND-03", snap(OPENING["fr"], brand=brand)) == OPENING["fr"] + "\n\n#Malo #painbio"
    assert (
        fixed("D-BRAND-01", snap(text, brand=brand)) == OPENING["fr"] + "\r\n\r\nPhotos : Anne Le Gall" + tags
    )
    many = OPENING["fr"] + "\n\n#malo #painbio #levainnaturel #farineancienne #meuledepierre #fournil"
    assert fixed("V-TAGS", snap(many, brand=brand)) == many.removesuffix(" #fournil")


def test_a_third_request_goes_only_as_a_sentence_of_its_own() -> None:
    asks = "Save this post. Send it to a colleague. Visit our site."
    assert (
        fixed("S-CTA", snap(f"{OPENING['en']} {asks}"))
        == f"{OPENING['en']} Save this post. Send it to a colleague."
    )
    joined = OPENING["en"] + " Save this post, send it to a colleague and visit our site."
    assert fixed("S-CTA", snap(joined)) is None
    linked = OPENING["en"] + " Save this post. Send it to a colleague. Visit our site: https://example.org/a"
    assert fixed("S-CTA", snap(linked)) is None


def test_a_fix_that_would_make_something_else_worse_is_not_offered() -> None:
    limit = int(str(FORMATS["threads.post"].limits["text"]["limit"]))
    text = OPENING["fr"] + " Pain." * ((limit - len(OPENING["fr"])) // 6)
    paid = snap(text, "threads.post", brand=FRANCE, settings={"paid_partnership": True})
    assert outcome(check(paid), "R-POL-08") is Outcome.FAIL
    assert fixed("R-POL-08", paid) is None  # one word more no longer fits
    assert fixed("R-POL-08", replace(paid, text=OPENING["fr"])) is not None


def test_the_data_of_the_fixes_names_rules_cases_and_fixes_that_exist() -> None:
    for rule, cases in fixes.data()["rules"].items():
        text = EDITION.rules[rule].text["en"]
        known = {"", *(case for said in text.values() if isinstance(said, dict) for case in said)}
        assert set(cases) <= known, rule
        assert set(cases.values()) <= set(fixes.MAKERS)
    assert {rule.id for rule in RULES} >= set(fixes.data()["rules"])
    for words in (*fixes.data()["labels"].values(), fixes.data()["colons"], fixes.data()["greetings"]):
        assert set(words) == {"en", "fr"}


PIECES = st.sampled_from(
    [
        *OPENING.values(),
        *(wall * 3 for wall in WALL.values()),
        "Bonjour à tous ! ",
        "Hi everyone,\n",
        "👋🏽 ",
        "\r\n\r\n",
        "\n\n",
        "#fyp ",
        "#socialmedia ",
        "#PainAuLevain #love #levain #bio #ad ",
        "𝗯𝗼𝗹𝗱 𝘄𝗼𝗿𝗱𝘀 ",
        "é\u0301\u200b",
        "\u202eabc\u202c ",
        "🏴󠁧󠁢󠁷󠁬󠁳󠁿👩‍👩‍👧",
        "Commentez OUI ! ",
        "Save this post. ",
        "Enregistrez ce post. Partagez-le à un ami. ",
        "- une idée\n- une autre\n",
        "code promo MALO10 ",
        "AI-generated image. ",
        "@marie ",
        "https://exemple.fr/a ",
        "« ",
        "#",
    ]
)
SURFACES = st.sampled_from(sorted(name for name, form in FORMATS.items() if form.text_limit))
USES = st.sampled_from([None, *AiUse])


@settings(max_examples=150, deadline=None)
@given(
    st.lists(PIECES, max_size=12),
    SURFACES,
    USES,
    st.booleans(),
    st.sampled_from([None, FRANCE, BRITAIN, STRICT]),
)
def test_no_fix_ever_makes_an_output_worse_or_wants_a_second_press(
    pieces: list[str], surface: str, use: AiUse | None, paid: bool, brand: Brand | None
) -> None:
    media = (MediaItem("image", alt="Un pain"),) if use else None
    snapshot = snap(
        "".join(pieces),
        surface,
        ai_use=use,
        answered=True,
        media=media,
        brand=brand,
        settings={"paid_partnership": paid},
    )
    for rule in fixes.data()["rules"]:
        fixed(rule, snapshot)
