"""Sets the demo agency up as its people would: accounts, workspace, invitations, brands with their kits, media."""

from __future__ import annotations

import os
import secrets
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from planner import tasks
from planner.jobs import ledger
from planner.management.demo import clock, data
from planner.models import Asset, Brand, Channel, Invitation, Job, Member, Pillar, User
from planner.services import brands, invitations, media, workspaces

FOUNDED = -44  # day on which the workspace was made; the oldest draft is younger
WORDS = [
    "wheel",
    "clay",
    "loaf",
    "crust",
    "glaze",
    "oven",
    "rye",
    "kiln",
    "bowl",
    "flour",
    "stone",
    "ember",
    "cedar",
    "linen",
    "copper",
    "river",
]


@dataclass
class Studio:
    """The agency while it is being acted. ``now`` is when that happens; nothing is done later than that."""

    agency: data.Agency
    now: datetime
    passwords: dict[str, str] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    brands: dict[str, Brand] = field(default_factory=dict)
    channels: dict[tuple[str, str], Channel] = field(default_factory=dict)  # brand key, platform
    pillars: dict[tuple[str, str], Pillar] = field(default_factory=dict)  # brand key, name
    assets: dict[str, Asset] = field(default_factory=dict)
    drafts: dict[str, int] = field(default_factory=dict)  # key -> primary key

    def brand(self, draft: data.Draft) -> data.Brand:
        return next(brand for brand in self.agency.brands if brand.key == draft.brand)

    def editor(self, brand: str) -> str:
        """Who writes the most for this brand."""
        authors = Counter(draft.author for draft in self.agency.drafts if draft.brand == brand)
        return authors.most_common(1)[0][0]

    def moment(self, brand: data.Brand, day: int, at: time) -> datetime:
        """``day`` counted from today in the brand's zone."""
        today = self.now.astimezone(brand.zone).date()
        return datetime.combine(today + timedelta(days=day), at, brand.zone)

    def found(self, files: dict[str, Path]) -> None:
        """Workspace, people, brands, then the media they work with."""
        home = self.agency.brands[0]
        with clock.at(self.moment(home, FOUNDED, time(9, 5))):
            owner = next(person for person in self.agency.people if person.role == "owner")
            self.members[owner.key] = workspaces.create(self.agency.name, actor=self._account(owner))
            for brand in self.agency.brands:
                self._brand(brand, self.members[owner.key])
        with clock.at(self.moment(home, FOUNDED, time(10, 30))):
            invited = [person for person in self.agency.people if person is not owner]
            letters = {person.key: self._invite(person, self.members[owner.key]) for person in invited}
        self.work(self.moment(home, FOUNDED, time(10, 30)))
        with clock.at(self.moment(home, FOUNDED, time(14, 10))):
            for person in invited:
                account = self._account(person)
                self.members[person.key] = invitations.accept(letters[person.key], user=account)
        with clock.at(self.moment(home, FOUNDED + 2, time(15, 40))):
            for name, path in files.items():
                self._upload(name, path)
        self.work(self.moment(home, FOUNDED + 2, time(15, 50)))

    def _account(self, person: data.Person) -> User:
        """An account as sign-up leaves it once the address is verified."""
        words = secrets.SystemRandom().sample(WORDS, 3)
        password = "-".join([*words, str(secrets.randbelow(900) + 100)])
        self.passwords[person.key] = password
        user = User.objects.create_user(
            email=person.email,
            password=password,
            name=person.name,
            language=person.language,
            time_zone=person.time_zone,
        )
        EmailAddress.objects.create(user=user, email=person.email, verified=True, primary=True)
        return user

    def _invite(self, person: data.Person, by: Member) -> Invitation:
        some = [self.brands[key] for key in person.brands]
        return invitations.invite(person.email, role=person.role, brands=some or None, member=by)

    def _brand(self, brand: data.Brand, by: Member) -> None:
        row = self.brands[brand.key] = brands.create(
            member=by,
            name=brand.name,
            language=brand.language,
            markets=[brand.market],
            time_zone=brand.time_zone,
            voice=brand.voice,
            palette=list(brand.palette),
            words_to_use=list(brand.words_use),
            words_to_avoid=list(brand.words_avoid),
            monthly_posts=brand.monthly_posts,
            reviewer_step="reviewer" in brand.steps,
            client_step="client" in brand.steps,
        )
        for channel in brand.channels:
            self.channels[brand.key, channel.platform] = brands.add_channel(
                row.pk, member=by, platform=channel.platform, name=channel.name, handle=channel.handle
            )
        for pillar in brand.pillars:
            self.pillars[brand.key, pillar.name] = brands.add_pillar(
                row.pk, member=by, name=pillar.name, share=pillar.share, keywords=list(pillar.keywords)
            )

    def _upload(self, name: str, path: Path) -> None:
        """By an editor, into the library of the brand that the file is named after."""
        key = name.partition("-")[0]
        with path.open("rb") as file:
            upload = UploadedFile(file, name=path.name, size=path.stat().st_size)
            self.assets[name] = media.upload(self.members[self.editor(key)], self.brands[key].pk, upload)

    def logins(self) -> list[dict[str, str]]:
        """What the supervisor prints: role, e-mail and password of each person."""
        return [
            {"role": person.role, "email": person.email, "password": self.passwords[person.key]}
            for person in self.agency.people
        ]

    def work(self, moment: datetime) -> None:
        """Do all that waits as the worker would, at ``moment``, and date the mails that this and others just wrote: the
        mailbox goes by the time of the file."""
        with clock.at(moment):
            while waiting := ledger.left():
                for kind, subject in waiting:
                    tasks.TASKS[Job.Kind(kind)]([subject])
        folder = Path(settings.VAR) / "mail"
        for path in folder.glob("*.log") if folder.is_dir() else ():
            if path.stat().st_mtime >= self.now.timestamp():
                os.utime(path, (moment.timestamp(), moment.timestamp()))
