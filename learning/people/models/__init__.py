from learning.people.models.audience import Audience
from learning.people.models.identity import AccessCode, CorrectionRequest, LikelyPair, Merge
from learning.people.models.organisation import Organisation, OrganisationVersion, Succession
from learning.people.models.person import Person, Posting
from learning.people.models.role import RoleAssignment
from learning.people.models.user import User

__all__ = [
    "AccessCode", "Audience", "CorrectionRequest", "LikelyPair", "Merge", "Organisation", "OrganisationVersion", "Person",
    "Posting", "RoleAssignment", "Succession", "User",
]  # fmt: skip
