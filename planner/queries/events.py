"""Notices and the log in words, and their lists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from planner import access
from planner.models import AuditEvent, Member, Notice, NoticeChoice, NoticeKind, User
from planner.queries import facts


def sentence(notice: Notice) -> str:
    """What the notice says, in the language that is active."""
    facts: dict[str, str] = {
        "who": "",
        "title": "",
        "brand": "",
        "workspace": notice.workspace.name,
    } | notice.facts
    facts["title"] = facts["title"] or _("Untitled")
    match notice.kind:
        case NoticeKind.INVITATION:
            words = _("%(who)s invites you to %(workspace)s.")
        case NoticeKind.REVIEW_ASKED:
            words = _("%(who)s asks you to look at “%(title)s” (%(brand)s).")
        case NoticeKind.DECISION if facts.get("done"):
            words = _("%(who)s approved “%(title)s”. It is approved now (%(brand)s).")
        case NoticeKind.DECISION:
            words = _("%(who)s approved “%(title)s”. It goes on to the client (%(brand)s).")
        case NoticeKind.CHANGES_ASKED:
            words = _("%(who)s asks for changes to “%(title)s” (%(brand)s).")
        case NoticeKind.MENTION:
            words = _("%(who)s mentions you on “%(title)s” (%(brand)s).")
        case NoticeKind.IMPORT_DONE if facts.get("failed"):
            words = _("“%(title)s” could not be imported (%(brand)s).")
        case NoticeKind.IMPORT_DONE:
            words = _("The import of “%(title)s” is done (%(brand)s).")
        case _:
            words = "%(title)s"
    return str(words % facts)


@dataclass(slots=True)
class Told:
    """A notice ready to be shown."""

    notice: Notice
    words: str
    note: str


def told(notices: list[Notice]) -> list[Told]:
    return [Told(notice, sentence(notice), str(notice.facts.get("note", ""))) for notice in notices]


def notices_of(member: Member, *, unread_only: bool = False) -> QuerySet[Notice]:
    rows = access.notices_of(member).select_related("workspace")
    return rows.filter(read_at=None) if unread_only else rows


@dataclass(frozen=True, slots=True)
class Choice:
    kind: NoticeKind
    in_app: bool
    by_mail: bool


def choices_of(user: User) -> list[Choice]:
    """Every kind of notice with what the person wants of it."""
    rows = {row.kind: row for row in NoticeChoice.objects.filter(user=user)}
    return [
        Choice(kind, rows[kind].in_app, rows[kind].by_mail) if kind in rows else Choice(kind, True, True)
        for kind in NoticeKind
    ]


ACTIONS: dict[str, Promise] = {
    "approval.ended": gettext_lazy("Approval ended by a change"),
    "approval.given": gettext_lazy("Approved"),
    "approval.revived": gettext_lazy("Approval valid again"),
    "brand.archived": gettext_lazy("Brand archived"),
    "brand.changed": gettext_lazy("Brand changed"),
    "brand.created": gettext_lazy("Brand made"),
    "brand.restored": gettext_lazy("Brand restored"),
    "brand.workflow_changed": gettext_lazy("Review steps changed"),
    "channel.archived": gettext_lazy("Channel archived"),
    "channel.changed": gettext_lazy("Channel changed"),
    "channel.created": gettext_lazy("Channel added"),
    "channel.restored": gettext_lazy("Channel restored"),
    "comment.added": gettext_lazy("Comment written"),
    "comment.reopened": gettext_lazy("Comment opened again"),
    "comment.resolved": gettext_lazy("Comment settled"),
    "draft.archived": gettext_lazy("Draft archived"),
    "draft.created": gettext_lazy("Draft made"),
    "draft.duplicated": gettext_lazy("Draft duplicated"),
    "draft.edited": gettext_lazy("Draft edited"),
    "draft.restored": gettext_lazy("Earlier revision restored"),
    "draft.unarchived": gettext_lazy("Draft restored from the archive"),
    "edition.switched": gettext_lazy("Edition of the rulebook switched"),
    "edition.tried": gettext_lazy("Edition of the rulebook tried"),
    "gate.archived": gettext_lazy("Gate archived"),
    "gate.changed": gettext_lazy("Gate changed"),
    "gate.created": gettext_lazy("Gate made"),
    "gate.restored": gettext_lazy("Gate restored"),
    "gate.waived": gettext_lazy("Gate waived for a draft"),
    "gate.waiver_ended": gettext_lazy("Waiver ended"),
    "import.done": gettext_lazy("Import done"),
    "import.failed": gettext_lazy("Import failed"),
    "import.started": gettext_lazy("Import started"),
    "media.archived": gettext_lazy("Media archived"),
    "media.restored": gettext_lazy("Media restored"),
    "media.uploaded": gettext_lazy("Media uploaded"),
    "member.archived": gettext_lazy("Member taken out"),
    "member.changed": gettext_lazy("Member changed"),
    "member.invitation_revoked": gettext_lazy("Invitation taken back"),
    "member.invited": gettext_lazy("Member invited"),
    "member.invited_again": gettext_lazy("Invitation sent again"),
    "member.joined": gettext_lazy("Member joined"),
    "member.left": gettext_lazy("Member left"),
    "member.restored": gettext_lazy("Member restored"),
    "pillar.archived": gettext_lazy("Pillar archived"),
    "pillar.changed": gettext_lazy("Pillar changed"),
    "pillar.created": gettext_lazy("Pillar made"),
    "pillar.moved": gettext_lazy("Pillar moved"),
    "pillar.restored": gettext_lazy("Pillar restored"),
    "recommendation.accepted": gettext_lazy("Recommendation accepted"),
    "recommendation.dismissed": gettext_lazy("Recommendation dismissed"),
    "recommendation.reopened": gettext_lazy("Recommendation opened again"),
    "review.decided": gettext_lazy("Decision"),
    "review.submitted": gettext_lazy("Sent to review"),
    "review.voided": gettext_lazy("Round ended by an edit"),
    "review.withdrawn": gettext_lazy("Round taken back"),
    "token.created": gettext_lazy("API token made"),
    "token.revoked": gettext_lazy("API token revoked"),
    "variant.added": gettext_lazy("Channel added to a draft"),
    "variant.changed": gettext_lazy("Draft changed for a channel"),
    "variant.handed_off": gettext_lazy("Handed off"),
    "variant.planned": gettext_lazy("Planned"),
    "variant.published": gettext_lazy("Published"),
    "variant.removed": gettext_lazy("Channel taken out of a draft"),
    "variant.taken_back": gettext_lazy("Hand-off undone"),
    "workspace.archived": gettext_lazy("Workspace archived"),
    "workspace.created": gettext_lazy("Workspace made"),
    "workspace.renamed": gettext_lazy("Workspace renamed"),
    "workspace.restored": gettext_lazy("Workspace restored"),
}


def action_words(action: str) -> str:
    """The act in words; one that has none yet is shown by its name."""
    return str(ACTIONS.get(action, action))


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What to show of the log; empty means all. Days are in UTC, like the times in the file."""

    person: int | None = None
    action: str = ""
    brand: int | None = None
    first: date | None = None
    last: date | None = None


def log_of(member: Member, wanted: LogFilter) -> QuerySet[AuditEvent]:
    """Newest first. A member limited to brands sees what happened in those, and what belongs to no brand."""
    rows = AuditEvent.objects.filter(workspace=member.workspace_id).select_related("actor", "brand")
    if (ids := access.brand_ids(member)) is not None:
        rows = rows.filter(Q(brand=None) | Q(brand__in=ids))
    if wanted.person is not None:
        rows = rows.filter(actor=wanted.person)
    if wanted.action:
        rows = rows.filter(action=wanted.action)
    if wanted.brand is not None:
        rows = rows.filter(brand=wanted.brand)
    if wanted.first:
        rows = rows.filter(at__gte=_start(wanted.first))
    if wanted.last:
        rows = rows.filter(at__lte=_end(wanted.last))
    return rows


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min), timezone.get_default_timezone())


def _end(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.max), timezone.get_default_timezone())


def log_rows(member: Member, wanted: LogFilter) -> Iterator[list[str]]:
    """The log as lines of a table, with a heading, in the reader's language; read in pieces."""
    yield [_("Time (UTC)"), _("Person"), _("Action"), _("Subject"), _("Brand"), _("Details")]
    for event in log_of(member, wanted).iterator(chunk_size=500):
        yield [
            event.at.strftime("%Y-%m-%d %H:%M:%S"),
            event.actor_label or _("Signet"),
            action_words(event.action),
            event.subject_label,
            event.brand.name if event.brand else "",
            facts.told(event.data),
        ]


def people_in_log(member: Member) -> list[Member]:
    """Everybody who may have acted here, those who left included."""
    return list(member.workspace.members.select_related("user").order_by("user__name", "pk"))


def actions_in_log(member: Member) -> list[tuple[str, str]]:
    """(action, words) of what happened here at least once."""
    names = (
        AuditEvent.objects.filter(workspace=member.workspace_id).order_by().values_list("action", flat=True)
    )
    return sorted(
        ((name, action_words(name)) for name in names.distinct()), key=lambda pair: pair[1].casefold()
    )
