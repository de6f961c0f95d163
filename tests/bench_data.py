"""Rows for `make bench`: agencies that exist only to be measured, written in bulk, in a database of their own."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from planner.models import (
    Brand,
    Channel,
    Draft,
    Member,
    Pillar,
    Review,
    ReviewState,
    Revision,
    Scorecard,
    Step,
    User,
    Variant,
    Workspace,
)
from planner.queries import contents

PASSWORD = "bench only, gone in a minute"
PLATFORMS = {"linkedin": "text", "instagram": "image", "tiktok": "video"}
SENTENCES = (
    "Nous avons perdu {n} 000 € en six semaines, et personne ne s'en est aperçu.",
    "Voici ce que {n} clients nous ont appris sur la cuisson du pain.",
    "J'ai cru longtemps qu'un bon produit se vendait seul.",
    "Le lundi, à 5 h, il ne restait plus que {n} baguettes.",
    "Nous avons alors changé une seule chose : l'heure du pétrissage.",
    "En trois mois, les invendus sont passés de {n} % à 4 %.",
    "Ce n'est pas une question de talent, c'est une question de mesure.",
    "Mon père notait tout dans un carnet ; j'en ai fait un tableau.",
    "Si vous dirigez une équipe de {n} personnes, demandez-leur ce qu'elles jettent.",
    "La réponse m'a surpris : le problème était dans la vitrine.",
    "Un apprenti l'a dit à voix haute, et nous l'avons écouté.",
    "Depuis, chaque vendredi, nous comptons ensemble pendant {n} minutes.",
    "Quelle est la dernière chose que vous avez cessé de mesurer ?",
)


def text_of(number: int, length: int = 1300) -> str:
    """A LinkedIn text of ``length`` characters in paragraphs, never the same for two numbers."""
    dice = random.Random(number)
    words = ""
    while len(words) < length:
        words += dice.choice(SENTENCES).format(n=dice.randint(2, 97)) + dice.choice((" ", " ", "\n\n"))
    return words[:length].rstrip().ljust(length, ".")


@dataclass
class Agency:
    """One workspace with two brands, its people by role, and as many variants this month as its name says."""

    workspace: Workspace
    brands: list[Brand]
    channels: list[Channel]
    people: dict[str, Member]

    @property
    def desk(self) -> str:
        return f"/w/{self.workspace.slug}"


def person(name: str, password: str) -> User:
    user = User(email=f"{name}@bench.example.org", name=name.title(), language="fr", password=password)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def make_people() -> dict[str, User]:
    password = make_password(PASSWORD)
    return {role: person(role, password) for role in ("owner", "editor", "reviewer", "client")}


def make_agency(slug: str, people: dict[str, User]) -> Agency:
    workspace = Workspace.objects.create(name=slug, slug=slug)
    brands, channels = [], []
    for name in ("Fournil", "Atelier"):
        brand = Brand.objects.create(
            workspace=workspace, name=name, language="fr", time_zone="Europe/Paris", markets=["FR"]
        )
        brands.append(brand)
        channels += [
            Channel.objects.create(workspace=workspace, brand=brand, platform=platform, name=platform)
            for platform in PLATFORMS
        ]
        for part in ("Métier", "Équipe"):
            Pillar.objects.create(
                workspace=workspace, brand=brand, name=part, share=50, keywords=["pain", "équipe"]
            )
    members = {
        role: Member.objects.create(workspace=workspace, user=user, role=role, all_brands=True)
        for role, user in people.items()
    }
    return Agency(workspace, brands, channels, members)


def times_of_month(count: int, today: date) -> Iterator[datetime]:
    """Wall times spread over the days of the month of ``today``, from 7 to 21 o'clock."""
    first = today.replace(day=1)
    for n in range(count):
        day = first + timedelta(days=n % 28)
        yield datetime.combine(day, time(7 + n // 28 % 14, n % 4 * 15))


def make_drafts(agency: Agency, count: int, offset: int = 0) -> list[Draft]:
    """``count`` drafts with one variant each, unplanned and written by the editor."""
    editor = agency.people["editor"].user
    now = timezone.now()
    drafts = Draft.objects.bulk_create(
        [
            Draft(
                workspace=agency.workspace,
                brand=agency.brands[n % 2],
                title=f"Banc {offset + n}",
                text=text_of(offset + n),
                created_by=editor,
                updated_at=now - timedelta(minutes=n),
            )
            for n in range(count)
        ],
        batch_size=1000,
    )
    Variant.objects.bulk_create(
        [
            Variant(
                workspace=agency.workspace,
                draft=draft,
                brand=draft.brand,
                channel=_channel(agency, draft, n),
                format=PLATFORMS[_channel(agency, draft, n).platform],
            )
            for n, draft in enumerate(drafts)
        ],
        batch_size=1000,
    )
    return drafts


def _channel(agency: Agency, draft: Draft, number: int) -> Channel:
    own = [channel for channel in agency.channels if channel.brand_id == draft.brand_id]
    return own[number // 2 % len(own)]


def plan(agency: Agency, drafts: list[Draft], today: date) -> None:
    """Each draft's variant on a day of this month."""
    variants = list(Variant.objects.filter(draft__in=drafts).select_related("brand"))
    for variant, wall in zip(variants, times_of_month(len(variants), today), strict=True):
        variant.planned_on, variant.planned_time = wall.date(), wall.time()
        variant.planned_at = wall.replace(tzinfo=variant.brand.zone)
    Variant.objects.bulk_update(variants, ["planned_on", "planned_time", "planned_at"], batch_size=500)


def write_revisions(drafts: list[Draft]) -> None:
    """What the editor's sitting left, so that the reviewer answers somebody else's work."""
    contents.load(drafts)
    rows = []
    for draft in drafts:
        content = contents.full(draft)
        draft.content_hash = contents.digest(contents.shown(draft))
        rows.append(
            Revision(
                workspace_id=draft.workspace_id,
                draft=draft,
                number=1,
                author=draft.created_by,
                content=content,
                content_hash=contents.digest(content),
            )
        )
    Revision.objects.bulk_create(rows, batch_size=500)
    Draft.objects.bulk_update(drafts, ["content_hash"], batch_size=500)


def send_to_review(drafts: list[Draft]) -> None:
    """An open round each, waiting for the reviewer."""
    now = timezone.now()
    reviews = [
        Review(
            workspace_id=draft.workspace_id,
            draft=draft,
            number=1,
            content_hash=draft.content_hash,
            content=contents.shown(draft),
            submitted_by=draft.created_by,
            submitted_at=now - timedelta(minutes=n),
        )
        for n, draft in enumerate(drafts)
    ]
    steps = []
    for review in Review.objects.bulk_create(reviews, batch_size=500):
        common = {"workspace_id": review.workspace_id, "review": review}
        steps.append(
            Step(**common, kind="reviewer", position=0, state=Step.State.OPEN, opened_at=review.submitted_at)
        )
        steps.append(Step(**common, kind="client", position=1))
    Step.objects.bulk_create(steps, batch_size=500)
    for draft in drafts:
        draft.review_state, draft.submitted_at = ReviewState.IN_REVIEW, now
    Draft.objects.bulk_update(drafts, ["review_state", "submitted_at"], batch_size=500)


def score(drafts: list[Draft]) -> None:
    """A small stored scorecard each: lists show its number."""
    Scorecard.objects.bulk_create(
        [
            Scorecard(
                workspace_id=variant.workspace_id,
                variant=variant,
                input_hash="bench",
                edition="bench",
                engine="bench",
                fits=True,
                score=variant.pk % 100,
                report={},
            )
            for variant in Variant.objects.filter(draft__in=drafts)
        ],
        batch_size=1000,
    )
