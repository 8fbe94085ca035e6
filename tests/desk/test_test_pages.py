"""Pages of headcounts, evaluations and tests: who gets in, what they never tell, what they cost."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.models import CoursePage
from learning.people.models import Audience, User
from learning.records import evaluating, testing
from learning.records.models import (
    Enrolment,
    EvaluationQuestion,
    EvaluationSheet,
    Headcount,
    Registration,
    TrainingClass,
)
from learning.records.models import TestScore as Score
from tests.factories import (
    OrganisationFactory,
    PersonFactory,
    RegistrationFactory,
    TrainingClassFactory,
    UserFactory,
    attend,
    sit,
)

pytestmark = pytest.mark.django_db
ANSWERED_BY = "Người Đã Trả Lời"
READ = ["class_headcounts", "class_evaluation", "class_tests"]
RUN = ["class_scores", "class_test_items", "class_score_list"]
READERS = ["class_organiser", "unit_officer", "dolisa_officer", "inspector", "administrator"]
RUNNERS = ["class_organiser", "unit_officer", "dolisa_officer", "administrator"]


@pytest.fixture
def training_class(course: CoursePage) -> TrainingClass:
    return TrainingClassFactory(pre_test=course.quiz(), post_test=course.quiz())


@pytest.fixture
def elsewhere() -> TrainingClass:
    return TrainingClassFactory(organisation=OrganisationFactory())


@pytest.fixture
def registration(training_class: TrainingClass, trainee: User) -> Registration:
    found = RegistrationFactory(training_class=training_class, person=trainee.person)
    attend(found)
    return found


def address(name: str, training_class: TrainingClass) -> str:
    return reverse(name, args=[training_class.pk, "pre"] if name in {"class_scores", "class_test_items"} else [training_class.pk])


def status(client: Client, user: User, path: str, method: str = "get", **data: Any) -> int:
    client.force_login(user)
    return getattr(client, method)(path, data).status_code


def rating(number: int = 0) -> EvaluationQuestion:
    return EvaluationQuestion.objects.filter(kind="rating")[number]


def sheets(training_class: TrainingClass, how_many: int, words: str = "") -> None:
    text = EvaluationQuestion.objects.get(kind="text")
    for number in range(how_many):
        person = PersonFactory(full_name=f"{ANSWERED_BY} {number}", user=UserFactory(username=f"nguoidatraloi{number}"))
        holder = RegistrationFactory(training_class=training_class, person=person)
        attend(holder)
        evaluating.answer(holder, {rating().pk: 4, text.pk: f"{words} {number}" if words else ""})


# Who gets in


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("who", READERS)
def test_those_who_see_the_class_read(client: Client, request: Any, training_class: TrainingClass, who: str, name: str) -> None:
    assert status(client, request.getfixturevalue(who), address(name, training_class)) == 200


@pytest.mark.parametrize("name", RUN)
@pytest.mark.parametrize("who", RUNNERS)
def test_those_who_run_the_class_enter(client: Client, request: Any, training_class: TrainingClass, who: str, name: str) -> None:
    assert status(client, request.getfixturevalue(who), address(name, training_class)) == 200


@pytest.mark.parametrize("name", [*READ, *RUN])
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["trainee", "stranger", "trainer"])
def test_for_everybody_else_these_pages_do_not_exist(
    client: Client, request: Any, registration: Registration, who: str, method: str, name: str
) -> None:
    assert status(client, request.getfixturevalue(who), address(name, registration.training_class), method) in {404, 405}
    assert status(client, request.getfixturevalue(who), address(name, registration.training_class)) == 404


@pytest.mark.parametrize("name", [*READ, *RUN])
@pytest.mark.parametrize("who", ["class_organiser", "unit_officer"])
def test_a_class_of_another_unit_does_not_exist(client: Client, request: Any, elsewhere: TrainingClass, who: str, name: str) -> None:
    assert status(client, request.getfixturevalue(who), address(name, elsewhere)) == 404


@pytest.mark.parametrize("name", RUN)
def test_an_inspector_enters_nothing(client: Client, inspector: User, training_class: TrainingClass, name: str) -> None:
    assert status(client, inspector, address(name, training_class)) == 404
    assert status(client, inspector, address("class_headcounts", training_class), "post") == 404


def test_strangers_are_sent_to_sign_in(client: Client, training_class: TrainingClass) -> None:
    for name in [*READ, *RUN, "evaluate_class"]:
        assert "/tai-khoan/login/" in client.get(address(name, training_class)).headers["Location"]


@pytest.mark.parametrize("phase", ["before", "prepost", "1"])
def test_there_are_two_tests_and_no_others(client: Client, class_organiser: User, registration: Registration, phase: str) -> None:
    for name in ("class_scores", "class_test_items"):
        assert status(client, class_organiser, reverse(name, args=[registration.training_class_id, phase])) == 404
    trainee = registration.person.user
    assert trainee and status(client, trainee, reverse("class_test", args=[registration.training_class_id, phase])) == 404


def test_only_those_in_the_class_find_its_test_and_its_evaluation(
    client: Client, stranger: User, trainee: User, registration: Registration
) -> None:
    test = reverse("class_test", args=[registration.training_class_id, "pre"])
    opinion = reverse("evaluate_class", args=[registration.training_class_id])
    assert [status(client, stranger, path) for path in (test, opinion)] == [404, 404]
    assert [status(client, trainee, path) for path in (test, opinion)] == [200, 200]
    Registration.objects.update(state="withdrawn")
    assert [status(client, trainee, path) for path in (test, opinion)] == [404, 404]


def test_results_of_online_courses_are_for_those_who_see_the_whole_province(
    client: Client, class_organiser: User, dolisa_officer: User, course: CoursePage
) -> None:
    path = reverse("course_evaluation", args=[course.pk])
    assert status(client, class_organiser, path) == 404
    assert status(client, dolisa_officer, path) == 200


def test_the_list_of_evaluations_ends_at_the_scope(
    client: Client, class_organiser: User, training_class: TrainingClass, elsewhere: TrainingClass
) -> None:
    for one in (training_class, elsewhere):
        RegistrationFactory(training_class=one)
        EvaluationSheet.objects.create(training_class=one)
    client.force_login(class_organiser)
    page = client.get(reverse("evaluations")).content.decode()
    assert training_class.title in page
    assert elsewhere.title not in page


# Headcounts


def heads(**rows: Any) -> dict[str, Any]:
    return {"form-TOTAL_FORMS": 2, "form-INITIAL_FORMS": 0} | {name.replace("_0_", "-0-").replace("_1_", "-1-"): v for name, v in rows.items()}


def test_numbers_are_entered_and_totalled(client: Client, class_organiser: User, training_class: TrainingClass) -> None:
    client.force_login(class_organiser)
    data = heads(form_0_audience="officials", form_0_female=12, form_0_male=7, form_1_role="Người dân", form_1_not_stated=101)
    page = client.post(address("class_headcounts", training_class), data, follow=True).content.decode()
    assert Headcount.objects.count() == 2
    assert "<td class=\"num\">120</td></tr></tfoot>" in page


def test_a_confidential_class_has_no_field_for_words_and_says_why(client: Client, class_organiser: User) -> None:
    survivors = Audience.objects.get(code="survivors")
    found = TrainingClassFactory(audience=survivors, takes_names=False)
    client.force_login(class_organiser)
    page = client.get(address("class_headcounts", found)).content.decode()
    assert 'type="text"' not in page
    assert "không ghi tên" in page.casefold() or "no names are taken" in page
    client.post(address("class_headcounts", found), heads(form_0_role="Nguyễn Thị Ánh", form_0_female=1))
    assert Headcount.objects.get().role == ""


def test_after_closing_there_is_no_form_and_nothing_is_taken(client: Client, class_organiser: User, training_class: TrainingClass) -> None:
    TrainingClass.objects.update(state="closed", closed_on="2026-03-11")
    client.force_login(class_organiser)
    path = address("class_headcounts", training_class)
    assert "form-TOTAL_FORMS" not in client.get(path).content.decode()
    client.post(path, heads(form_0_female=3))
    assert not Headcount.objects.exists()


# Evaluation


def test_an_opinion_is_given_once_through_its_page(client: Client, trainee: User, registration: Registration) -> None:
    client.force_login(trainee)
    path = reverse("evaluate_class", args=[registration.training_class_id])
    page = client.get(path)
    assert "no-store" in page.headers["Cache-Control"]
    assert client.post(path, {f"q{rating().pk}": "5"}).status_code == 302
    assert client.post(path, {f"q{rating().pk}": "1"}).status_code == 409
    assert EvaluationSheet.objects.count() == 1


def test_a_course_is_evaluated_through_its_page(client: Client, trainee: User, enrolment: Enrolment) -> None:
    client.force_login(trainee)
    path = reverse("evaluate_course", args=[enrolment.course_id])
    assert client.post(path, {f"q{rating().pk}": "5"}).status_code == 409
    sit(enrolment)
    assert client.post(path, {f"q{rating().pk}": "5"}).status_code == 302
    assert EvaluationSheet.objects.get().course == enrolment.course


def test_four_sheets_are_a_sentence_and_five_are_results(client: Client, class_organiser: User, training_class: TrainingClass) -> None:
    client.force_login(class_organiser)
    sheets(training_class, 4, words="Nên có thêm thực hành")
    few = client.get(address("class_evaluation", training_class)).content.decode()
    assert "Nên có thêm thực hành" not in few and "<svg" not in few and "4,0" not in few
    listed = client.get(reverse("evaluations")).content.decode()
    assert "4,0" not in listed and training_class.title in listed
    sheets_before = EvaluationSheet.objects.count()
    holder = RegistrationFactory(training_class=training_class, person=PersonFactory(full_name=ANSWERED_BY))
    attend(holder)
    evaluating.answer(holder, {rating().pk: 4})
    assert EvaluationSheet.objects.count() == sheets_before + 1
    enough = client.get(address("class_evaluation", training_class)).content.decode()
    assert "Nên có thêm thực hành 2" in enough and "<svg" in enough and "4,0" in enough
    assert "4,0" in client.get(reverse("evaluations")).content.decode()


@pytest.mark.parametrize("who", READERS)
def test_results_never_show_who(client: Client, request: Any, training_class: TrainingClass, who: str) -> None:
    sheets(training_class, 6, words="Bổ ích")
    client.force_login(request.getfixturevalue(who))
    seen = [client.get(address("class_tests", training_class)).content.decode()]
    assert ANSWERED_BY in seen[0]  # the names exist and this reader may see them, but not beside an answer
    for path in (address("class_evaluation", training_class), reverse("evaluations")):
        page = client.get(path).content.decode()
        assert "4,0" in page
        assert ANSWERED_BY not in page
        assert "nguoidatraloi" not in page


# Tests


def test_scores_are_entered_as_they_stand_on_paper(client: Client, class_organiser: User, registration: Registration) -> None:
    client.force_login(class_organiser)
    path = address("class_scores", registration.training_class)
    assert client.post(path, {"out_of": "10", f"s{registration.pk}": "7,5"}).status_code == 302
    assert Score.objects.get().percent == 75
    assert "75 %" in client.get(path).content.decode()
    client.post(path, {"out_of": "10", f"s{registration.pk}": ""})
    assert not Score.objects.exists()


def test_one_wrong_score_keeps_all_from_being_saved(client: Client, class_organiser: User, registration: Registration) -> None:
    other = RegistrationFactory(training_class=registration.training_class)
    client.force_login(class_organiser)
    path = address("class_scores", registration.training_class)
    page = client.post(path, {"out_of": "10", f"s{registration.pk}": "7", f"s{other.pk}": "17"})
    assert page.status_code == 200
    assert 'class="error-summary"' in page.content.decode()
    assert not Score.objects.exists()


def test_a_score_of_somebody_in_another_class_is_not_taken(
    client: Client, class_organiser: User, training_class: TrainingClass, elsewhere: TrainingClass
) -> None:
    other = RegistrationFactory(training_class=elsewhere)
    client.force_login(class_organiser)
    client.post(address("class_scores", training_class), {"out_of": "10", f"s{other.pk}": "7"})
    client.post(address("class_test_items", training_class), {f"r{other.pk}": "on"})
    client.post(address("class_score_list", training_class), {"total": 1, "out_of": "10", "who0": other.pk, "before0": "7"})
    assert not Score.objects.exists()


def test_ticks_by_question_make_the_score(client: Client, class_organiser: User, registration: Registration) -> None:
    client.force_login(class_organiser)
    path = f"{address('class_test_items', registration.training_class)}?so_cau=4"
    client.post(path, {f"r{registration.pk}": "on", f"i{registration.pk}-1": "on", f"i{registration.pk}-4": "on"})
    score = Score.objects.get()
    assert (score.percent, score.items) == (50, {"1": True, "2": False, "3": False, "4": True})  # type: ignore[comparison-overlap]
    assert client.get(address("class_test_items", registration.training_class)).content.decode().count(" checked") == 3
    client.post(path, {})
    assert not Score.objects.exists()


def test_a_closed_class_takes_no_scores(client: Client, class_organiser: User, registration: Registration) -> None:
    TrainingClass.objects.update(state="closed", closed_on="2026-03-11")
    client.force_login(class_organiser)
    client.post(address("class_scores", registration.training_class), {"out_of": "10", f"s{registration.pk}": "7"})
    assert not Score.objects.exists()


def test_the_gain_is_shown_of_those_with_both_scores(client: Client, inspector: User, class_organiser: User, registration: Registration) -> None:
    other = RegistrationFactory(training_class=registration.training_class)
    rows = [testing.Row(registration, "pre", Decimal(40)), testing.Row(registration, "post", Decimal("72.5"))]
    testing.enter_scores([*rows, testing.Row(other, "pre", Decimal(5))], by=class_organiser)
    client.force_login(inspector)
    page = client.get(address("class_tests", registration.training_class)).content.decode()
    assert "+32,5" in page
    assert "—" in page
    assert reverse("class_scores", args=[registration.training_class_id, "pre"]) not in page


def test_a_closed_test_says_why(client: Client, trainee: User, registration: Registration) -> None:
    path = reverse("class_test", args=[registration.training_class_id, "pre"])
    with time_machine.travel(timezone.make_aware(datetime.datetime(2026, 3, 20, 9)), tick=False):
        client.force_login(trainee)
        assert "12:00 09/03/2026" in client.get(path).content.decode()
        assert client.post(path).status_code == 409


def test_a_file_is_shown_first_and_saved_after(client: Client, class_organiser: User, training_class: TrainingClass) -> None:
    names = ["Nguyễn Thị Ánh", "Hoàng Văn Nam", "Hoàng Văn Nam"]
    people = [RegistrationFactory(training_class=training_class, person=PersonFactory(full_name=name)) for name in names]
    content = "STT;Họ và tên;Điểm trước;Điểm sau\n1;NGUYEN THI ANH;4;8\n2;Hoàng Văn Nam;5;30\n3;Người Lạ;1;2\n"
    client.force_login(class_organiser)
    path = address("class_score_list", training_class)
    page = client.post(path, {"file": SimpleUploadedFile("diem.csv", content.encode()), "out_of": "10"})
    lines = page.context["lines"]
    assert [(line["name"].value(), line["who"].value()) for line in lines] == [
        ("Hoàng Văn Nam", ""), ("Người Lạ", ""), ("Nguyen Thi Anh", people[0].pk),
    ]  # fmt: skip
    assert [len(line["problems"]) for line in lines] == [1, 0, 0]
    assert not Score.objects.exists()
    data = {field.html_name: field.value() for line in lines for field in line.values() if hasattr(field, "html_name")} | {"total": 3, "out_of": "10"}
    data[lines[0]["who"].html_name] = people[2].pk
    wrong = client.post(path, data)
    assert "30" in wrong.content.decode() and not Score.objects.exists()
    data[lines[0]["after"].html_name] = "9,5"
    assert client.post(path, data).status_code == 302
    kept = Score.objects.order_by("registration", "phase").values_list("registration", "phase", "percent")
    assert list(kept) == [(people[0].pk, "post", 80), (people[0].pk, "pre", 40), (people[2].pk, "post", 95), (people[2].pk, "pre", 50)]  # type: ignore[comparison-overlap]


def test_two_lines_for_one_person_are_not_saved(client: Client, class_organiser: User, registration: Registration) -> None:
    client.force_login(class_organiser)
    data = {"total": 2, "out_of": "10"} | {f"who{n}": registration.pk for n in (0, 1)} | {"before0": "1", "before1": "2"}
    assert client.post(address("class_score_list", registration.training_class), data).status_code == 200
    assert not Score.objects.exists()


def test_my_classes_lead_to_what_is_to_be_done(client: Client, trainee: User, stranger: User, registration: Registration) -> None:
    addresses = [reverse("class_test", args=[registration.training_class_id, phase]) for phase in ("pre", "post")]
    addresses.append(reverse("evaluate_class", args=[registration.training_class_id]))
    client.force_login(trainee)
    page = client.get(reverse("my_classes")).content.decode()
    assert all(path in page for path in addresses)
    testing.enter_score(registration, "pre", Decimal(40), by=stranger)
    evaluating.answer(registration, {rating().pk: 5})
    page = client.get(reverse("my_classes")).content.decode()
    assert [path in page for path in addresses] == [False, True, False]
    assert "40 %" in page
    client.force_login(stranger)
    assert registration.training_class.title not in client.get(reverse("my_classes")).content.decode()


@pytest.mark.parametrize("rows", [1, 15])
def test_queries_of_my_classes_do_not_grow(client: Client, trainee: User, rows: int) -> None:
    for _number in range(rows):
        RegistrationFactory(person=trainee.person)
    client.force_login(trainee)
    assert queries(client, reverse("my_classes")) == 5


# Costs


def queries(client: Client, path: str) -> int:
    client.get(path)
    cache.clear()
    ContentType.objects.clear_cache()
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def people(training_class: TrainingClass, how_many: int) -> None:
    """Each with a pair of scores by question, each in a unit of their own."""
    from tests.factories import officer

    by = officer("nguoinhap", "dolisa_officer", None)
    made = [
        RegistrationFactory(training_class=training_class, person=PersonFactory(organisation=OrganisationFactory()))
        for _number in range(how_many)
    ]
    rows = [testing.Row(one, phase, Decimal(50), {"1": True, "2": False}) for one in made for phase in ("pre", "post")]
    testing.enter_scores(rows, by=by)


def groups(training_class: TrainingClass, how_many: int) -> None:
    for number in range(how_many):
        Headcount.objects.create(training_class=training_class, role=f"Nhóm {number}", female=number)


def words(training_class: TrainingClass, how_many: int) -> None:
    sheets(training_class, 5 + how_many, words="Bổ ích")


def evaluated_classes(_training_class: TrainingClass, how_many: int) -> None:
    for _number in range(how_many):
        EvaluationSheet.objects.create(training_class=TrainingClassFactory())


def evaluated_courses(_training_class: TrainingClass, how_many: int) -> None:
    from tests.desk.test_query_counts import courses

    for page in courses(how_many):
        EvaluationSheet.objects.create(course=page)


LISTS: list[tuple[str, Callable[[TrainingClass], str], Callable[[TrainingClass, int], None], int]] = [
    ("results", lambda c: address("class_tests", c), people, 9),
    ("scores", lambda c: address("class_scores", c), people, 7),
    ("ticks", lambda c: address("class_test_items", c), people, 7),
    ("headcounts", lambda c: address("class_headcounts", c), groups, 8),
    ("evaluation", lambda c: address("class_evaluation", c), words, 9),
    ("evaluations", lambda _c: reverse("evaluations"), evaluated_classes, 7),
    ("evaluations of courses", lambda _c: f"{reverse('evaluations')}?xem=khoa", evaluated_courses, 7),
]


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize(("page", "path", "fill", "pinned"), LISTS, ids=[row[0] for row in LISTS])
def test_queries_of_a_list_do_not_grow(
    client: Client, dolisa_officer: User, training_class: TrainingClass, page: str, path: Callable[[TrainingClass], str],
    fill: Callable[[TrainingClass, int], None], pinned: int, rows: int,
) -> None:  # fmt: skip
    fill(training_class, rows)
    client.force_login(dolisa_officer)
    assert queries(client, path(training_class)) == pinned
