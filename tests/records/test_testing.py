"""Tests before and after a class: on paper, online, each once, and what is refused."""

import datetime
import io
from decimal import Decimal
from typing import Any

import pytest
import time_machine
import xlsxwriter  # type: ignore[import-untyped]
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry

from certificates.models import Certificate
from courses import versioning
from courses.models import CoursePage, QuizPage
from learning.people.models import User
from learning.people.refusing import Refused
from learning.records import attempting, class_results, closing, score_lists, testing
from learning.records.models import Attempt, Completion, Registration, TrainingClass
from learning.records.models import TestScore as Score
from learning.records.score_lists import ScoreLine
from learning.records.testing import Row
from tests.factories import PersonFactory, RegistrationFactory, TrainingClassFactory, answer_all
from tests.questions import as_posted
from tests.records.test_at_once import at_once

pytestmark = pytest.mark.django_db
FIRST_MORNING = timezone.make_aware(datetime.datetime(2026, 3, 9, 8, 0))
LAST_MORNING = timezone.make_aware(datetime.datetime(2026, 3, 10, 8, 0))


@pytest.fixture
def quiz(course: CoursePage) -> QuizPage:
    found = course.quiz()
    assert isinstance(found, QuizPage)
    return found


@pytest.fixture
def training_class(quiz: QuizPage) -> TrainingClass:
    return TrainingClassFactory(pre_test=quiz, post_test=quiz)


@pytest.fixture
def registration(training_class: TrainingClass, trainee: User) -> Registration:
    return RegistrationFactory(training_class=training_class, person=trainee.person)


def take(registration: Registration, phase: str, *, right: bool = True) -> Attempt:
    moment = FIRST_MORNING if phase == "pre" else LAST_MORNING
    with time_machine.travel(moment, tick=False):
        attempt = attempting.start_test(registration, phase, by=registration.person.user or registration.person)  # type: ignore[arg-type]
        answer_all(attempt, right=right)
        return attempting.hand_in(attempt, by=None)


# On paper


@pytest.mark.parametrize(
    ("written", "percent"),
    [
        ("7", "70"), ("7,5", "75"), ("7.5", "75"), ("7/10", "70"), ("13 / 20", "65"), ("70%", "70"), ("66,67 %", "66.67"), (" 0 ", "0"),
        ("2/3", "66.67"), ("10", "100"),
    ],
)  # fmt: skip
def test_a_score_is_read_as_it_stands_on_paper(written: str, percent: str) -> None:
    assert testing.read_score(written, Decimal(10)) == Decimal(percent)


@pytest.mark.parametrize("written", ["", "đạt", "-1", "11", "7/0", "8/7", "101 %", "7/10/10", "1e3", "nan"])
def test_what_is_no_score_is_refused(written: str) -> None:
    with pytest.raises(Refused):
        testing.read_score(written, Decimal(10))


@given(st.integers(0, 200), st.integers(1, 200))
def test_points_out_of_a_maximum_never_leave_the_scale(points: int, out_of: int) -> None:
    if points > out_of:
        with pytest.raises(Refused):
            testing.read_score(f"{points}/{out_of}", Decimal(10))
    else:
        assert 0 <= testing.read_score(f"{points}/{out_of}", Decimal(10)) <= 100


def test_scores_are_kept_changed_and_taken_out_with_one_line_of_the_log_each(
    registration: Registration, class_organiser: User
) -> None:
    for percent in (Decimal(40), Decimal(55), None):
        testing.enter_score(registration, "pre", percent, by=class_organiser)
    assert not Score.objects.exists()
    lines = ModelLogEntry.objects.filter(action="records.enter_scores").order_by("pk")
    assert [(line.data["changes"][0]["from"], line.data["changes"][0]["to"]) for line in lines] == [
        (None, "40"), ("40.00", "55"), ("55.00", None),
    ]  # fmt: skip


def test_the_same_score_again_changes_nothing(registration: Registration, class_organiser: User) -> None:
    testing.enter_score(registration, "pre", Decimal(50), {"1": True, "2": False}, by=class_organiser)
    assert testing.enter_scores([Row(registration, "pre", Decimal(50))], by=class_organiser) == 0
    assert Score.objects.get().items == {"1": True, "2": False}


def test_scores_are_kept_all_or_none(training_class: TrainingClass, class_organiser: User) -> None:
    good, gone = (RegistrationFactory(training_class=training_class, state=state) for state in ("registered", "withdrawn"))
    with pytest.raises(Refused):
        testing.enter_scores([Row(good, "pre", Decimal(50)), Row(gone, "pre", Decimal(50))], by=class_organiser)
    assert not Score.objects.exists()


@pytest.mark.parametrize("state", ["closed", "cancelled"])
def test_after_the_class_scores_stand(registration: Registration, class_organiser: User, state: str) -> None:
    TrainingClass.objects.update(state=state, closed_on="2026-03-11", state_reason="Bão")
    with pytest.raises(Refused):
        testing.enter_score(registration, "pre", Decimal(50), by=class_organiser)


def test_scores_of_two_classes_are_not_mixed(class_organiser: User) -> None:
    with pytest.raises(Refused):
        testing.enter_scores([Row(RegistrationFactory(), "pre", Decimal(1)) for _n in range(2)], by=class_organiser)


def test_a_score_made_online_is_not_overwritten_from_paper(registration: Registration, class_organiser: User) -> None:
    take(registration, "pre")
    with pytest.raises(Refused):
        testing.enter_score(registration, "pre", Decimal(1), by=class_organiser)
    assert Score.objects.get().percent == 100


# Online


def test_a_test_of_a_class_writes_a_score_and_completes_nothing(registration: Registration) -> None:
    attempt = take(registration, "post")
    score = Score.objects.get()
    assert (score.registration, score.phase, score.percent, score.is_online) == (registration, "post", 100, True)  # type: ignore[comparison-overlap]
    assert attempt.passed and attempt.enrolment is None
    assert (Completion.objects.count(), Certificate.objects.count()) == (0, 0)


def test_it_is_taken_once_a_phase(registration: Registration, trainee: User) -> None:
    first = take(registration, "pre")
    with time_machine.travel(FIRST_MORNING, tick=False):
        assert attempting.start_test(registration, "pre", by=trainee) == first
    take(registration, "post")
    assert Attempt.objects.count() == 2


def test_the_test_after_asks_what_the_test_before_asked(registration: Registration) -> None:
    asked = [set(take(registration, phase).answers.values_list("version__question_id", flat=True)) for phase in ("pre", "post")]
    assert asked[0] == asked[1]


def test_a_whole_class_is_asked_the_same(registration: Registration, training_class: TrainingClass) -> None:
    from tests.factories import UserFactory

    other = RegistrationFactory(training_class=training_class, person=PersonFactory(user=UserFactory()))
    asked = [set(take(one, "pre").answers.values_list("version__question_id", flat=True)) for one in (registration, other)]
    assert asked[0] == asked[1]


def test_the_clock_hands_in_what_was_saved_and_keeps_the_score(registration: Registration, trainee: User) -> None:
    with time_machine.travel(FIRST_MORNING, tick=False):
        attempt = attempting.start_test(registration, "pre", by=trainee)
        first = attempt.answers.select_related("version").get(position=1)
        attempting.save_answer(attempt, 1, first.version.correct_ids)
    assert attempt.deadline == timezone.make_aware(datetime.datetime(2026, 3, 9, 12, 0))  # the end of the first session
    assert attempting.close_forgotten(attempt.deadline + datetime.timedelta(minutes=1)) == 1
    assert Score.objects.get().percent == Decimal(100) / attempt.served


def test_what_is_open_when_the_class_is_closed_counts_as_it_stands(registration: Registration, trainee: User) -> None:
    with time_machine.travel(LAST_MORNING, tick=False):
        attempt = attempting.start_test(registration, "post", by=trainee)
        closing.close(registration.training_class, by=trainee)
    attempt.refresh_from_db()
    assert (attempt.state, Score.objects.get().percent) == (Attempt.State.FINISHED, 0)  # type: ignore[comparison-overlap]


def test_closing_a_class_ends_the_tests_of_no_other_class(registration: Registration, quiz: QuizPage, trainee: User, stranger: User) -> None:
    other = RegistrationFactory(training_class=TrainingClassFactory(post_test=quiz), person=stranger.person)
    with time_machine.travel(LAST_MORNING, tick=False):
        attempt = attempting.start_test(other, "post", by=stranger)
        closing.close(registration.training_class, by=trainee)
    attempt.refresh_from_db()
    assert attempt.state == Attempt.State.OPEN


def test_a_test_of_a_class_has_the_pass_mark_of_the_class_and_the_time_of_the_quiz(
    registration: Registration, training_class: TrainingClass, quiz: QuizPage, trainee: User
) -> None:
    quiz.minutes_allowed, quiz.grace_seconds = 20, 15
    quiz.save()
    training_class.pass_percent = quiz.pass_percent - 7
    training_class.save()
    with time_machine.travel(FIRST_MORNING, tick=False):
        attempt = attempting.start_test(registration, "pre", by=trainee)
    assert attempt.pass_percent == training_class.pass_percent
    assert attempt.deadline == FIRST_MORNING + datetime.timedelta(minutes=20)
    assert attempt.taken_until == attempt.deadline + datetime.timedelta(seconds=15)


def test_a_quiz_that_was_taken_down_is_no_test_of_a_class(registration: Registration, quiz: QuizPage, trainee: User) -> None:
    quiz.unpublish()
    with time_machine.travel(FIRST_MORNING, tick=False), pytest.raises(Refused):
        attempting.start_test(Registration.objects.get(pk=registration.pk), "pre", by=trainee)


def test_the_test_after_asks_what_this_person_was_asked_and_not_what_others_were(training_class: TrainingClass, quiz: QuizPage) -> None:
    from tests.factories import UserFactory

    quiz.draw = 1
    quiz.save()
    people = [RegistrationFactory(training_class=training_class, person=PersonFactory(user=UserFactory())) for _n in range(7)]
    first = take(people[0], "pre").answers.get().version.question
    for one in people[1:6]:
        assert take(one, "pre").answers.get().version.question == first
    type(first).objects.filter(pk=first.pk).update(state="retired")
    assert take(people[6], "pre").answers.get().version.question != first
    type(first).objects.filter(pk=first.pk).update(state="ready")
    assert {take(one, "post").answers.get().version.question for one in people[:6]} == {first}


WINDOWS = [
    ("pre", datetime.datetime(2026, 3, 8, 20), True),
    ("pre", datetime.datetime(2026, 3, 9, 11, 59), True),
    ("pre", datetime.datetime(2026, 3, 9, 12, 1), False),
    ("post", datetime.datetime(2026, 3, 9, 12), False),
    ("post", datetime.datetime(2026, 3, 10, 6, 59), False),
    ("post", datetime.datetime(2026, 3, 10, 7, 1), True),
    ("post", datetime.datetime(2026, 4, 30, 12), True),
]


@pytest.mark.parametrize(("phase", "moment", "is_open"), WINDOWS)
def test_before_the_first_session_is_over_and_from_the_last_one_on(
    registration: Registration, trainee: User, phase: str, moment: datetime.datetime, is_open: bool
) -> None:
    with time_machine.travel(timezone.make_aware(moment), tick=False):
        if is_open:
            assert attempting.start_test(registration, phase, by=trainee).phase == phase
        else:
            with pytest.raises(Refused):
                attempting.start_test(registration, phase, by=trainee)


@pytest.mark.parametrize("state", ["planned", "open", "closed", "cancelled"])
def test_a_class_that_does_not_run_has_no_test(registration: Registration, trainee: User, state: str) -> None:
    TrainingClass.objects.update(state=state, closed_on="2026-03-11", state_reason="Bão")
    with time_machine.travel(LAST_MORNING, tick=False), pytest.raises(Refused):
        attempting.start_test(registration, "post", by=trainee)


@pytest.mark.parametrize("state", ["waiting", "withdrawn"])
def test_who_is_not_registered_takes_no_test(registration: Registration, trainee: User, state: str) -> None:
    Registration.objects.update(state=state)
    with time_machine.travel(FIRST_MORNING, tick=False), pytest.raises(Refused):
        attempting.start_test(registration, "pre", by=trainee)


def test_whose_paper_is_in_does_not_take_the_test_again(registration: Registration, trainee: User, class_organiser: User) -> None:
    testing.enter_score(registration, "pre", Decimal(50), by=class_organiser)
    with time_machine.travel(FIRST_MORNING, tick=False), pytest.raises(Refused):
        attempting.start_test(registration, "pre", by=trainee)


@pytest.mark.parametrize("name", ["attempt", "question", "review", "result"])
def test_somebody_elses_test_of_a_class_does_not_exist(
    client: Client, stranger: User, registration: Registration, trainee: User, name: str
) -> None:
    with time_machine.travel(FIRST_MORNING, tick=False):
        attempt = attempting.start_test(registration, "pre", by=trainee)
        address = reverse(name, args=[attempt.pk, 1] if name == "question" else [attempt.pk])
        client.force_login(stranger)
        assert client.get(address).status_code == 404
        assert client.post(address).status_code in {404, 405}
        client.force_login(trainee)
        assert client.get(address, follow=True).status_code == 200
    attempt.refresh_from_db()
    assert attempt.state == Attempt.State.OPEN


def test_a_test_of_a_class_is_taken_through_its_pages(client: Client, registration: Registration, trainee: User) -> None:
    client.force_login(trainee)
    with time_machine.travel(FIRST_MORNING, tick=False):
        client.force_login(trainee)
        start = reverse("class_test", args=[registration.training_class_id, "pre"])
        assert client.get(start).status_code == 200
        page = client.post(start, follow=True)
        attempt = Attempt.objects.get()
        for answer in attempt.answers.select_related("version"):
            page = client.post(reverse("question", args=[attempt.pk, answer.position]), as_posted(answer, answer.version.correct_ids), follow=True)
        page = client.post(reverse("review", args=[attempt.pk]), follow=True)
    assert "100%" in page.content.decode()
    assert Score.objects.get().percent == 100


def test_the_result_of_a_class_test_does_not_tell_the_answers(client: Client, registration: Registration, trainee: User) -> None:
    attempt = take(registration, "pre", right=False)
    client.force_login(trainee)
    page = client.get(reverse("result", args=[attempt.pk])).content.decode()
    shown = [option["text"] for answer in attempt.answers.select_related("version") for option in answer.version.options]
    assert shown
    assert not [text for text in shown if len(text) > 12 and text in page]


@pytest.mark.django_db(transaction=True)
def test_two_clicks_start_one_test(registration: Registration, trainee: User) -> None:
    with time_machine.travel(FIRST_MORNING, tick=False):
        found = at_once(lambda: attempting.start_test(registration, "pre", by=trainee).pk)
    assert len(set(found)) == 1
    assert Attempt.objects.count() == 1


# Results


def test_pairs_across_paper_and_online(registration: Registration, training_class: TrainingClass, class_organiser: User) -> None:
    testing.enter_score(registration, "pre", Decimal(40), by=class_organiser)
    take(registration, "post")
    unpaired = RegistrationFactory(training_class=training_class)
    testing.enter_score(unpaired, "pre", Decimal(0), by=class_organiser)
    results = class_results.results_of(training_class)
    assert (results.gain.people, results.gain.before, results.gain.after, results.gain.gain) == (1, 40, 100, 60)  # type: ignore[comparison-overlap]
    assert results.pairs[unpaired.pk].gain is None


def test_those_who_withdrew_do_not_count(registration: Registration, training_class: TrainingClass, class_organiser: User) -> None:
    for phase in ("pre", "post"):
        testing.enter_score(registration, phase, Decimal(40), {"1": True}, by=class_organiser)
    Registration.objects.update(state="withdrawn")
    results = class_results.results_of(training_class)
    assert (results.pairs, results.gain.people, results.questions) == ({}, 0, [])


def test_a_question_reworded_between_the_tests_is_one_question(registration: Registration, training_class: TrainingClass) -> None:
    before = take(registration, "pre", right=False)
    for answer in before.answers.select_related("version__question"):
        answer.version.question.text += " (đã sửa lời)"
        answer.version.question.save()
        versioning.freeze(answer.version.question)
    after = take(registration, "post")
    assert not set(before.answers.values_list("version", flat=True)) & set(after.answers.values_list("version", flat=True))
    lines = class_results.results_of(training_class).questions
    assert len(lines) == before.served
    assert {(line.gain.people, line.gain.before, line.gain.gain) for line in lines} == {(1, 0, 100)}  # type: ignore[comparison-overlap]
    assert all("đã sửa lời" in line.words for line in lines)


def test_paper_questions_are_paired_by_number(registration: Registration, training_class: TrainingClass, class_organiser: User) -> None:
    testing.enter_score(registration, "pre", Decimal(50), {"1": True, "2": False}, by=class_organiser)
    testing.enter_score(registration, "post", Decimal(100), {"1": True, "2": True}, by=class_organiser)
    lines = class_results.results_of(training_class).questions
    assert [(line.number, line.gain.gain) for line in lines] == [(1, 0), (2, 100)]  # type: ignore[comparison-overlap]


# Lists of scores


def lines_and_people(**people: dict[str, Any]) -> tuple[TrainingClass, dict[str, Registration]]:
    training_class = TrainingClassFactory()
    made = {key: RegistrationFactory(training_class=training_class, person=PersonFactory(**fields)) for key, fields in people.items()}
    return training_class, made  # type: ignore[return-value]


def test_a_line_is_matched_by_its_name_whatever_its_marks_and_capitals() -> None:
    training_class, people = lines_and_people(anh={"full_name": "Nguyễn Thị Ánh"}, dat={"full_name": "Trần Văn Đạt"})
    (match,) = score_lists.match_lines(training_class, [ScoreLine(1, "NGUYEN  THI ANH")])
    assert match.chosen == people["anh"]


def test_namesakes_are_told_apart_by_birth_or_phone_and_else_left_to_the_reader() -> None:
    training_class, people = lines_and_people(
        old={"full_name": "Hoàng Văn Nam", "birth_year": 1970, "phone": "+84912345678"},
        young={"full_name": "Hoàng Văn Nam", "birth_year": 1990},
    )
    asked = [ScoreLine(1, "Hoàng Văn Nam", 1990), ScoreLine(2, "Hoàng Văn Nam", None, "+84912345678"), ScoreLine(3, "Hoàng Văn Nam")]
    young, old, unclear = score_lists.match_lines(training_class, asked)
    assert (young.chosen, old.chosen, unclear.chosen) == (people["young"], people["old"], None)
    assert set(unclear.likely) == set(people.values())


def test_a_name_with_another_year_of_birth_is_left_to_the_reader() -> None:
    training_class, people = lines_and_people(one={"full_name": "Hoàng Văn Nam", "birth_year": 1970})
    (match,) = score_lists.match_lines(training_class, [ScoreLine(1, "Hoàng Văn Nam", 1991)])
    assert (match.chosen, match.likely) == (None, [people["one"]])


def test_two_lines_about_one_person_are_both_left_to_the_reader() -> None:
    training_class, people = lines_and_people(one={"full_name": "Hoàng Văn Nam"})
    matches = score_lists.match_lines(training_class, [ScoreLine(n, "Hoàng Văn Nam") for n in (1, 2)])
    assert [(m.chosen, m.likely) for m in matches] == [(None, [people["one"]])] * 2


def test_people_of_other_classes_are_never_matched() -> None:
    training_class, _people = lines_and_people(one={"full_name": "Hoàng Văn Nam"})
    RegistrationFactory(person=PersonFactory(full_name="Lý Thị Mai"))
    (match,) = score_lists.match_lines(training_class, [ScoreLine(1, "Lý Thị Mai")])
    assert (match.chosen, match.likely) == (None, [])


LIST = """UBND TỈNH
DANH SÁCH ĐIỂM
STT;Họ và tên;Năm sinh;Điểm trước tập huấn;Điểm sau tập huấn
1;Nguyễn Thị Ánh;1980;4,5;8/10
2;Trần Văn Đạt;1985;;70%
3;Lý Thị Mai;1990;;
"""


def test_a_file_is_read_with_scores_as_they_are_written() -> None:
    lines = score_lists.read_lines(LIST.encode(), "diem.csv")
    assert [(line.name, line.birth_year, line.before, line.after) for line in lines] == [
        ("Nguyễn Thị Ánh", 1980, "4,5", "8/10"), ("Trần Văn Đạt", 1985, "", "70%"),
    ]  # fmt: skip


@pytest.mark.parametrize(("only", "found"), [("", ("", "7")), ("pre", ("7", "")), ("post", ("", "7"))])
def test_a_single_column_of_scores_is_about_the_test_that_is_said(only: str, found: tuple[str, str]) -> None:
    content = "STT;Họ và tên;Điểm\n1;Nguyễn Thị Ánh;7\n2;Trần Văn Đạt;8\n"
    line = score_lists.read_lines(content.encode(), "diem.csv", only)[0]
    assert (line.before, line.after) == found


def test_percentages_of_a_workbook_are_percentages() -> None:
    book = io.BytesIO()
    with xlsxwriter.Workbook(book) as workbook:
        sheet = workbook.add_worksheet()
        percent = workbook.add_format({"num_format": "0%"})
        sheet.write_row(0, 0, ["STT", "Họ và tên", "Điểm sau tập huấn"])
        for line, (name, part) in enumerate([("Nguyễn Thị Ánh", 0.7), ("Trần Văn Đạt", 1)], start=1):
            sheet.write_row(line, 0, [line, name])
            sheet.write(line, 2, part, percent)
    assert [line.after for line in score_lists.read_lines(book.getvalue(), "diem.xlsx")] == ["70 %", "100 %"]


def test_a_score_that_excel_took_for_a_day_is_a_score_again() -> None:
    book = io.BytesIO()
    with xlsxwriter.Workbook(book) as workbook:
        sheet = workbook.add_worksheet()
        day = workbook.add_format({"num_format": "d-mmm"})
        sheet.write_row(0, 0, ["STT", "Họ và tên", "Điểm sau tập huấn"])
        for line, (name, date) in enumerate([("Nguyễn Thị Ánh", (2026, 10, 7)), ("Trần Văn Đạt", (2026, 7, 10))], start=1):
            sheet.write_row(line, 0, [line, name])
            sheet.write_datetime(line, 2, datetime.datetime(*date), day)
    assert [line.after for line in score_lists.read_lines(book.getvalue(), "diem.xlsx")] == ["7/10", "7/10"]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", "STT;Họ và tên\n1;Nguyễn Thị Ánh\n2;Trần Văn Đạt\n".encode()])
def test_a_file_without_scores_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(Refused):
        score_lists.read_lines(content, "diem.csv")
