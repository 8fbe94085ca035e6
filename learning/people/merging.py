"""Two records of one person become one, and two again if it was a mistake. Nothing is deleted on the way."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from learning.people import carriers, likely_pairs
from learning.people.models import Merge, Person, User
from learning.people.refusing import Refused
from learning.people.scopes import Scope


@transaction.atomic
def merge(kept: Person, gone: Person, *, by: User) -> Merge:
    """`gone` is found to be `kept`: what belongs to the one who goes is carried over by the carrier of each floor."""
    kept, gone = _locked(kept, gone)
    _refuse_unless_two_records(kept, gone)
    _refuse_to_close_a_role(kept, gone)
    made = Merge.objects.create(kept=kept, gone=gone, merged_by=by)
    made.memo = {name: carrier.carry(made) for name, carrier in carriers.in_order()}
    made.save(update_fields=["memo"])
    Person.objects.filter(pk=gone.pk).update(merged_into=kept)
    likely_pairs.look_at(Person.objects.get(pk=kept.pk))
    log(instance=kept, action="people.merge", user=by, data={"gone": gone.pk, "merge": made.pk})
    return made


@transaction.atomic
def undo(merge: Merge, *, by: User) -> Merge:
    """Everything goes back to where it was, with what came of it since. The latest merge into a record goes first."""
    merge = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    merge.kept, merge.gone = _locked(merge.kept, merge.gone)
    _refuse_unless_latest(merge)
    Person.objects.filter(pk=merge.gone_id).update(merged_into=None)
    merge.gone.merged_into = None
    for name, carrier in carriers.in_order():
        carrier.give_back(merge, merge.memo.get(name, {}))
    merge.undone_by, merge.undone_at = by, timezone.now()
    merge.save(update_fields=["undone_by", "undone_at"])
    for person in Person.objects.filter(pk__in=[merge.kept_id, merge.gone_id]):
        likely_pairs.look_at(person)
    log(instance=merge.kept, action="people.undo_merge", user=by, data={"gone": merge.gone_id, "merge": merge.pk})
    return merge


def why_not_undone(merge: Merge) -> str:
    """Why this merge cannot be undone now; empty where it can."""
    if merge.undone_at:
        return _("This merge is undone already.")
    if merge.kept.merged_into_id:
        return _("The record that stayed was itself merged into another one later. Please undo that merge first.")
    later = Merge.objects.filter(kept=merge.kept_id, undone_at=None, pk__gt=merge.pk)
    if later.exists():
        return _("Another record was merged into this one later. Please undo that merge first.")
    return ""


def visible_merges(scope: Scope) -> QuerySet[Merge]:
    """Those of which both records may be seen."""
    if scope.whole_province:
        return Merge.objects.all()
    people = Person.objects.all().visible_in(scope).values("pk")  # type: ignore[attr-defined]
    return Merge.objects.filter(kept__in=people, gone__in=people)


def _locked(one: Person, other: Person) -> tuple[Person, Person]:
    """Fresh, and held until the end; always in the same order, so that two merges at once do not block each other."""
    wanted = Person.objects.select_for_update(of=("self",)).filter(pk__in=[one.pk, other.pk]).order_by("pk")
    found = {person.pk: person for person in wanted}
    return found[one.pk], found[other.pk]


def _refuse_unless_two_records(kept: Person, gone: Person) -> None:
    if kept.pk == gone.pk:
        raise Refused(_("A record cannot be merged with itself. Please choose two records."))
    if gone.merged_into_id:
        raise Refused(_("This record is merged into another one already. Please look at the record that stayed."))
    if kept.merged_into_id:
        raise Refused(_("The record that should stay is merged into another one. Please choose that one instead."))
    if kept.is_demo != gone.is_demo:
        raise Refused(_("A record of the demonstration cannot be merged with a real one."))


def _refuse_to_close_a_role(kept: Person, gone: Person) -> None:
    """A merge closes the account of the record that goes; it must not be a way to put an officer out."""
    user = gone.user
    if user is None or kept.user_id is None:
        return
    if user.is_staff or user.is_superuser or user.groups.exists() or user.role_assignments.exists():  # type: ignore[attr-defined]
        raise Refused(
            _("The account of the record that would go holds a role. Please let that record stay, or ask the administrator.")
        )


def _refuse_unless_latest(merge: Merge) -> None:
    reason = why_not_undone(merge)
    if reason:
        raise Refused(reason)
