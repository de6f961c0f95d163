"""Imports: which files can be read for a channel, how far one is, and what went wrong in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from planner import access
from planner.models import Channel, Import, Job, Member
from planner.queries import surfaces
from scoring.history.exports import ExportKind

KINDS: dict[str, ExportKind] = {
    "linkedin": ExportKind.LINKEDIN_MEMBER,
    "tiktok": ExportKind.TIKTOK_STUDIO,
    "instagram": ExportKind.META_INSTAGRAM,
}
KIND_WORDS: dict[str, Promise] = {
    ExportKind.LINKEDIN_MEMBER: gettext_lazy("LinkedIn member export"),
    ExportKind.TIKTOK_STUDIO: gettext_lazy("TikTok Studio content export"),
    ExportKind.META_INSTAGRAM: gettext_lazy("Meta Business Suite Instagram export"),
}
OTHER_WORDS: dict[str, Promise] = {
    "meta_chart": gettext_lazy("a chart of one figure from Meta Business Suite"),
    "meta_facebook": gettext_lazy("a Facebook export of Meta Business Suite"),
    "tiktok_overview": gettext_lazy("the daily overview of TikTok Studio"),
    "tiktok_followers": gettext_lazy("the followers’ history of TikTok Studio"),
    "tiktok_viewers": gettext_lazy("the viewers’ history of TikTok Studio"),
    "linkedin_page": gettext_lazy("a LinkedIn page export"),
    "linkedin_post": gettext_lazy("a LinkedIn export of a single post"),
    "youtube_studio": gettext_lazy("a YouTube Studio export"),
}
# What went wrong with the whole file; each sentence says what to do. The page adds that nothing was imported.
ERRORS: dict[str, Promise] = {
    "not_a_table": gettext_lazy(
        "This is neither a CSV file nor an Excel workbook, whatever its name says. Upload the file as the platform gave it."
    ),
    "not_an_export": gettext_lazy(
        "This is a table, but none of the exports that Signet reads. Its columns are: %(found)s. For this channel upload the %(wanted_kind)s."
    ),
    "other_export": gettext_lazy(
        "This is %(found_kind)s, which does not list posts with their results. For this channel upload the %(wanted_kind)s."
    ),
    "other_kind": gettext_lazy(
        "This is the %(found_kind)s, but the channel is on %(platform)s. Choose the channel that the file belongs to."
    ),
    "missing_columns": gettext_lazy(
        "This is no complete %(wanted_kind)s: missing is %(missing)s. Its columns are: %(found)s. Export it again with all columns."
    ),
    "wrong_encoding": gettext_lazy(
        "The letters of this file cannot be read: it is neither UTF-8 nor UTF-16 nor the old Windows encoding. Export it again, or save it as “CSV UTF-8”."
    ),
    "too_many_rows": gettext_lazy(
        "This file has more than %(limit)s rows. Export a shorter period and import the parts one after the other."
    ),
    "too_big": gettext_lazy("This file is larger than %(limit_mb)s MB. Export a shorter period."),
    "no_rows": gettext_lazy(
        "This file has its columns but no post under them. Export a period with posts in it."
    ),
    "cell_too_long": gettext_lazy(
        "A cell of this file holds more than %(limit)s characters; mostly a quotation mark is missing. Export it again."
    ),
    "encrypted": gettext_lazy(
        "This workbook is protected by a password. Save it without one and upload it again."
    ),
    "old_workbook": gettext_lazy(
        "This is a workbook of the old .xls kind. Open it, save it as .xlsx and upload that."
    ),
    "corrupt_workbook": gettext_lazy("This workbook is damaged and cannot be read. Export it again."),
    "zip_bomb": gettext_lazy(
        "This workbook would unpack to more than %(limit_mb)s MB, which no export does. It was not opened."
    ),
    "unknown_timezone": gettext_lazy("The time zone “%(timezone)s” is not known. Choose another one."),
    "file_gone": gettext_lazy("The uploaded file is not on the server any more. Upload it again."),
    "stopped": gettext_lazy(
        "Reading stopped several times for a reason of our own. The file is kept: try again."
    ),
}
# What a person may say a column is, where its header is in a language that no real file has shown us yet.
FIELDS: dict[str, Promise] = {
    "permalink": gettext_lazy("Link to the post"),
    "published": gettext_lazy("Day or time of publication"),
    "text": gettext_lazy("Text"),
    "views": gettext_lazy("Views"),
    "impressions": gettext_lazy("Impressions"),
    "reach": gettext_lazy("Reach"),
    "engagements": gettext_lazy("Engagements"),
    "likes": gettext_lazy("Likes"),
    "comments": gettext_lazy("Comments"),
    "shares": gettext_lazy("Shares"),
    "saves": gettext_lazy("Saves"),
}
# What was odd about one row. The first group was left out; the others were taken.
LEFT_OUT = frozenset(
    {"no_address", "id_rounded", "bad_date", "no_date", "date_without_year", "repeated_post", "daily_row"}
)
PROBLEMS: dict[str, Promise] = {
    "no_address": gettext_lazy("No link or number says which post this is"),
    "id_rounded": gettext_lazy("The post’s number was rounded by Excel and there is no link"),
    "bad_date": gettext_lazy("This is no date"),
    "no_date": gettext_lazy("There is no date"),
    "date_without_year": gettext_lazy("The date has no year"),
    "repeated_post": gettext_lazy("The post stands in the file twice; the first row counts"),
    "daily_row": gettext_lazy("One day’s part of a post’s results, not all of them"),
    "not_a_number": gettext_lazy("This is no number; that one result is not given"),
    "bad_link": gettext_lazy("This is no link to a post; the post’s number was used"),
    "time_in_gap": gettext_lazy("The clocks skipped this time; it counts as the hour after"),
    "time_twice": gettext_lazy("The clocks showed this time twice; the first one counts"),
    "address_time_differs": gettext_lazy("Link and date disagree about the day; only the date counts"),
}


def imports_of(member: Member) -> QuerySet[Import]:
    """Newest first, with the state of the work behind each."""
    return access.within(member, _with_job().select_related("brand", "channel", "started_by"))


def import_shown(member: Member, pk: int) -> Progress:
    """One import as its page shows it. 404 like ``access.import_for``."""
    row = access.import_for(member, pk)
    return Progress(_with_job().select_related("brand", "channel", "started_by").get(pk=row.pk))


def _with_job() -> QuerySet[Import]:
    job = Job.objects.filter(kind=Job.Kind.IMPORT, subject=OuterRef("pk"))
    return Import.objects.annotate(
        job_state=Subquery(job.values("state")[:1]), job_beat=Subquery(job.values("beat_at")[:1])
    )


@dataclass(slots=True)
class Progress:
    """An import with its state in words. ``row`` carries the annotations of ``imports_of``."""

    row: Any

    @property
    def state(self) -> str:
        """As it is, not as it was last written: a silent worker means waiting, a job given up means failed."""
        if self.row.state in {Import.State.DONE, Import.State.FAILED}:
            return str(self.row.state)
        if self.row.job_state == Job.State.FAILED:
            return str(Import.State.FAILED)
        lease = timezone.now() - timedelta(seconds=settings.WORK_LEASE_SECONDS)
        alive = self.row.job_state == Job.State.RUNNING and self.row.job_beat and self.row.job_beat > lease
        return str(Import.State.RUNNING if alive else Import.State.WAITING)

    @property
    def label(self) -> str:
        return str(Import.State(self.state).label)

    @property
    def tag(self) -> str:
        return {"done": "pass", "failed": "fail", "running": "warn"}.get(self.state, "")

    @property
    def busy(self) -> bool:
        return self.state in {Import.State.WAITING, Import.State.RUNNING}

    @property
    def error(self) -> str:
        """Why nothing was imported, "" unless it failed."""
        if self.state != Import.State.FAILED:
            return ""
        return error_words(self.row.error or {"code": "stopped"}, self.row.channel)

    @property
    def may_retry(self) -> bool:
        """A second try can help only where the file itself is not the reason."""
        return self.state == Import.State.FAILED and not self.row.error

    @property
    def headers(self) -> list[str]:
        """The columns found in a file that lacks some we need: the person may say which is which."""
        named = self.row.error.get("code") == "missing_columns" and self.row.channel.platform in KINDS
        return list(self.row.error.get("found", [])) if named else []

    @property
    def posts(self) -> int:
        return int(self.row.facts.get("posts", 0))

    @property
    def unchanged(self) -> int:
        return max(0, self.posts - int(self.row.created) - int(self.row.updated))

    @property
    def from_address(self) -> int:
        return int(self.row.facts.get("counts", {}).get("time_from_address", 0))

    @property
    def first_day(self) -> date:
        return date.fromisoformat(self.row.facts["days"][0])

    @property
    def last_day(self) -> date:
        return date.fromisoformat(self.row.facts["days"][-1])

    @property
    def problem_kinds(self) -> list[tuple[str, int, bool]]:
        """(words, how many, left out) of each kind of problem, the most frequent first."""
        counts: dict[str, int] = self.row.facts.get("counts", {})
        found = [(code, number) for code, number in counts.items() if code in PROBLEMS]
        return [
            (str(PROBLEMS[code]), number, code in LEFT_OUT)
            for code, number in sorted(found, key=lambda pair: -pair[1])
        ]

    @property
    def problem_rows(self) -> list[dict[str, Any]]:
        return [
            {**problem, "words": PROBLEMS.get(problem["code"], problem["code"])}
            for problem in self.row.problems
        ]


def error_words(error: Mapping[str, Any], channel: Channel) -> str:
    """What is wrong with the file, in the language that is active."""
    code = error.get("code", "stopped")
    found = error.get("found", "")
    wanted = KIND_WORDS[KINDS[channel.platform]] if channel.platform in KINDS else ""
    words = {
        "found": ", ".join(map(str, found)) if isinstance(found, list) else found,
        "found_kind": (OTHER_WORDS | KIND_WORDS).get(str(found), ""),
        "missing": ", ".join(f"“{name}”" for name in error.get("missing", ())),
        "wanted_kind": wanted,
        "platform": surfaces.platform_label(channel.platform),
        "limit": number_format(error.get("limit", 0), force_grouping=True),
        "limit_mb": int(error.get("limit", 0)) // 2**20,
        "timezone": error.get("timezone", ""),
    }
    return str(ERRORS.get(code, ERRORS["stopped"])) % words


def channels_to_import(member: Member) -> list[tuple[str, list[Channel]]]:
    """Live channels that an export can be read for, by brand."""
    rows = access.within(
        member,
        Channel.objects.select_related("brand").filter(
            archived_at=None, brand__archived_at=None, platform__in=KINDS
        ),
    ).order_by("brand__name", "platform", "name")
    groups: dict[str, list[Channel]] = {}
    for channel in rows:
        groups.setdefault(channel.brand.name, []).append(channel)
    return list(groups.items())


def too_large() -> str:
    most = settings.IMPORT_MAX_BYTES // 2**20
    return _("This file is larger than %(most)d MB and was not taken. Export a shorter period.") % {
        "most": most
    }
