"""A merge in the ledger: appended, never changed. What was counted twice counts once, and twice again when it is undone."""

from django.utils.translation import gettext as _

from learning.counts import recording
from learning.counts.models import TrainingFact
from learning.people.carriers import Memo, carrier
from learning.people.models import Merge


@carrier("counts")
class FactCarrier:
    rank = 30
    fields = frozenset({"counts.TrainingFact.person"})

    def carry(self, merge: Merge) -> Memo:
        mine = set(TrainingFact.objects.standing().filter(person=merge.kept).values_list("subject_key", flat=True))
        tag, reason = f"merge-{merge.pk}", _("Two records of one person merged")
        handed, doubled = [], []
        for fact in TrainingFact.objects.standing().filter(person=merge.gone).order_by("pk"):
            if fact.subject_key in mine:
                recording.take_back(fact, reason=_("The same training of the same person, recorded twice"))
                doubled.append(fact.pk)
            else:
                recording.hand_over(fact, merge.kept, tag=tag, reason=reason)
                handed.append(recording.proof_of(fact))
        return {"handed": handed, "doubled": doubled}

    def give_back(self, merge: Merge, memo: Memo) -> None:
        """What was withdrawn since stays withdrawn."""
        tag, reason = f"unmerge-{merge.pk}", _("Merge of two records undone")
        for proof in memo.get("handed", []):
            fact = recording.standing_of(proof)
            if fact and fact.person_id == merge.kept_id:
                recording.hand_over(fact, merge.gone, tag=tag, reason=reason)
        for fact in TrainingFact.objects.filter(pk__in=memo.get("doubled", [])).order_by("pk"):
            recording.append_again(fact, merge.gone, tag=tag)
