"""Eight people write at once into one SQLite database, through the real server: nobody sees an error, no edit is lost."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass, field

import pytest
from cast import Cast, make_person
from running import Answer, Environment, Person, supervise, until_ready

from planner.models import Draft, Job, Member, Revision, Variant

pytestmark = [pytest.mark.processes, pytest.mark.timeout(180)]

WRITERS = 8
SECONDS = 20


@dataclass
class Text:
    """A text as one writer's page knows it, and the words of the writer's that the server said it kept."""

    path: str
    name: str
    known: str
    kept: list[str] = field(default_factory=list)


@dataclass
class Writer(threading.Thread):
    """Adds word after word: to a draft of its own, to its line of a draft that all share, to a variant."""

    number: int
    person: Person
    desk: str
    texts: list[Text]
    shared: Text
    statuses: dict[int, int] = field(default_factory=dict)
    slowest: float = 0.0

    def __post_init__(self) -> None:
        super().__init__(name=f"writer {self.number}")

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        until = time.monotonic() + SECONDS
        count = 0
        while time.monotonic() < until:
            for text in (*self.texts, self.shared):
                count += 1
                self.write(text, f"w{self.number}n{count};")
        self.person.close()

    def write(self, text: Text, word: str) -> None:
        lines = text.known.split("\n\n")
        mine = self.number if text is self.shared else 0
        lines[mine] = f"{lines[mine]} {word}"
        form = {"field": text.name, "value": "\n\n".join(lines), "base": text.known}
        answer = self.noted(self.person.post(text.path, form, Accept="application/json"))
        if answer.status == 200:
            text.known = json.loads(answer.text)["value"]
            text.kept.append(word)
        elif text is self.shared:
            answer = self.noted(self.person.get(text.path.replace("/field/", "/changes/")))
            text.known = json.loads(answer.text)["fields"]["draft.text"]

    def noted(self, answer: Answer) -> Answer:
        self.statuses[answer.status] = self.statuses.get(answer.status, 0) + 1
        self.slowest = max(self.slowest, answer.seconds)
        return answer


def writers(cast: Cast, env: Environment, shared: Draft) -> list[Writer]:
    desk = f"/w/{cast.workspace.slug}"
    found = []
    for number in range(WRITERS):
        user = make_person(f"writer{number}@atelier-nord.example.org", f"Writer {number}")
        Member.objects.create(workspace=cast.workspace, user=user, role="editor")
        own = cast.draft(text="Mine.", title=f"Of writer {number}")
        variant = own.variants.get()
        texts = [
            Text(f"{desk}/drafts/{own.pk}/field/", "text", own.text),
            Text(f"{desk}/variants/{variant.pk}/field/", "first_comment", ""),
        ]
        everybody = Text(f"{desk}/drafts/{shared.pk}/field/", "text", shared.text)
        found.append(Writer(number, Person(env, user), desk, texts, everybody))
    return found


def test_eight_writers_for_twenty_seconds(place: Environment, cast: Cast) -> None:
    shared = cast.draft(text="\n\n".join(f"Line of writer {number}." for number in range(WRITERS)))
    crowd = writers(cast, place, shared)
    until_ready(supervise(place))
    for writer in crowd:
        writer.start()
    for writer in crowd:
        writer.join()

    statuses = {status for writer in crowd for status in writer.statuses}
    assert statuses <= {200, 409}, [writer.statuses for writer in crowd]
    slowest = max(writer.slowest for writer in crowd)
    assert slowest < 10, "somebody waited too long"
    shared.refresh_from_db()
    for writer in crowd:
        own = Draft.objects.get(title=f"Of writer {writer.number}")
        comment = Variant.objects.get(draft=own).first_comment
        for text, stored in zip(
            (*writer.texts, writer.shared), (own.text, comment, shared.text), strict=True
        ):
            assert len(text.kept) >= 3, "hardly anything was written"
            lost = [word for word in text.kept if word not in stored]
            assert lost == [], f"{writer.name} lost words of {text.path}"
    for draft in (shared, *Draft.objects.filter(title__startswith="Of writer")):
        newest = Revision.objects.filter(draft=draft).first()
        assert newest is not None
        assert newest.content["text"] == draft.text
    numbers = list(Revision.objects.filter(draft=shared).values_list("number", flat=True))
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    assert not Job.objects.filter(state=Job.State.FAILED).exists()
    print(
        f"{sum(w.statuses[200] for w in crowd)} saved, {sum(w.statuses.get(409, 0) for w in crowd)} conflicts, slowest {slowest:.2f} s"
    )
