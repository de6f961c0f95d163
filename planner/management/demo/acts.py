"""What the demo's people did to each draft and when, as a list of acts in the order of their time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path
from zlib import crc32

from planner.management.demo import clock, data, writing
from planner.management.demo.studio import Studio
from planner.services import notices

DECIDED = {"reviewer": time(11), "client": time(15)}
APPROVED = {"due", "approved", "stale", "handed_off", "published", "missed"}


@dataclass(frozen=True, slots=True)
class Act:
    at: datetime
    do: Callable[[], object]


def play(studio: Studio, exports: dict[tuple[str, str], Path]) -> Iterator[int]:
    """Act everything out, oldest first, ``exports`` (by brand and platform) being imported this morning; yields how many acts are done. What the data date later than now happens now."""
    acts = [act for draft in studio.agency.drafts for act in _of_draft(studio, draft)]
    acts += [*_reading(studio), *_importing(studio, exports)]
    acts.sort(key=lambda act: act.at)
    for done, act in enumerate(acts, 1):
        moment = min(act.at, studio.now)
        with clock.at(moment):
            act.do()
        studio.work(moment)
        yield done


def day_of(studio: Studio, draft: data.Draft, variant: data.Variant) -> int:
    """Days from today on which the variant is planned; what is due was last due today, or else yesterday."""
    if draft.stage == "due":
        brand = studio.brand(draft)
        return 0 if studio.moment(brand, 0, time_of(draft, variant)) <= studio.now else -1
    day = variant.day if variant.day is not None else draft.day
    return day or 0


def time_of(draft: data.Draft, variant: data.Variant) -> time:
    return variant.time or draft.time or time(9)


def _of_draft(studio: Studio, draft: data.Draft) -> Iterator[Act]:
    story = Story(studio, draft)
    yield from story.writing()
    yield from story.talking()
    yield from story.deciding()
    yield from story.publishing()


@dataclass(frozen=True, slots=True)
class Story:
    """The acts of one draft."""

    studio: Studio
    draft: data.Draft

    def at(self, day: int, hour: time, salt: object, spread: int = 25) -> datetime:
        """A moment of that day, some minutes after ``hour`` so that people do not act by the clock. Same salt, same minutes."""
        moment = self.studio.moment(self.studio.brand(self.draft), day, hour)
        return moment + timedelta(minutes=crc32(f"{self.draft.key} {salt}".encode()) % spread)

    def writing(self) -> Iterator[Act]:
        """Written in one sitting, some days before anybody says anything about it."""
        draft = self.draft
        first = min([comment.day for comment in draft.comments] + [self.sent_on])
        pause = 1 + crc32(draft.key.encode()) % 3
        yield Act(
            self.at(first - pause, time(9, 20), "write", 300), partial(writing.write, self.studio, draft)
        )
        for variant in draft.variants:
            if draft.day is not None or draft.stage == "due":
                day, at = day_of(self.studio, draft, variant), time_of(draft, variant)
                moment = self.at(first - pause, time(15), "plan", 60)
                yield Act(moment, partial(writing.plan, self.studio, draft, variant, day, at))

    @property
    def sent_on(self) -> int:
        """The day on which the draft was first sent to review."""
        return min((decision.day for decision in self.draft.decisions), default=0) - 1

    def talking(self) -> Iterator[Act]:
        for number, comment in enumerate(self.draft.comments):
            hour = comment.time or time(9 + number, 10)
            moment = self.at(comment.day, hour, f"comment {number}", 1 if comment.time else 25)
            yield Act(moment, partial(writing.comment, self.studio, self.draft, comment))

    def deciding(self) -> Iterator[Act]:
        """Sent, decided step by step, changed and sent again."""
        draft = self.draft
        if draft.decisions or draft.stage.startswith("review"):
            yield Act(self.at(self.sent_on, time(16, 30), "send"), partial(writing.send, self.studio, draft))
        last = datetime.min.replace(tzinfo=self.studio.now.tzinfo)
        for number, decision in enumerate(draft.decisions):
            last = self.at(decision.day, decision.time or DECIDED[decision.step], f"decision {number}")
            if number == len(draft.decisions) - 1 and draft.stage in APPROVED:
                yield Act(last - timedelta(minutes=5), partial(writing.settle_comments, self.studio, draft))
            yield Act(last, partial(writing.decide, self.studio, draft, decision))
        for number, change in enumerate(draft.changes):
            moment = self.at(
                change.day, change.time or time(14), f"change {number}", 1 if change.time else 25
            )
            yield Act(moment, partial(writing.change, self.studio, draft, change))
            if moment < last:
                yield Act(moment + timedelta(minutes=9), partial(writing.send, self.studio, draft))

    def publishing(self) -> Iterator[Act]:
        """Handed off a little before its time, published at it."""
        for variant in self.draft.variants:
            if self.draft.stage not in {"handed_off", "published"}:
                continue
            brand, day = self.studio.brand(self.draft), day_of(self.studio, self.draft, variant)
            planned = self.studio.moment(brand, day, time_of(self.draft, variant))
            yield Act(
                planned - timedelta(minutes=14), partial(writing.hand_off, self.studio, self.draft, variant)
            )
            if variant.post_url:
                yield Act(
                    planned + timedelta(minutes=3),
                    partial(writing.publish, self.studio, self.draft, variant, planned),
                )


def _reading(studio: Studio) -> Iterator[Act]:
    """Everybody has read what they were told until last night; today's notices are new."""
    home = studio.agency.brands[0]
    for member in studio.members.values():
        yield Act(studio.moment(home, -1, time(19)), partial(notices.mark_all_read, member))


def _importing(studio: Studio, exports: dict[tuple[str, str], Path]) -> Iterator[Act]:
    for minute, ((key, platform), path) in enumerate(exports.items()):
        brand = next(brand for brand in studio.agency.brands if brand.key == key)
        moment = studio.moment(brand, 0, time(8, 30 + 2 * minute))
        yield Act(moment, partial(writing.import_results, studio, key, platform, path))
