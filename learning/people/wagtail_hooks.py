from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

ACTS = [
    ("people.rename_unit", _("Rename unit"), _("Renamed a unit")),
    ("people.merge_units", _("Merge units"), _("Merged units")),
    ("people.split_unit", _("Split unit"), _("Split a unit")),
    ("people.close_unit", _("Close unit"), _("Closed a unit")),
    ("people.move_unit", _("Move unit"), _("Moved a unit")),
    ("people.enter", _("Enter person"), _("Entered a person")),
    ("people.change", _("Change person"), _("Changed a person's record")),
    ("people.merge", _("Merge records"), _("Merged two records of one person")),
    ("people.undo_merge", _("Undo merge"), _("Undid a merge of records")),
    ("people.not_the_same", _("Not the same person"), _("Said that two records are two people")),
    ("people.make_codes", _("Make codes"), _("Made codes for slips")),
    ("people.open_account", _("Open account"), _("Opened an account by code")),
    ("people.open_accounts", _("Open accounts"), _("Opened accounts from a list")),
    ("people.claim", _("Join record"), _("Joined a record to an account by code")),
    ("people.ask_correction", _("Ask for correction"), _("Asked for a correction")),
    ("people.accept_correction", _("Accept correction"), _("Accepted a correction")),
    ("people.decline_correction", _("Decline correction"), _("Declined a correction")),
    ("people.assign_role", _("Give role"), _("Gave somebody a role")),
    ("people.take_role_away", _("Take role away"), _("Took a role away")),
    ("people.hand_over", _("Hand over"), _("Handed work over to another officer")),
]
"""The acts of this floor as the audit log names them."""


@hooks.register("register_log_actions")
def name_our_acts(actions: LogActionRegistry) -> None:
    for name, label, message in ACTS:
        actions.register_action(name, label, message)
