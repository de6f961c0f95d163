"""The named cast of the tests: one agency, two brands, one person of each role, and an outsider of another agency."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.test import Client
from django.utils import timezone

from planner.models import Brand, Channel, Draft, Member, Pillar, User, Variant, Workspace
from planner.services import approvals

PASSWORD = "correct horse battery"


@dataclass
class Cast:
    workspace: Workspace
    malo: Brand  # French, Paris
    kiln: Brand  # English, London
    channels: dict[str, Channel] = field(default_factory=dict)  # "malo.linkedin", "kiln.tiktok" ...
    members: dict[str, Member] = field(default_factory=dict)  # owner manager editor writer reviewer client

    def user(self, who: str) -> User:
        return self.members[who].user

    def browser(self, who: str) -> Client:
        """A signed-in test client of this person; "nobody" is signed out."""
        client = Client()
        if who != "nobody":
            client.force_login(self.user(who))
        return client

    def draft(
        self, brand: Brand | None = None, *, surfaces: tuple[str, ...] = ("linkedin.text",), **fields: object
    ) -> Draft:
        """A draft written by the editor, with one variant per surface, planned tomorrow at 9:30 when ``planned=True``."""
        brand = brand or self.malo
        planned = fields.pop("planned", False)
        fields.setdefault(
            "text", "Nous avons perdu 11 000 € en six semaines.\n\nVoici ce que nous avons changé."
        )
        fields.setdefault("title", "Le guide")
        draft = Draft.objects.create(
            workspace=self.workspace, brand=brand, created_by=self.user("editor"), **fields
        )
        for surface in surfaces:
            platform, _, form = surface.partition(".")
            variant = Variant(
                workspace=self.workspace,
                draft=draft,
                brand=brand,
                channel=self.channels[f"{'malo' if brand == self.malo else 'kiln'}.{platform}"],
                format=form,
            )
            if planned:
                day = timezone.now().astimezone(brand.zone).date() + timedelta(days=1)
                variant.planned_on, variant.planned_time = day, time(9, 30)
                variant.planned_at = datetime.combine(day, time(9, 30), brand.zone)
            variant.save()
        approvals.settle(draft, actor=self.user("editor"))
        return draft


def make_person(email: str, name: str, language: str = "en") -> User:
    from allauth.account.models import EmailAddress

    user = User.objects.create_user(email=email, password=PASSWORD, name=name, language=language)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def make_cast(slug: str = "atelier-nord") -> Cast:
    workspace = Workspace.objects.create(name=slug.replace("-", " ").title(), slug=slug)
    malo = Brand.objects.create(
        workspace=workspace, name="Boulangerie Malo", language="fr", time_zone="Europe/Paris", markets=["FR"]
    )
    kiln = Brand.objects.create(
        workspace=workspace, name="Kiln & Co", language="en", time_zone="Europe/London", markets=["GB"]
    )
    cast = Cast(workspace, malo, kiln)
    for key, brand in (("malo", malo), ("kiln", kiln)):
        for platform in ("tiktok", "instagram", "linkedin"):
            cast.channels[f"{key}.{platform}"] = Channel.objects.create(
                workspace=workspace, brand=brand, platform=platform, name=f"{brand.name} {platform}"
            )
        Pillar.objects.create(
            workspace=workspace, brand=brand, name="Craft", share=60, keywords=["pain", "bowl"]
        )
        Pillar.objects.create(workspace=workspace, brand=brand, name="People", share=40, position=1)
    people = {
        "owner": ("Claire Delmas", "owner"),
        "manager": ("Hugo Martin", "manager"),
        "editor": ("Inès Carpentier", "editor"),
        "writer": ("Tom Whitfield", "editor"),
        "reviewer": ("Nadia Benali", "reviewer"),
        "client": ("Malo Kerdraon", "client"),
    }
    for who, (name, role) in people.items():
        user = make_person(f"{who}@{slug}.example.org", name)
        member = Member.objects.create(workspace=workspace, user=user, role=role, all_brands=role != "client")
        if role == "client":
            member.brands.add(malo)
        cast.members[who] = member
    return cast
