from planner.models.brands import Address, Brand, Channel, Pillar, Register
from planner.models.comments import Comment
from planner.models.drafts import (
    Acquaintance,
    AiUse,
    Delivery,
    Draft,
    FunnelStage,
    Look,
    Objective,
    ReviewState,
    Revision,
    Variant,
)
from planner.models.events import AuditEvent, Notice, NoticeChoice, NoticeKind
from planner.models.gates import Gate, Waiver
from planner.models.jobs import Job
from planner.models.media import Asset, Placement
from planner.models.people import User
from planner.models.posts import Import, Post
from planner.models.recommendations import Recommendation
from planner.models.reviews import Approval, Decision, Review, Step
from planner.models.scorecards import Scorecard
from planner.models.trials import Trial, Trying
from planner.models.workspaces import ApiToken, Invitation, Member, Role, Workspace

__all__ = [
    "Acquaintance",
    "Address",
    "AiUse",
    "ApiToken",
    "Approval",
    "Asset",
    "AuditEvent",
    "Brand",
    "Channel",
    "Comment",
    "Decision",
    "Delivery",
    "Draft",
    "FunnelStage",
    "Gate",
    "Import",
    "Invitation",
    "Job",
    "Look",
    "Member",
    "Notice",
    "NoticeChoice",
    "NoticeKind",
    "Objective",
    "Pillar",
    "Placement",
    "Post",
    "Recommendation",
    "Register",
    "Review",
    "ReviewState",
    "Revision",
    "Role",
    "Scorecard",
    "Step",
    "Trial",
    "Trying",
    "User",
    "Variant",
    "Waiver",
    "Workspace",
]
