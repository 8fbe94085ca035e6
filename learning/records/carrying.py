"""What a merge carries over of this floor: what somebody learned, online and in halls, with everything below it.

Where a constraint lets only one of two rows be the person's, the one that is further becomes theirs and the other stays with
the record that went, untouched: nothing is thrown away (field notes, B27).
"""

from learning.people.carriers import Memo, bring_back, carrier, move
from learning.people.models import Merge
from learning.records import carrying_classes, carrying_courses
from learning.records.models import ClassTrainer, Reminder, RosterDecision, RosterRow


@carrier("records")
class RecordsCarrier:
    rank = 20
    fields = frozenset(
        f"records.{name}.person"
        for name in ("ClassTrainer", "Completion", "Enrolment", "Registration", "Reminder", "RosterDecision", "RosterRow")
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
