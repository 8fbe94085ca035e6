"""A test before the lessons of an online course: once, without answers given away; and the gain it shows."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import CoursePage, QuestionBank, QuizPage
from learning.people.models import User
from learning.people.refusing import Refused
from learning.records import attempting, quiz_results
from learning.records.models import Attempt, Completion, Enrolment
from learning.records.progress import progress_of
from tests.factories import EnrolmentFactory, officer
from tests.questions import CONTENT, a_question

pytestmark = pytest.mark.django_db


@pytest.fixture
def final(course: Any) -> QuizPage:
    found: QuizPage = course.quiz()
    bank = QuestionBank.objects.create(name="Trước và sau")
    for kind in ("single", "true_false"):
        a_question(kind, bank)
    found.bank, found.draw, found.attempts_allowed, found.pass_percent = bank, 2, 0, 60
    found.save()
    return found


@pytest.fixture
def pretest(course: CoursePage, final: QuizPage) -> QuizPage:
    page = QuizPage(title="Trước khi học", slug="truoc-khi-hoc", bank=final.bank, draw=2, is_pretest=True, pass_percent=50)
    CoursePage.objects.get(pk=course.pk).add_child(instance=page)
    return QuizPage.objects.get(pk=page.pk)


def sit(enrolment: Enrolment, quiz: QuizPage, right: int) -> Attempt:
    attempt = attempting.start(enrolment, quiz, by=enrolment.person.user)
    for n, answer in enumerate(attempt.answers.select_related("version")):
        if n < right:
            attempting.save_answer(attempt, answer.position, CONTENT[answer.version.kind][2])
    return attempting.hand_in(attempt, by=enrolment.person.user)


def test_it_is_not_the_quiz_of_the_course_and_completes_nothing(enrolment: Enrolment, course: CoursePage, final: QuizPage, pretest: QuizPage) -> None:
    assert CoursePage.objects.get(pk=course.pk).quiz() == final
    assert sit(enrolment, pretest, 2).passed
    assert not Completion.objects.exists()
    assert progress_of([enrolment])[0].quiz == final


def test_it_is_taken_once(client: Client, trainee: User, enrolment: Enrolment, pretest: QuizPage) -> None:
    sit(enrolment, pretest, 1)
    with pytest.raises(Refused):
        attempting.start(enrolment, pretest, by=trainee)
    client.force_login(trainee)
    page = client.get(pretest.url).content.decode()
    assert "Bắt đầu làm bài" not in page and "bài của bạn đã nộp" in page


def test_it_tells_the_score_and_gives_no_answer_away(client: Client, trainee: User, enrolment: Enrolment, pretest: QuizPage) -> None:
    attempt = sit(enrolment, pretest, 1)
    client.force_login(trainee)
    page = client.get(reverse("result", args=[attempt.pk])).content.decode()
    assert "50" in page and "Vì thế." not in page and "Số nào?" not in page
    assert f'href="{attempt.quiz.course.url}"' in page


def test_the_course_page_offers_it_first(client: Client, trainee: User, enrolment: Enrolment, pretest: QuizPage) -> None:
    client.force_login(trainee)
    page = client.get(enrolment.course.url).content.decode()
    assert 0 < page.index(pretest.url) < page.index("course-list")


def test_the_gain_is_over_those_who_took_both_and_over_first_attempts(course: CoursePage, final: QuizPage, pretest: QuizPage) -> None:
    first, second, only_after, only_before = (EnrolmentFactory(course=course) for _n in range(4))
    for enrolment, before, after in ((first, 0, 1), (second, 1, 2)):
        sit(enrolment, pretest, before)
        sit(enrolment, final, after)
    sit(first, final, 2)  # a second attempt says nothing about the gain
    sit(only_after, final, 0)
    sit(only_before, pretest, 2)
    gain = quiz_results.gain_of_course(final)
    assert (gain.people, gain.before, gain.after, gain.gain) == (2, Fraction(25), Fraction(75), Fraction(50))


def test_each_person_and_their_officer_see_before_and_after(client: Client, trainee: User, enrolment: Enrolment, final: QuizPage, pretest: QuizPage) -> None:
    sit(enrolment, pretest, 1)
    done = sit(enrolment, final, 2)
    assert quiz_results.pretest_scores([enrolment.pk]) == {enrolment.pk: Decimal("50.00")}
    client.force_login(trainee)
    assert "Trước khi học bạn đạt 50" in client.get(reverse("result", args=[done.pk])).content.decode()
    client.force_login(officer("canboso3", "dolisa_officer", None))
    record = client.get(reverse("person_record", args=[enrolment.person.pk])).content.decode()
    assert "trước khi học 50" in record
    assert "50,0" in client.get(reverse("quiz_statistics", args=[final.pk])).content.decode()
