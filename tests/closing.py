"""Classes closed and reopened as officers do, with their jobs run at once."""

from typing import Any

from learning.counts.models import TrainingFact
from learning.people.models import User
from learning.records import closing
from learning.records.models import Registration, TrainingClass
from tests.factories import RegistrationFactory, attend


def close(held: TrainingClass, by: User, run: Any) -> None:
    with run(execute=True):
        closing.close(held, by=by)
    held.refresh_from_db()
    assert held.posted_at


def reopen(held: TrainingClass, by: User) -> TrainingClass:
    return closing.reopen(held, reason="Sửa lại", by=by)


def standing(held: TrainingClass) -> Any:
    return TrainingFact.objects.standing().filter(subject_key=f"class:{held.pk}")


def two_in(held: TrainingClass, *, first: str = "present", second: str = "present") -> tuple[Registration, Registration]:
    a, b = RegistrationFactory(training_class=held), RegistrationFactory(training_class=held)
    attend(a, first)
    attend(b, second)
    return a, b
