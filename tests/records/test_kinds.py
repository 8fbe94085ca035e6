"""Every kind of question is asked, kept as it is given, marked, and told in words."""

import json
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses import answers, versioning
from courses.models import CoursePage, QuestionCase, QuizPage
from learning.people.models import User
from learning.people.refusing import Refused
from learning.records import attempting
from learning.records.models import Attempt, Enrolment
from tests.questions import CONTENT, as_posted, fill

pytestmark = pytest.mark.django_db
MARKED = [kind for kind in CONTENT if kind != "long_answer"]


@pytest.fixture
def quiz(course: CoursePage) -> QuizPage:
    found = course.quiz()
    assert isinstance(found, QuizPage)
    return found


def started(enrolment: Enrolment, quiz: QuizPage, *kinds: str) -> Attempt:
    assert enrolment.person.user
    return attempting.start(enrolment, fill(quiz, *kinds), by=enrolment.person.user)


@pytest.mark.parametrize("kind", CONTENT)
def test_what_is_posted_is_kept_and_shown_again(client: Client, trainee: User, enrolment: Enrolment, quiz: QuizPage, kind: str) -> None:
    attempt = started(enrolment, quiz, kind)
    client.force_login(trainee)
    address, right = reverse("question", args=[attempt.pk, 1]), CONTENT[kind][2]
    assert client.get(address).status_code == 200
    assert client.post(address, as_posted(attempt.answers.get(), right)).status_code == 302
    assert attempt.answers.get().chosen == right and attempt.answers.get().is_answered
    page = client.get(address).content.decode()
    assert "checked" in page or "selected" in page or "bi mat" in page or str(right) in page


@pytest.mark.parametrize("kind", MARKED)
def test_the_right_answer_is_full_marks_and_no_answer_none(enrolment: Enrolment, quiz: QuizPage, kind: str) -> None:
    attempt = started(enrolment, quiz, kind)
    attempting.save_answer(attempt, 1, CONTENT[kind][2])
    done = attempting.hand_in(attempt, by=None)
    assert done.score == 100 and done.passed and all(part.is_right for part in done.answers.get().told())


def test_all_kinds_together_are_asked_and_the_result_tells_them(client: Client, trainee: User, enrolment: Enrolment, quiz: QuizPage) -> None:
    attempt = started(enrolment, quiz, *MARKED)
    client.force_login(trainee)
    for answer in attempt.answers.select_related("version"):
        given = CONTENT[answer.version.kind][2] if answer.version.kind != "gap" else {"1": "an toàn", "2": "khác"}
        client.post(reverse("question", args=[attempt.pk, answer.position]), as_posted(answer, given))
    page = client.post(reverse("review", args=[attempt.pk]), follow=True).content.decode()
    attempt.refresh_from_db()
    assert float(attempt.score or 0) == 93.75 and attempt.passed
    assert "Chuyen tuyen" in page and "bí mật" in page and "[[1]]" not in page


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("single", ["9"]), ("single", ["1", "2"]), ("matching", {"1": "9"}), ("matching", {"3": "1"}), ("matching", {"x": "1"}),
        ("ordering", {"1": 9}), ("ordering", {"9": 1}), ("ordering", {"1": "x"}), ("gap", {"7": "a"}), ("gap", {"1": "a" * 201}),
        ("short_text", "a" * 401), ("number", "1" * 51), ("long_answer", "a" * 20_001),
    ],
)  # fmt: skip
def test_what_does_not_belong_to_the_question_is_refused_in_words(enrolment: Enrolment, quiz: QuizPage, kind: str, given: Any) -> None:
    attempt = started(enrolment, quiz, kind)
    with pytest.raises(Refused):
        attempting.save_answer(attempt, 1, given)
    assert not attempt.answers.get().is_answered


JUNK = st.recursive(st.none() | st.booleans() | st.integers(-3, 9) | st.text(max_size=8), lambda s: st.lists(s, max_size=3) | st.dictionaries(st.text(max_size=3), s, max_size=3), max_leaves=6)  # fmt: skip


@settings(max_examples=200)
@given(st.sampled_from(list(CONTENT)), JUNK)
def test_no_junk_breaks_a_kind_and_cleaning_twice_changes_nothing(kind: str, junk: Any) -> None:
    options = [{"id": str(n), "text": "", "match": "", "gap": 1, **option} for n, option in enumerate(CONTENT[kind][1], start=1)]
    try:
        kept = answers.clean(kind, options, junk)
    except ValueError:
        return
    assert answers.clean(kind, options, json.loads(json.dumps(kept))) == kept


def test_what_comes_late_or_twice_from_one_page_changes_nothing(enrolment: Enrolment, quiz: QuizPage) -> None:
    attempt = started(enrolment, quiz, "short_text")
    for turn, words in ((2, "hai"), (1, "một"), (2, "hai lần nữa")):
        attempting.save_answer(attempt, 1, words, page="A", turn=turn)
    assert attempt.answers.get().chosen == "hai"
    attempting.save_answer(attempt, 1, "trang khác", page="B", turn=1)
    assert attempt.answers.get().chosen == "trang khác"


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(1, 6)), twice=st.integers(1, 5))
def test_in_whatever_order_the_posts_of_a_page_arrive_the_last_word_stands(
    enrolment: Enrolment, quiz: QuizPage, order: list[int], twice: int
) -> None:
    with transaction.atomic():
        attempt = started(enrolment, quiz, "number")
        for turn in [*order, twice]:
            attempting.save_answer(attempt, 1, str(turn), page="A", turn=turn)
        assert attempt.answers.get().chosen == "5"
        transaction.set_rollback(True)


def test_a_script_is_told_that_it_is_saved_or_why_not(client: Client, trainee: User, enrolment: Enrolment, quiz: QuizPage) -> None:
    attempt = started(enrolment, quiz, "number")
    client.force_login(trainee)
    address, script = reverse("question", args=[attempt.pk, 1]), {"Accept": "application/json"}
    assert ":" in client.post(address, {"text": "3", "page": "A", "turn": "2"}, headers=script).json()["saved"]
    assert client.post(address, {"text": "3" * 60, "page": "A", "turn": "3"}, headers=script).json()["refused"]
    assert client.post(address, {"text": "4", "page": "A", "turn": "x" * 30}, headers=script).status_code == 200
    assert client.post(address, {"text": "3", "page": "A\x00B", "turn": "1"}, headers=script).status_code == 200
    assert attempt.answers.get().page == "AB"  # PostgreSQL keeps no NUL
    attempting.hand_in(attempt, by=None)
    assert client.post(address, {"text": "5"}, headers=script).status_code == 409
    assert attempt.answers.get().chosen == "3"


def test_the_case_stands_above_its_question(client: Client, trainee: User, enrolment: Enrolment, quiz: QuizPage) -> None:
    fill(quiz, "single")
    question = quiz.bank.questions.get()  # type: ignore[union-attr]
    question.case = QuestionCase.objects.create(title="Chị M.", text="Chị M. đến trạm y tế lúc tối.")
    question.save()
    versioning.freeze(question)
    attempt = attempting.start(enrolment, quiz, by=trainee)
    client.force_login(trainee)
    assert "Chị M. đến trạm y tế" in client.get(reverse("question", args=[attempt.pk, 1])).content.decode()


# --- nothing tells the key ---------------------------------------------------------------------------------------


class Fields(HTMLParser):
    """Names of the fields and values of what can be chosen, in the order of the page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.feed(page.split('<form class="quiz"')[1].split('class="saved"')[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "select":
            self.said.append(str(told.get("name")))
        if tag == "option" or told.get("name") == "chosen":
            self.said.append(str(told.get("value")))


def serve_in(attempt: Attempt, order: list[str]) -> None:
    """The one question served with its options in this order. A row that was served is not changed (guards.py)."""
    served = attempt.answers.get()
    served.delete()
    attempt.answers.create(position=1, version=served.version, option_order=order)


@pytest.mark.parametrize("kind", ["single", "multiple", "true_false", "matching", "ordering"])
def test_the_source_of_the_page_is_the_same_whichever_answer_is_right(client: Client, trainee: User, enrolment: Enrolment, quiz: QuizPage, kind: str) -> None:
    attempt = started(enrolment, quiz, kind)
    client.force_login(trainee)
    pages, ids = [], [str(option["id"]) for option in attempt.answers.get().version.options]
    for order in (ids, ids[::-1]):
        serve_in(attempt, order)
        pages.append(Fields(client.get(reverse("question", args=[attempt.pk, 1])).content.decode()).said)
    assert pages[0] == pages[1] and len(pages[0]) >= 2


def test_steps_are_told_in_the_order_shown_for_the_right_one_may_not_be_seen_yet(client: Client, trainee: User, enrolment: Enrolment, quiz: QuizPage) -> None:
    quiz.show_right = ""
    attempt = started(enrolment, quiz, "ordering")
    serve_in(attempt, ["3", "1", "2"])
    attempting.save_answer(attempt, 1, {"1": 3, "2": 1, "3": 2})
    attempting.hand_in(attempt, by=None)
    client.force_login(trainee)
    page = client.get(reverse("result", args=[attempt.pk])).content.decode()
    assert page.index("Chuyển tuyến:") < page.index("Gặp:") < page.index("Nghe:")


def test_a_form_that_is_marked_wrong_is_not_told_as_right(enrolment: Enrolment, quiz: QuizPage) -> None:
    quiz = fill(quiz, "short_text", "single")
    assert quiz.bank
    strict = quiz.bank.questions.get(kind="short_text")
    strict.marks_matter = True
    strict.save()
    versioning.freeze(strict)
    assert enrolment.person.user
    attempt = attempting.start(enrolment, quiz, by=enrolment.person.user)
    typed = attempt.answers.get(version__kind="short_text")
    attempting.save_answer(attempt, typed.position, "Chuyen tuyen")
    attempting.hand_in(attempt, by=None)
    told = attempt.answers.get(pk=typed.pk)
    assert told.mark == 0 and [part.is_right for part in told.told()] == [False]


@pytest.mark.parametrize(("typed", "is_told"), [("ba rưỡi", True), ("12 kg", True), ("3,5", False), ("1.000", False)])
def test_who_types_no_number_is_told_before_it_counts(
    client: Client, trainee: User, enrolment: Enrolment, quiz: QuizPage, typed: str, is_told: bool
) -> None:
    attempt = started(enrolment, quiz, "number", "short_text")
    place = attempt.answers.get(version__kind="number").position
    client.force_login(trainee)
    client.post(reverse("question", args=[attempt.pk, place]), {"text": typed})
    assert attempt.answers.get(position=place).chosen == typed
    for name, args in (("question", [attempt.pk, place]), ("review", [attempt.pk])):
        assert ("chưa đọc được thành số" in client.get(reverse(name, args=args)).content.decode()) is is_told
