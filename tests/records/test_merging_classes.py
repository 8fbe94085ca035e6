"""Two records of one person in one class: merged, closed, undone, in any order."""

import datetime
from typing import Any

import pytest
from django.test import Client

from learning.counts import tally
from learning.desk.views import plan
from learning.people import merging
from learning.people.models import User
from learning.people.refusing import Refused
from learning.people.scopes import Scope
from learning.records import (
    attempting,
    evaluating,
    registering,
)
from learning.records.models import (
    Completion,
    EvaluationQuestion,
    Registration,
    TestScore,
)
from tests.closing import close, reopen, standing, two_in
from tests.factories import (
    RegistrationFactory,
    TrainingClassFactory,
    UserFactory,
    answer_all,
)

pytestmark = pytest.mark.django_db


def test_after_a_merge_the_yearly_plan_counts_one_person_once(run: Any, dolisa_officer: User) -> None:
    held = TrainingClassFactory()
    a, b = two_in(held)
    close(held, dolisa_officer, run)
    merging.merge(kept=a.person, gone=b.person, by=dolisa_officer)
    assert standing(held).count() == 1
    assert plan.planned(2026, Scope(whole_province=True)).get(pk=held.pk).completed == 1
    assert [row["completed"] for row in plan.totals(2026, Scope(whole_province=True))] == [1]


def test_after_a_merge_a_closed_class_shows_one_person_once(client: Client, run: Any, dolisa_officer: User) -> None:
    held = TrainingClassFactory(gives_certificate=True)
    a, b = two_in(held)
    close(held, dolisa_officer, run)
    merging.merge(kept=a.person, gone=b.person, by=dolisa_officer)
    client.force_login(dolisa_officer)
    page = client.get(f"/lop/{held.pk}/ket-thuc/")
    assert page.context["page_obj"].paginator.count == 1


def test_undone_after_the_class_was_closed_anew_nobody_counts_twice(run: Any, dolisa_officer: User) -> None:
    held = TrainingClassFactory()
    a, b = two_in(held)
    close(held, dolisa_officer, run)
    made = merging.merge(kept=a.person, gone=b.person, by=dolisa_officer)
    close(reopen(held, dolisa_officer), dolisa_officer, run)
    merging.undo(made, by=dolisa_officer)
    close(reopen(held, dolisa_officer), dolisa_officer, run)
    assert standing(held).filter(person=b.person).count() == 1
    assert tally.total(tally.facts_of(2026))["participations"] == 2


def test_undone_after_closing_the_completion_goes_to_the_one_who_was_there(run: Any, dolisa_officer: User) -> None:
    held = TrainingClassFactory(gives_certificate=True)
    a, b = two_in(held, first="absent", second="present")
    made = merging.merge(kept=a.person, gone=b.person, by=dolisa_officer)
    close(held, dolisa_officer, run)
    try:
        merging.undo(made, by=dolisa_officer)
    except Refused:
        return
    holders = set(Completion.objects.standing().values_list("person", flat=True))
    assert holders == {b.person.pk}  # the first was absent all the time


def test_withdrawn_after_the_merge_stays_withdrawn_when_it_is_undone(dolisa_officer: User) -> None:

    held = TrainingClassFactory()
    a, b = two_in(held)
    made = merging.merge(kept=a.person, gone=b.person, by=dolisa_officer)
    registering.withdraw(a, by=dolisa_officer)
    merging.undo(made, by=dolisa_officer)
    a.refresh_from_db()
    assert a.state == "withdrawn"


def test_undoing_a_merge_does_not_let_somebody_evaluate_twice(dolisa_officer: User) -> None:
    held = TrainingClassFactory()
    a, b = two_in(held)
    made = merging.merge(kept=a.person, gone=b.person, by=dolisa_officer)
    question = EvaluationQuestion.objects.filter(kind="rating").first()
    evaluating.answer(Registration.objects.get(pk=a.pk), {question.pk: 5})
    merging.undo(made, by=dolisa_officer)
    with pytest.raises(Refused):
        evaluating.answer(Registration.objects.get(pk=a.pk), {question.pk: 5})


def test_a_place_on_the_waiting_list_is_not_lost_by_a_merge(dolisa_officer: User) -> None:
    held = TrainingClassFactory()
    gone_before = RegistrationFactory(training_class=held, state="withdrawn")
    waits = RegistrationFactory(training_class=held, state="waiting")
    merging.merge(kept=gone_before.person, gone=waits.person, by=dolisa_officer)
    gone_before.refresh_from_db()
    assert gone_before.state != "withdrawn"


def test_a_merge_that_frees_a_place_gives_it_to_who_waits(dolisa_officer: User) -> None:
    held = TrainingClassFactory(capacity=2)
    a, b = two_in(held)
    waits = RegistrationFactory(training_class=held, state="waiting")
    merging.merge(kept=a.person, gone=b.person, by=dolisa_officer)
    waits.refresh_from_db()
    assert waits.state == "registered"


def test_a_test_taken_after_a_merge_goes_back_with_its_score(dolisa_officer: User, course: Any) -> None:
    today = datetime.date.today()
    held = TrainingClassFactory(sessions=0, post_test=course.quiz())
    held.sessions.create(day=today, part="morning", starts_at=datetime.time(0, 0))
    a, b = two_in(held)
    b.person.user = UserFactory()
    b.person.save()
    attempt = attempting.start_test(b, "post", by=b.person.user)
    made = merging.merge(kept=a.person, gone=b.person, by=dolisa_officer)
    attempt.refresh_from_db()
    answer_all(attempt)
    attempting.hand_in(attempt, by=None)
    merging.undo(made, by=dolisa_officer)
    assert list(TestScore.objects.values_list("registration", flat=True)) == [b.pk]
