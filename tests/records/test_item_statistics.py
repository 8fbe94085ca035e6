"""Statistics of questions, beside the standard library's own and beside figures worked out by hand."""

import csv
import datetime
import io
import statistics
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import assume, given
from hypothesis import strategies as st

from courses import versioning
from courses.models import QuestionBank, QuizPage
from learning.people.models import User
from learning.records import attempting, quiz_results, regrading
from learning.records.item_statistics import ItemStatistics, consistency, of_items, of_quiz
from learning.records.models import Answer, Regrade
from tests.factories import EnrolmentFactory, PersonFactory, RegistrationFactory, TrainingClassFactory, UserFactory, officer
from tests.questions import CONTENT, a_question

MARKS = {1: {1: 1.0, 2: 1.0, 3: 1.0}, 2: {1: 1.0, 2: 1.0, 3: 0.0}, 3: {1: 1.0, 2: 0.0, 3: 0.0}, 4: {1: 0.0, 2: 0.0, 3: 0.0}}
tables = st.lists(st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0]), min_size=3, max_size=3), min_size=2, max_size=30)


def as_marks(rows: list[list[float]]) -> dict[int, dict[int, float]]:
    return {n: dict(enumerate(row)) for n, row in enumerate(rows)}


def test_figures_worked_out_by_hand() -> None:
    first, second, _third = of_items(MARKS)
    assert (first.attempts, first.facility) == (4, 75.0)
    assert first.spread == pytest.approx(50.0)  # sqrt(0.25) with n-1
    # item 1: 1,1,1,0 against the rest 2,1,0,0: cov = 0.25, var = 0.25 and 11/12
    assert first.discrimination == pytest.approx(100 * 0.25 / (0.25 * 11 / 12) ** 0.5)
    assert first.efficiency == pytest.approx(100.0)  # no other order would tell more
    assert second.facility == 50.0
    assert consistency(MARKS) == pytest.approx(100 * 3 / 2 * (1 - (0.25 + 1 / 3 + 0.25) / (5 / 3)))


@given(tables)
def test_discrimination_is_the_correlation_with_the_rest_of_the_quiz(rows: list[list[float]]) -> None:
    own, rest = [row[0] for row in rows], [sum(row[1:]) for row in rows]
    assume(len(set(own)) > 1 and len(set(rest)) > 1)
    found = of_items(as_marks(rows))[0]
    assert found.discrimination == pytest.approx(100 * statistics.correlation(own, rest), abs=1e-6)
    assert found.spread == pytest.approx(100 * statistics.stdev(own))


@given(tables)
def test_efficiency_is_never_below_discrimination_in_size_and_at_most_100(rows: list[list[float]]) -> None:
    for one in of_items(as_marks(rows)):
        if one.discrimination is not None and one.efficiency is not None:
            assert one.efficiency <= 100 + 1e-6
            assert abs(one.discrimination) <= abs(one.efficiency) + 1e-6


@given(tables)
def test_consistency_is_cronbachs_alpha(rows: list[list[float]]) -> None:
    totals = [sum(row) for row in rows]
    assume(statistics.variance(totals) > 1e-9)
    parts = sum(statistics.variance([row[n] for row in rows]) for n in range(3))
    assert consistency(as_marks(rows)) == pytest.approx(100 * 1.5 * (1 - parts / statistics.variance(totals)), abs=1e-6)


def test_what_is_not_defined_is_not_told() -> None:
    (alone,) = of_items({1: {1: 1.0}})
    assert (alone.discrimination, alone.efficiency, alone.spread) == (None, None, None)
    assert of_items({1: {1: 1.0, 2: 0.0}, 2: {1: 1.0, 2: 0.0}})[0].discrimination is None
    assert consistency({1: {1: 1.0, 2: 0.0}, 2: {1: 1.0, 3: 0.0}}) is None  # not the same questions
    assert consistency({1: {1: 1.0}, 2: {1: 0.0}}) is None  # one question agrees with nothing
    assert of_quiz([], {}).mean is None


@given(st.lists(st.integers(0, 100), min_size=1, max_size=9))
def test_mean_and_median_are_those_of_the_scores(scores: list[int]) -> None:
    found = of_quiz(scores, {})
    assert (found.mean, found.median) == (pytest.approx(statistics.mean(scores)), statistics.median(scores))


def many(own: list[float], rest: list[float]) -> Any:
    return of_items({n: {1: a, 2: b} for n, (a, b) in enumerate(zip(own, rest, strict=True))})[0].flags


def test_questions_to_mend_are_flagged_and_none_on_few_attempts() -> None:
    knows = [1.0] * 6 + [0.0] * 6
    assert many(knows, knows) == []
    assert many([0.0] * 6 + [1.0] * 6, knows) == ["key"]
    assert many([1.0] * 12, knows) == ["easy"]
    assert many([0.0] * 11 + [1.0], knows)[0] == "hard"
    assert many([1.0, 0.0] * 6, knows) == ["weak", "dubious"]
    assert many([1.0, 0.0], [1.0, 0.0]) == ["few"]


def test_what_stands_on_a_limit_is_not_flagged() -> None:
    usual: dict[str, Any] = {"facility": 60.0, "spread": None, "discrimination": 50.0, "efficiency": 50.0}
    for limit in ({"facility": 95.0}, {"facility": 30.0}, {"discrimination": 25.0}, {"efficiency": 15.0}):
        assert ItemStatistics(question=1, attempts=10, **(usual | limit)).flags == []


# --- over real attempts -----------------------------------------------------------------------------------------


@pytest.fixture
def quiz(course: Any) -> QuizPage:
    found: QuizPage = course.quiz()
    bank = QuestionBank.objects.create(name="Thống kê")
    for kind in ("single", "multiple", "short_text"):
        a_question(kind, bank)
    found.bank, found.draw, found.attempts_allowed = bank, 3, 0
    found.save()
    return found


def sit(quiz: QuizPage, enrolment: Any, wrong: set[str]) -> None:
    attempt = attempting.start(enrolment, quiz, by=enrolment.person.user)
    for answer in attempt.answers.select_related("version"):
        kind = answer.version.kind
        given = {"single": ["2"], "multiple": ["3"], "short_text": "khác"}[kind] if kind in wrong else CONTENT[kind][2]
        attempting.save_answer(attempt, answer.position, given)
    attempting.hand_in(attempt, by=None)


def test_an_answer_that_a_regrade_accepted_is_shown_as_right(quiz: QuizPage) -> None:
    sit(quiz, EnrolmentFactory(course=quiz.course), {"single"})
    version = Answer.objects.get(version__kind="single").version
    regrading.regrade(Regrade(version=version, way="accept", accepted="2", reason="Cũng đúng."), by=UserFactory())
    single = next(one for one in quiz_results.result_of(quiz).questions if one.version.kind == "single")
    assert single.figures.facility == 100 and [o.is_right for o in single.options] == [True, True]


def test_only_first_attempts_are_counted(quiz: QuizPage, django_assert_max_num_queries: Any) -> None:
    for n in range(4):
        enrolment = EnrolmentFactory(course=quiz.course)
        sit(quiz, enrolment, {"single"} if n else {"single", "short_text", "multiple"})
        if n == 0:
            sit(quiz, enrolment, set())
    with django_assert_max_num_queries(6):
        result = quiz_results.result_of(quiz)
    assert result.figures.attempts == 4
    by_kind = {one.version.kind: one for one in result.questions}
    assert by_kind["single"].figures.facility == 0 and by_kind["short_text"].figures.facility == 75
    assert [(o.text, o.taken) for o in by_kind["single"].options] == [("111", 0), ("112", 4)]
    assert by_kind["short_text"].options == []  # what people type is not told
    assert sum(result.bands) == 4


def test_what_is_under_way_is_not_counted_and_lists_no_quiz(quiz: QuizPage) -> None:
    enrolment = EnrolmentFactory(course=quiz.course)
    attempting.start(enrolment, quiz, by=enrolment.person.user)
    assert quiz_results.result_of(quiz).figures.attempts == 0
    assert not quiz_results.quizzes_with_results().exists()


def test_everybody_in_a_class_is_counted(quiz: QuizPage) -> None:
    held = TrainingClassFactory(post_test=quiz, sessions=0)
    held.sessions.create(day=timezone.localdate(), part="morning", starts_at=datetime.time(0))
    for one in RegistrationFactory.create_batch(3, training_class=held):
        attempting.hand_in(attempting.start_test(one, "post", by=one.person.user), by=None)
    assert quiz_results.result_of(quiz).figures.attempts == 3


def test_full_marks_are_in_the_last_band(quiz: QuizPage) -> None:
    sit(quiz, EnrolmentFactory(course=quiz.course), set())
    assert quiz_results.result_of(quiz).bands == [0] * 9 + [1]


def test_what_nobody_has_marked_yet_says_nothing_about_its_question(quiz: QuizPage) -> None:
    assert quiz.bank
    a_question("long_answer", quiz.bank)
    QuizPage.objects.filter(pk=quiz.pk).update(draw=4)
    quiz = QuizPage.objects.get(pk=quiz.pk)
    sit(quiz, EnrolmentFactory(course=quiz.course), set())
    assert {one.version.kind for one in quiz_results.result_of(quiz).questions} == {"single", "multiple", "short_text"}


def test_of_several_versions_the_answers_to_the_newest_are_told(quiz: QuizPage) -> None:
    assert quiz.bank
    sit(quiz, EnrolmentFactory(course=quiz.course), set())
    question = quiz.bank.questions.get(kind="single")
    question.text = "Số nào, hôm nay?"
    question.save()
    versioning.freeze(question)
    sit(quiz, EnrolmentFactory(course=quiz.course), {"single"})
    found = next(one for one in quiz_results.result_of(quiz).questions if one.version.kind == "single")
    assert (found.version.text, found.versions, found.figures.attempts) == ("Số nào, hôm nay?", 2, 2)
    assert [(option.text, option.taken, option.percent) for option in found.options] == [("111", 0, 0), ("112", 1, 100)]


def test_an_empty_quiz_has_a_page_without_figures(client: Client, quiz: QuizPage) -> None:
    client.force_login(officer("canboso2", "dolisa_officer", None))
    assert client.get(reverse("quiz_statistics", args=[quiz.pk])).status_code == 200


def test_no_name_stands_on_the_page_or_in_the_file(client: Client, quiz: QuizPage) -> None:
    enrolment = EnrolmentFactory(course=quiz.course, person=PersonFactory(full_name="Nguyễn Thị Không Nêu Tên"))
    sit(quiz, enrolment, set())
    client.force_login(officer("canboso2", "dolisa_officer", None))
    page = client.get(reverse("quiz_statistics", args=[quiz.pk])).content.decode()
    file = client.get(reverse("quiz_statistics_csv", args=[quiz.pk])).content.decode("utf-8-sig")
    assert "Số nào?" in page and "Số nào?" in file
    assert "Không Nêu Tên" not in page + file


def test_the_file_has_a_line_for_each_answer_with_a_decimal_comma(client: Client, quiz: QuizPage) -> None:
    sit(quiz, EnrolmentFactory(course=quiz.course), {"single"})
    client.force_login(officer("canboso2", "dolisa_officer", None))
    file = client.get(reverse("quiz_statistics_csv", args=[quiz.pk])).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(file), delimiter=";"))
    assert len(rows) == 1 + 2 + 3 + 1
    taken = next(row for row in rows if row[8] == "112")
    assert (taken[3], taken[10], taken[11]) == ("0,0", "1", "100,0")


def test_outsiders_do_not_find_the_page(client: Client, quiz: QuizPage) -> None:
    for user in (UserFactory(), officer("donvi2", "unit_officer", "ubnd-tinh")):
        client.force_login(user)
        for url in (reverse("quiz_statistics_list"), reverse("quiz_statistics", args=[quiz.pk]), reverse("quiz_statistics_csv", args=[quiz.pk])):
            assert client.get(url).status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_of_quizzes_asks_no_more_for_many(count: int, client: Client, course: Any, django_assert_num_queries: Any) -> None:
    user: User = officer("canboso2", "dolisa_officer", None)
    client.force_login(user)
    for n in range(count):
        page = QuizPage(title=f"Bài {n}", slug=f"bai-so-{n}", bank=course.quiz().bank, draw=1)
        type(course).objects.get(pk=course.pk).add_child(instance=page)
        sit_page(page)
    client.get(reverse("quiz_statistics_list"))
    with django_assert_num_queries(QUERIES):
        assert f"Bài {count - 1}" in client.get(reverse("quiz_statistics_list")).content.decode()


QUERIES = 8


def sit_page(page: QuizPage) -> None:
    enrolment = EnrolmentFactory(course=page.course)
    attempting.hand_in(attempting.start(enrolment, page, by=enrolment.person.user), by=None)
