"""Answer the short evaluation after a class or course. Nobody can say later who answered what."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from learning.people.refusing import Refused
from learning.people.text import nfc
from learning.records.models import (
    Attempt,
    Attendance,
    Completion,
    Enrolment,
    EvaluationAnswer,
    EvaluationQuestion,
    EvaluationSheet,
    Registration,
    TrainingClass,
)

LONGEST = 1000
Given = Mapping[int, int | str]
"""By the key of a question: 1 to 5, or words."""


@transaction.atomic
def answer(holder: Registration | Enrolment, answers: Given) -> None:
    """Once a person. The sheet goes its own way: it knows no person and no time.

    For the same reason no line of the log is written: its time and user would tell whose sheet came in then.
    """
    holder = _locked(holder)
    refuse_unless_open(holder)
    written = _written(answers)
    if not written:
        raise Refused(_("Nothing is answered yet. Please answer at least one question, or close this page."))
    sheet = EvaluationSheet.objects.create(**_about(holder))
    for one in written:
        one.sheet = sheet
    EvaluationAnswer.objects.bulk_create(written)
    holder.has_evaluated = True
    holder.save(update_fields=["has_evaluated"])


def refuse_unless_open(holder: Registration | Enrolment) -> None:
    if holder.has_evaluated:
        raise Refused(_("You have answered this evaluation already. Thank you: your opinion is in."))
    if isinstance(holder, Registration):
        _refuse_unless_in_class(holder)
    elif not has_finished(holder):
        raise Refused(_("You can give your opinion when you have done the final quiz of this course."))


def has_finished(enrolment: Enrolment) -> bool:
    """Whoever handed in the quiz took part to the end, passed or not."""
    handed_in = Attempt.objects.filter(enrolment=enrolment, state=Attempt.State.FINISHED)
    return Completion.objects.filter(enrolment=enrolment).exists() or handed_in.exists()


def _refuse_unless_in_class(registration: Registration) -> None:
    training_class = registration.training_class
    if not _has_started(training_class):
        raise Refused(_("This class has not started yet. You can give your opinion when it has."))
    if registration.state != Registration.State.REGISTERED or not _took_part(registration):
        raise Refused(_("This evaluation is for those who took part. If you were there, please tell the class organiser."))


def _has_started(training_class: TrainingClass) -> bool:
    if training_class.state not in {TrainingClass.State.RUNNING, TrainingClass.State.CLOSED}:
        return False
    first = training_class.sessions.first()
    return first is None or first.day <= timezone.localdate()


def _took_part(registration: Registration) -> bool:
    """There in one session at least. While nothing is entered, paper may still be on its way, until the class is closed."""
    states = set(registration.attendances.values_list("state", flat=True))
    if not states:
        return registration.training_class.state != TrainingClass.State.CLOSED
    return bool(states & {Attendance.State.PRESENT, Attendance.State.LATE})


def _locked(holder: Registration | Enrolment) -> Registration | Enrolment:
    """Two clicks give one sheet."""
    if isinstance(holder, Registration):
        found = Registration.objects.select_for_update(of=("self",)).select_related("training_class")
        return found.get(pk=holder.pk)
    return Enrolment.objects.select_for_update(of=("self",)).get(pk=holder.pk)


def _about(holder: Registration | Enrolment) -> dict[str, int]:
    if isinstance(holder, Registration):
        return {"training_class_id": holder.training_class_id}
    return {"course_id": holder.course_id}


def _written(answers: Given) -> list[EvaluationAnswer]:
    """Only of questions that are asked; what was left empty is not kept."""
    asked = EvaluationQuestion.objects.filter(is_active=True, pk__in=answers)
    return [one for one in (_one(question, answers[question.pk]) for question in asked) if one]


def _one(question: EvaluationQuestion, given: int | str) -> EvaluationAnswer | None:
    if question.kind == EvaluationQuestion.Kind.TEXT:
        words = nfc(str(given))[:LONGEST]
        return EvaluationAnswer(question=question, text=words) if words else None
    if given == "":
        return None
    if not isinstance(given, int) or not 1 <= given <= 5:
        raise Refused(_("Please choose a number from 1 to 5."))
    return EvaluationAnswer(question=question, rating=given)
