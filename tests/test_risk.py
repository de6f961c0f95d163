"""Risk rules: bait in wordings that no list spells out, what only looks like bait, and promotion in France."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from scoring import rulebook
from scoring.engine import check
from scoring.types import Brand, Finding, History, Outcome, PastPost, Schedule, Severity, Snapshot

EDITION = rulebook.current()
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
BAIT = ("R-BAIT-01", "R-BAIT-02", "R-BAIT-03", "R-BAIT-04", "R-BAIT-05", "R-BAIT-06", "R-POL-01", "R-POL-18")


def risk(text: str, platform: str = "linkedin", name: str = "text", **given: Any) -> dict[str, Finding]:
    found = check(Snapshot(platform, name, text, **given), EDITION).risk
    assert not [one.rule for one in found if one.outcome is Outcome.BROKEN]
    return {one.rule: one for one in found}


def fired(text: str, **given: Any) -> list[str]:
    return [rule for rule, one in risk(text, **given).items() if one.outcome in (Outcome.WARN, Outcome.FAIL)]


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("R-BAIT-01", "Like si tu es d'accord"),
        ("R-BAIT-01", "❤️ pour oui, 👍 pour non"),
        ("R-BAIT-01", "Smash that like button if you love Mondays"),
        ("R-BAIT-01", "Mettez un pouce si vous êtes pour"),
        ("R-BAIT-02", "Commentez OUI"),
        ("R-BAIT-02", "Say YES in the comments for the deck"),
        ("R-BAIT-02", "Dites INFO en commentaire, je réponds en privé"),
        ("R-BAIT-02", "Ecris GO en com et je t envoie le lien"),
        ("R-BAIT-02", "Laissez un commentaire pour recevoir le guide"),
        ("R-BAIT-02", "Un simple « moi » en commentaire et je vous envoie le modèle"),
        ("R-BAIT-02", "Want the checklist? Comment LIST."),
        ("R-BAIT-02", "Comment below to get the free template"),
        ("R-BAIT-02", "Com\u200bmentez OUI"),
        ("R-BAIT-02", "COMMENTEZ « OUI »\u202f!"),
        ("R-BAIT-03", "Identifie un ami qui a besoin de ça"),
        ("R-BAIT-03", "Tag someone who snores"),
        ("R-BAIT-04", "Partagez si vous êtes d’accord"),
        ("R-BAIT-04", "Share with 10 friends"),
        ("R-BAIT-05", "Abonne-toi pour gagner un vélo"),
        ("R-BAIT-05", "Follow for follow"),
        ("R-BAIT-06", "Vous n’allez pas le croire"),
        ("R-BAIT-06", "You won't believe what he found"),
        ("R-POL-01", "Rejoignez notre pod d'engagement"),
        ("R-POL-01", "Likez mon post et je vous rends la pareille"),
        ("R-POL-01", "Achetez des likes"),
        ("R-POL-01", "Like mine and I'll like yours"),
        ("R-POL-18", "Nous automatisons les commentaires"),
        ("R-BAIT-01", "J'aime pour vanille, j'adore pour chocolat !"),
        ("R-BAIT-01", "A like if you'd wear it, a comment if you wouldn't."),
        ("R-BAIT-01", "100 likes et je publie la suite."),
        ("R-BAIT-02", "Drop a 🔥 in the comments and I'll send the file."),
        ("R-BAIT-02", "Un simple « moi » en dessous et je te l’envoie."),
        ("R-BAIT-02", "Commentez le mot plan et je t'envoie la suite"),
        ("R-BAIT-02", "Envoie-moi DECK en MP et c'est à toi."),
        ("R-BAIT-03", "Tu emmènes qui ? Identifie-le !"),
        ("R-BAIT-04", "97 % des gens ne partageront pas ce message."),
        ("R-BAIT-04", "Repost and you are in the draw for the hamper."),
        ("R-BAIT-05", "Follow me or you will never find it."),
        ("R-BAIT-05", "Un abonnement contre un abonnement."),
        ("R-BAIT-06", "La fin va te surprendre."),
        ("R-POL-01", "Looking for new members for our engagement pod."),
        ("R-POL-01", "5 000 abonnés pour 20 €."),
        ("R-POL-18", "Notre outil commente tout seul, jour et nuit."),
    ],
)
def test_bait_fires_with_the_words_that_are_bait(rule: str, text: str) -> None:
    found = risk(text)[rule]
    assert found.outcome in (Outcome.WARN, Outcome.FAIL)
    assert all(text[start:end].strip() for start, end in found.result.spans)
    assert found.outcome is Outcome.WARN or rule == "R-POL-01"  # bait only warns until a corpus says more


@pytest.mark.parametrize(
    "text",
    [
        "Commentez vos lignes de code avant de partir en vacances.",
        "Comment your code before you ship it.",
        "Comment LVMH recrute ses apprentis",
        "J'ai commenté OUI hier, je le regrette.",
        "Il a dit NON en commentaire.",
        "Arrêtez d'écrire « Commentez OUI » sous vos posts : LinkedIn les pénalise.",
        'Stop writing "Comment YES" under your posts.',
        "Les posts qui demandent de commenter OUI perdent de la portée.",
        "Posts that ask you to comment YES lose reach.",
        "Never buy followers.",
        "N'achetez jamais de faux abonnés.",
        "Je cherche un bon plombier à Nantes. Avez-vous des recommandations ? Écrivez-les en commentaire.",
        "I need your advice: which accountant would you recommend? Reply below.",
        "Notre chienne a disparu à Lyon lundi. Partagez si vous êtes du quartier.",
        "Cagnotte pour Léa : partagez avec 10 amis, chaque euro compte.",
        "Please help us find blood donors: share this with 5 friends.",
        "Qu'en pensez-vous, juristes en droit social ?",
        "Dites-moi en commentaire ce que vous en pensez.",
        "Si cet article vous aide, partagez-le à un collègue.",
        "Abonnez-vous à notre lettre pour recevoir nos actualités.",
        "Tag your release in git before you deploy.",
        "Identifiez la personne responsable de la sécurité.",
        "Tapez « ls » dans le terminal.",
        "Made with ❤️ for you",
        "Nos pods Kubernetes redémarrent\u00a0: rejoignez l'équipe.",
        "Attendez la fin du mois pour payer.",
        "React if statements are simple.",
        "Suivez les instructions pour gagner du temps.",
        "Asking people to tag three friends used to work. In 2026 it costs you reach.",
        "Demander de taguer trois amis, cela marchait. Plus maintenant.",
        "Our policy forbids engagement pods.",
        "It is better care for more cost, or worse care for low cost.",
        "Post your photos and tag them #harvest.",
        "Share what inspired you to get involved.",
        "Juristes en droit social : comment rédigez-vous cette clause ?",
        "Restez jusqu'à la fermeture si vous voulez.",
        "Le groupe a vendu 5 000 billets en deux heures.",
    ],
)
def test_what_only_looks_like_bait(text: str) -> None:
    assert not set(fired(text)) & set(BAIT)


def test_help_does_not_excuse_a_pod() -> None:
    assert "R-POL-01" in fired("J'ai besoin d'aide : rejoignez notre pod d'engagement.")
    assert "R-BAIT-02" in fired("Si vous n'avez pas encore le guide, commentez OUI")


def test_bait_is_graver_where_the_platform_names_it() -> None:
    assert risk("Commentez OUI")["R-BAIT-02"].severity is Severity.HIGH
    assert risk("Commentez OUI", "tiktok", "video")["R-BAIT-02"].severity is Severity.MEDIUM
    pod = risk("Rejoignez notre pod d'engagement")["R-POL-01"]
    assert (pod.outcome, pod.severity) == (Outcome.FAIL, Severity.BLOCKER)


FRANCE, CANADA = Brand(markets=("FR",)), Brand(markets=("CA",))


@pytest.mark.parametrize(
    ("text", "brand", "expected"),
    [
        ("Ma nouvelle crème, -20 % avec le code LEA20", None, ("fail", "blocker")),
        ("My new cream, 20 % off with code LEA20", FRANCE, ("fail", "blocker")),
        ("Ma nouvelle crème, -20 % avec le code LEA20", CANADA, ("fail", "high")),
        ("Publicité : ma nouvelle crème, -20 % avec le code LEA20", None, ("pass", "high")),
        ("Collaboration commerciale avec la Maison Malo. Code promo LEA20", None, ("pass", "high")),
        ("Code promo LEA20 #publicité", None, ("pass", "high")),
        ("Mon code promo : LEA20 #soleil", None, ("fail", "blocker")),
        ("Une soirée en partenariat avec la médiathèque", None, ("warn", "high")),
        ("Une pub à la télé m'a fait rire.", None, ("pass", "high")),
        ("Le code du travail change.", None, ("pass", "high")),
    ],
)
def test_promotion_must_say_so(text: str, brand: Brand | None, expected: tuple[str, str]) -> None:
    found = risk(text, brand=brand)["R-POL-08"]
    assert (found.outcome.value, found.severity.value) == expected


def test_the_platforms_field_alone_is_enough_only_outside_france() -> None:
    text, paid = "My week with a new oven", {"paid_partnership": True}
    assert risk(text, settings=paid, brand=CANADA)["R-POL-08"].outcome is Outcome.PASS
    found = risk(text, settings=paid, brand=FRANCE)["R-POL-08"]
    assert (found.outcome, found.severity) == (Outcome.FAIL, Severity.BLOCKER)
    assert risk(f"Publicité. {text}", settings=paid, brand=FRANCE)["R-POL-08"].outcome is Outcome.PASS


def test_hashtags_mentions_and_hidden_text() -> None:
    assert "R-POL-04" in fired("Du pain " + " ".join(f"#mot{letter}" for letter in "abcdefghi"))
    assert "R-POL-04" in fired("Du pain #viral #fyp")
    assert "R-POL-04" not in fired("Du pain #Levain")
    assert "R-POL-03" in fired("Merci " + " ".join(f"@ami{letter}" for letter in "abcdef"))
    assert "R-POL-03" not in fired("Merci @amia @amib")
    assert risk("pa\u200bin")["R-POL-05"].result.spans == ((2, 3),)
    assert "R-POL-05" in fired("Du 𝐩𝐚𝐢𝐧 chaud")
    assert "R-POL-05" in fired("Du pаin chaud")
    for fine in ("Famille 👩‍👩‍👧 et drapeau 🏴󠁧󠁢󠁥󠁮󠁧󠁿", "L’été à Nîmes, 25 °C", "Μετά από χρόνια", "می‌خواهم"):
        assert "R-POL-05" not in fired(fine)


def test_claims_data_links_and_contests() -> None:
    assert "R-POL-10" in fired("Le meilleur pain de France, résultat garanti.")
    assert "R-POL-10" not in fired("Le meilleur pain de France selon le concours national 2025.")
    assert "R-POL-10" not in fired("Le meilleur moment de ma semaine.")
    assert "R-POL-11" in fired("Écrivez à lea.martin@gmail.com")
    assert "R-POL-11" in fired("Appelez le 06 12 34 56 78")
    assert "R-POL-11" not in fired("Écrivez à contact@exemple.fr, 12 000 clients depuis 2019")
    assert "R-POL-13" in fired("Voir https://bit.ly/abc")
    assert "R-POL-13" in fired("Voir http://exemple.fr")
    assert "R-POL-13" not in fired("Voir https://exemple.fr/pain")
    assert "R-POL-07" in fired("Jeu-concours : un vélo à gagner, likez et suivez-nous !")
    assert "R-POL-07" not in fired(
        "Jeu-concours : un vélo à gagner, likez ! Règlement : https://exemple.fr/r"
    )
    assert risk("Le bitcoin expliqué à mon fils")["R-POL-09"].result.case == "finance"


def test_generic_text() -> None:
    stock = "À l'ère du numérique, notre solution est un véritable levier. Il est essentiel d'avancer."
    assert "R-POL-14" in fired(stock)
    plain = "La qualité est importante et chacun peut la trouver avec un peu de soin et de temps. " * 6
    assert "R-POL-14" in fired(plain)
    assert "R-POL-14" not in fired(plain + "J'ai mesuré 12 fournées à Nantes.")
    assert "R-POL-14" in fired(plain + "Identifie 3 amis !")  # bait adds no fact


def test_history() -> None:
    text = "Le levain a besoin de douze heures au frais avant la cuisson du matin."
    planned = Schedule(NOON, now=NOON)
    assert "R-POL-16" in fired(
        text, schedule=planned, history=History((PastPost(NOON - timedelta(days=9), text),))
    )
    assert "R-POL-16" not in fired(
        text, schedule=planned, history=History((PastPost(NOON - timedelta(days=60), text),))
    )
    often = History(tuple(PastPost(NOON - timedelta(hours=hour)) for hour in range(1, 5)))
    assert "R-POL-15" in fired(text, schedule=planned, history=often)
    assert risk(text)["R-POL-15"].result.missing == ("schedule", "history")


def test_a_pause_of_the_brand_holds_every_post() -> None:
    paused = risk("Pain", settings={"paused": True})["R-POL-17"]
    assert (paused.outcome, paused.severity) == (Outcome.FAIL, Severity.BLOCKER)
    assert risk("Pain", settings={"paused": False})["R-POL-17"].outcome is Outcome.PASS
    assert risk("Pain", settings={})["R-POL-17"].result.missing == ("pause",)
    assert risk("Pain")["R-POL-02"].result.missing == ("accounts",)


def test_music_is_asked_for_not_guessed() -> None:
    assert risk("Pain")["R-POL-12"].outcome is Outcome.NOT_ASSESSED
    own = {"commercial_music": False, "paid_partnership": True}
    assert risk("Publicité. Pain", "tiktok", "video", settings=own)["R-POL-12"].outcome is Outcome.WARN
