"""Which questions an attempt is served: the fixed ones, so many of each topic and difficulty, cases together, unseen ones first."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses import versioning
from courses.drawing import NotEnoughQuestions, draw_parts, keep_together, option_order
from courses.models import CoursePage, QuestionBank, QuestionCase, QuizFixed, QuizPage, QuizQuota
from learning.people.models import User
from learning.people.refusing import Refused
from learning.records import attempting
from learning.records.models import Attempt, Enrolment
from tests.factories import EnrolmentFactory, UserFactory
from tests.questions import a_question


@given(st.lists(st.tuples(st.sets(st.integers(1, 30), max_size=20), st.integers(1, 4)), max_size=4), st.randoms())
def test_each_part_gives_as_many_as_it_should_and_nothing_comes_twice(parts: list[tuple[set[int], int]], rng: random.Random) -> None:
    try:
        drawn = draw_parts(parts, set(), rng)
    except NotEnoughQuestions:
        return
    assert len(drawn) == len(set(drawn)) == sum(count for _ids, count in parts)
    for ids, count in parts:
        assert len(ids & set(drawn)) >= count


@pytest.mark.parametrize("parts", [[(range(8), 3)], [(range(3), 1), (range(3, 8), 2)]])
def test_every_question_of_the_bank_has_its_turn_in_every_place(parts: list[tuple[range, int]]) -> None:
    drawn = [draw_parts(parts, set(), random.Random(seed)) for seed in range(200)]
    assert {(place, pk) for ids in drawn for place, pk in enumerate(ids)} == {(place, pk) for place in range(3) for pk in range(8)}


def test_a_part_with_much_to_choose_from_takes_nothing_away_from_one_with_little() -> None:
    for seed in range(20):
        assert sorted(draw_parts([({1, 2}, 1), ({1}, 1)], set(), random.Random(seed))) == [1, 2]


def test_questions_about_one_case_stand_where_the_first_of_them_stood() -> None:
    assert keep_together([5, 1, 2, 6, 3], {1: 7, 3: 7}) == [5, 1, 3, 2, 6]


@pytest.mark.parametrize(("kind", "orders"), [("true_false", 1), ("single", 2)])
def test_options_are_shuffled_but_true_and_false_keep_their_places(kind: str, orders: int) -> None:
    found = {tuple(option_order(kind, [{"id": 1}, {"id": 2}], random.Random(seed))) for seed in range(20)}
    assert len(found) == orders and ("1", "2") in found


@given(st.lists(st.integers(1, 40), unique=True, max_size=20), st.dictionaries(st.integers(1, 40), st.none() | st.integers(1, 3)))
def test_questions_about_one_case_follow_each_other_and_nothing_is_lost(ids: list[int], case_of: dict[int, int | None]) -> None:
    kept = keep_together(ids, case_of)
    assert sorted(kept) == sorted(ids)
    cases = [case_of.get(pk) for pk in kept]
    for case in set(cases) - {None}:
        places = [place for place, one in enumerate(cases) if one == case]
        assert places == list(range(places[0], places[0] + len(places)))


@pytest.fixture
def quiz(course: CoursePage) -> QuizPage:
    found = course.quiz()
    assert isinstance(found, QuizPage)
    found.bank, found.draw = QuestionBank.objects.create(name="Ngân hàng chia phần"), 4
    found.save()
    return found


@pytest.fixture
def questions(quiz: QuizPage) -> None:
    assert quiz.bank
    for number in range(6):
        topic, difficulty = ("Luật", "easy") if number % 2 else ("Kỹ năng", "hard")
        a_question("single", quiz.bank, text=f"Câu {number}", topic=topic, difficulty=difficulty)


def served(quiz: QuizPage, enrolment: Enrolment) -> Attempt:
    assert enrolment.person.user
    return attempting.start(enrolment, QuizPage.objects.get(pk=quiz.pk), by=enrolment.person.user)


@pytest.mark.django_db
@pytest.mark.usefixtures("questions")
def test_so_many_of_a_topic_and_a_difficulty_are_served(quiz: QuizPage, enrolment: Enrolment) -> None:
    QuizQuota.objects.create(quiz=quiz, topic="luat", count=1)
    QuizQuota.objects.create(quiz=quiz, difficulty="hard", count=3)
    topics = list(served(quiz, enrolment).answers.values_list("version__topic", flat=True))
    assert sorted(topics) == ["Kỹ năng", "Kỹ năng", "Kỹ năng", "Luật"]


@pytest.mark.django_db
@pytest.mark.usefixtures("questions")
def test_more_parts_than_the_number_serve_them_all_and_the_denominator_follows(quiz: QuizPage, enrolment: Enrolment) -> None:
    QuizQuota.objects.create(quiz=quiz, topic="Luật", count=3)
    QuizQuota.objects.create(quiz=quiz, topic="Kỹ năng", count=3)
    attempt = served(quiz, enrolment)
    assert attempt.answers.count() == attempt.served == 6


@pytest.mark.django_db
@pytest.mark.usefixtures("questions")
def test_a_part_that_cannot_be_filled_is_an_error_and_never_a_shorter_quiz(quiz: QuizPage, enrolment: Enrolment) -> None:
    QuizQuota.objects.create(quiz=quiz, topic="Không có", count=1)
    with pytest.raises(Refused):
        served(quiz, enrolment)
    assert not Attempt.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("questions")
def test_a_fixed_question_is_always_asked_in_the_version_that_is_pinned(quiz: QuizPage, enrolment: Enrolment, trainee: User) -> None:
    other = QuestionBank.objects.create(name="Ngân hàng khác")
    pinned, newest = a_question("single", other, text="Bản một"), a_question("number", other, text="Bản một?")
    for question in (pinned, newest):
        question.text = f"{question.text} sửa"
        question.save()
        versioning.freeze(question)
    QuizFixed.objects.create(quiz=quiz, question=pinned, number=1)
    QuizFixed.objects.create(quiz=quiz, question=newest)
    texts = set(served(quiz, enrolment).answers.values_list("version__text", flat=True))
    assert {"Bản một", "Bản một? sửa"} <= texts and len(texts) == 4


@pytest.mark.django_db
@pytest.mark.usefixtures("questions")
def test_what_was_asked_before_the_lessons_is_seen(quiz: QuizPage, enrolment: Enrolment) -> None:
    QuizPage.objects.filter(pk=quiz.pk).update(draw=3)
    page = QuizPage(title="Trước", slug="truoc", bank=quiz.bank, draw=3, is_pretest=True)
    CoursePage.objects.get(pk=quiz.course.pk).add_child(instance=page)
    asked = [set(served(one, enrolment).answers.values_list("version__text", flat=True)) for one in (page, quiz)]
    assert len(asked[0] | asked[1]) == 6


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, None])
def test_a_fixed_question_of_the_own_bank_is_drawable_in_one_version_alone(number: int | None, quiz: QuizPage) -> None:
    assert quiz.bank
    question = a_question("single", quiz.bank, text="Bản một")
    question.text = "Bản hai"
    question.save()
    versioning.freeze(question)
    QuizFixed.objects.create(quiz=quiz, question=question, number=number)
    assert [version.number for version in QuizPage.objects.get(pk=quiz.pk).drawable()] == [number or 2]


@pytest.mark.django_db
@pytest.mark.usefixtures("questions")
def test_a_retired_question_is_not_asked_even_where_it_is_pinned(quiz: QuizPage, enrolment: Enrolment) -> None:
    assert quiz.bank
    pinned = a_question("single", quiz.bank, text="Đã thôi dùng")
    QuizFixed.objects.create(quiz=quiz, question=pinned, number=1)
    type(pinned).objects.filter(pk=pinned.pk).update(state="retired")
    with pytest.raises(Refused):
        served(quiz, enrolment)


@pytest.mark.django_db
@pytest.mark.usefixtures("questions")
def test_questions_of_one_case_are_served_one_after_the_other(quiz: QuizPage, enrolment: Enrolment) -> None:
    assert quiz.bank
    case = QuestionCase.objects.create(title="Chị M.", text="…")
    QuizPage.objects.filter(pk=quiz.pk).update(draw=10)
    for number in range(4):  # by chance they would stand together once in 30 times
        a_question("single", quiz.bank, text=f"Về chị M. {number}", case=case)
    texts = list(served(quiz, enrolment).answers.order_by("position").values_list("version__text", flat=True))
    about = [place for place, text in enumerate(texts) if "chị M." in text]
    assert about == list(range(about[0], about[0] + 4))


@pytest.mark.django_db
@pytest.mark.usefixtures("questions")
def test_what_only_others_were_asked_is_unseen(quiz: QuizPage, enrolment: Enrolment) -> None:
    QuizPage.objects.filter(pk=quiz.pk).update(draw=1, attempts_allowed=0)
    other = EnrolmentFactory(course=enrolment.course, person__user=UserFactory())
    asked: dict[int, set[str]] = {other.pk: set(), enrolment.pk: set()}
    for one in (other, enrolment):
        for _time in range(6):
            attempt = served(quiz, one)
            asked[one.pk].add(attempt.answers.get().version.text)
            attempting.hand_in(attempt, by=None)
    assert [len(found) for found in asked.values()] == [6, 6]  # six questions, each once
