"""What a merge carries over of this floor: what somebody learned, online and in halls, with everything below it.

Where a constraint lets only one of two rows be the person's, the one that is further becomes theirs and the other stays with
the record that went, untouched: nothing is thrown away (field notes, B27).
"""

from django.utils.translation import gettext as _

from learning.counts import recording
from learning.people.carriers import Memo, bring_back, carrier, move
from learning.people.models import Merge
from learning.records import carrying_classes, carrying_courses
from learning.records.completing import fact_key
from learning.records.models import ClassTrainer, Completion, Reminder, RosterDecision, RosterRow


@carrier("records")
class RecordsCarrier:
    rank = 20
    fields = frozenset(
        f"records.{name}.person"
        for name in (
            "Admission", "ClassTrainer", "Completion", "Enrolment", "Registration", "Reminder", "RosterDecision", "RosterRow",
        )
    )

    def carry(self, merge: Merge) -> Memo:
        reminded = Reminder.objects.filter(person=merge.kept).values_list("key", flat=True)
        return {
            "courses": carrying_courses.carry(merge),
            "classes": carrying_classes.carry(merge),
            "trainers": move(ClassTrainer.objects.filter(person=merge.gone), merge),
            "lines": move(RosterRow.objects.filter(person=merge.gone), merge),
            "decisions": move(RosterDecision.objects.filter(person=merge.gone), merge),
            "reminders": move(Reminder.objects.filter(person=merge.gone).exclude(key__in=list(reminded)), merge),
        }

    def give_back(self, merge: Merge, memo: Memo) -> None:
        bring_back(Reminder, memo.get("reminders", []), merge)
        bring_back(RosterDecision, memo.get("decisions", []), merge)
        bring_back(RosterRow, memo.get("lines", []), merge)
        bring_back(ClassTrainer, memo.get("trainers", []), merge)
        carrying_classes.give_back(merge, memo.get("classes", {}))
        carrying_courses.give_back(merge, memo.get("courses", {}))


@carrier("taken_back")
class TakenBackCarrier:
    """After the facts came back (counts, rank 30): what was taken back while the two were one counts no more."""

    rank = 35
    fields: frozenset[str] = frozenset()

    def carry(self, merge: Merge) -> Memo:
        return {}

    def give_back(self, merge: Merge, memo: Memo) -> None:
        stays = merge.memo.get("records", {}).get("classes", {}).get("stays", [])
        for completion in Completion.objects.filter(pk__in=stays).exclude(taken_back_on=None):
            fact = recording.standing_of(fact_key(completion))
            if fact:
                recording.take_back(fact, reason=_("The completion was taken back"))
