"""The acts of this floor as the audit log names them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTS: list[tuple[str, "Promise | str", "Promise | str"]] = [
    ("records.enrol", _("Enrol"), _("Enrolled in a course")),
    ("records.ask_admission", _("Ask for a course"), _("Asked to be let into a course")),
    ("records.invite", _("Invite"), _("Invited somebody to a course")),
    ("records.decide_admission", _("Decide on a request"), _("Decided who is let into a course")),
    ("records.start_attempt", _("Start attempt"), _("Started an attempt")),
    ("records.allow", _("Allow more"), _("Allowed more time or attempts at a quiz")),
    ("records.hand_in", _("Hand in"), _("Handed in an attempt")),
    ("records.grade", _("Mark answer"), _("Marked a longer answer")),
    ("records.regrade", _("Mark again"), _("Marked a question again for everybody")),
    ("records.decide_regrade", _("Decide on certificates"), _("Decided on certificates after marking again")),
    ("records.complete", _("Complete"), _("Completed a course")),
    ("records.require", _("Require training"), _("Set a required training")),
    ("records.plan_class", _("Plan class"), _("Planned a class")),
    ("records.change_class", _("Change class"), _("Changed a class")),
    ("records.open_class", _("Open class"), _("Opened a class for registration")),
    ("records.start_class", _("Start class"), _("Started a class")),
    ("records.cancel_class", _("Cancel class"), _("Cancelled a class")),
    ("records.close_class", _("Close class"), _("Closed a class")),
    ("records.reopen_class", _("Reopen class"), _("Reopened a class")),
    ("records.register", _("Register"), _("Registered somebody in a class")),
    ("records.withdraw", _("Withdraw"), _("Withdrew somebody from a class")),
    ("records.mark_attendance", _("Mark attendance"), _("Marked who was there")),
    ("records.check_in", _("Check in"), _("Checked in with the code on the screen")),
    ("records.count_heads", _("Enter headcount"), _("Entered a headcount")),
    ("records.enter_scores", _("Enter scores"), _("Entered test scores")),
    ("records.take_in_list", _("Take in list"), _("Took in a list")),
    ("records.save_list", _("Save list"), _("Saved a list")),
    ("records.discard_list", _("Discard list"), _("Discarded a list")),
    ("records.read_list_file", _("Download list"), _("Downloaded the file of a list")),
    ("records.add_document", _("Add document"), _("Added a document to a class")),
]
