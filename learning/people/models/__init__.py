from learning.people.models.audience import Audience
from learning.people.models.organisation import Organisation, OrganisationVersion, Succession
from learning.people.models.person import Person
from learning.people.models.role import RoleAssignment
from learning.people.models.user import User

__all__ = ["Audience", "Organisation", "OrganisationVersion", "Person", "RoleAssignment", "Succession", "User"]
