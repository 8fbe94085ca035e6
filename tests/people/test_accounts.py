"""Opening an account and signing in, as people here do it."""

import datetime
import unicodedata
from typing import Any

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from learning.people.forms import SignupForm
from learning.people.models import Audience, Organisation, Person, User
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
SIGN_IN = "/tai-khoan/login/"


@pytest.fixture
def filled() -> dict[str, Any]:
    return {
        "full_name": "Nguyễn Thị Thử", "sex": "female", "birth_year": "1985", "position": "Công chức",
        "organisation": Organisation.objects.get(key="so-y-te").pk, "audience": "officials",
        "username": "", "email": "", "password1": PASSWORD, "password2": PASSWORD,
    }  # fmt: skip


def sign_up(data: dict[str, Any]) -> Any:
    return Client().post(reverse("account_signup"), data)


def signs_in(login: str, password: str = PASSWORD) -> bool:
    client = Client()
    client.post(SIGN_IN, {"login": login, "password": password})
    return "_auth_user_id" in client.session


def test_a_user_name_alone_is_enough(filled: dict[str, Any]) -> None:
    assert sign_up(filled | {"username": "thu85"}).status_code == 302
    person = Person.objects.get(full_name="Nguyễn Thị Thử")
    assert (person.user.username, person.user.email, person.birth_year) == ("thu85", "", 1985)  # type: ignore[union-attr]
    assert signs_in("thu85")


def test_an_email_alone_is_enough(filled: dict[str, Any]) -> None:
    assert sign_up(filled | {"email": "thu@example.org"}).status_code == 302
    assert signs_in("thu@example.org")


def test_neither_is_answered_with_what_to_do(filled: dict[str, Any]) -> None:
    answer = sign_up(filled)
    assert answer.status_code == 200
    assert "username" in answer.context["form"].errors
    assert not User.objects.filter(person__full_name="Nguyễn Thị Thử").exists()


def test_two_people_without_email_may_both_sign_up(filled: dict[str, Any]) -> None:
    assert [sign_up(filled | {"username": name}).status_code for name in ("mot1", "hai2")] == [302, 302]
    assert Person.objects.filter(full_name="Nguyễn Thị Thử").count() == 2


def test_a_name_typed_with_combining_marks_is_the_same_name(filled: dict[str, Any]) -> None:
    decomposed = unicodedata.normalize("NFD", "Đạtễn")
    assert decomposed != "Đạtễn"
    assert sign_up(filled | {"username": decomposed, "full_name": unicodedata.normalize("NFD", "Lê Văn Ễn")}).status_code == 302
    assert Person.objects.get(user__username="Đạtễn").full_name == "Lê Văn Ễn"
    for typed in ("Đạtễn", decomposed, "đạtễn", "ĐẠTỄN"):
        assert signs_in(typed), typed


@pytest.mark.parametrize("taken", ["đạt", "ĐẠT", unicodedata.normalize("NFD", "Đạt")])
def test_a_taken_name_that_differs_by_case_is_refused(filled: dict[str, Any], taken: str) -> None:
    UserFactory(username="Đạt")
    answer = sign_up(filled | {"username": taken})
    assert answer.status_code == 200
    assert "username" in answer.context["form"].errors
    assert User.objects.filter(username_key="đạt").count() == 1


def test_an_email_that_differs_by_case_is_one_account(filled: dict[str, Any]) -> None:
    sign_up(filled | {"email": "thu@example.org"})
    sign_up(filled | {"email": "THU@Example.org"})
    assert User.objects.filter(email_key="thu@example.org").count() == 1


def test_nobody_is_asked_to_put_themselves_down_as_a_survivor(client: Client, filled: dict[str, Any]) -> None:
    field: Any = SignupForm().fields["audience"]
    offered = {audience.pk for audience in field.queryset}
    assert offered == {"officials", "model_staff", "service_providers", "journalists"}
    assert Audience.objects.filter(pk="survivors").exists()
    assert 'value="survivors"' not in client.get(reverse("account_signup")).content.decode()
    forged = sign_up(filled | {"username": "thu85", "audience": "survivors"})
    assert "audience" in forged.context["form"].errors


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("full_name", ""), ("full_name", "12345"), ("full_name", "<b>x</b>"), ("birth_year", "85"), ("birth_year", "abc"),
        ("birth_year", "2999"), ("organisation", "999999"), ("organisation", ""), ("sex", "x"), ("password2", "khác"),
        ("password1", "12345678"),
    ],
)  # fmt: skip
def test_bad_input_is_answered_with_a_sentence_and_changes_nothing(filled: dict[str, Any], field: str, wrong: str) -> None:
    before = User.objects.count(), Person.objects.count()
    answer = sign_up(filled | {"username": "thu85", field: wrong})
    assert answer.status_code == 200
    sentences = [str(e) for errors in answer.context["form"].errors.values() for e in errors]
    assert sentences
    assert all(sentence.endswith(".") for sentence in sentences)
    assert (User.objects.count(), Person.objects.count()) == before


def test_sex_may_stay_unstated_and_year_of_birth_empty(filled: dict[str, Any]) -> None:
    sign_up(filled | {"username": "thu85", "sex": "not_stated", "birth_year": ""})
    assert (Person.objects.get(user__username="thu85").sex, Person.objects.get(user__username="thu85").birth_year) == (
        "not_stated", None,
    )  # fmt: skip


@pytest.mark.parametrize("address", ["/admin/login/", "/_util/login/"])
def test_wagtails_own_sign_in_leads_to_ours(client: Client, address: str) -> None:
    for answer in (client.get(address), client.post(address, {"username": "x", "password": "y"})):
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(SIGN_IN)


def test_a_password_alone_does_not_open_the_admin_to_who_owns_a_second_factor(client: Client, trainer: User) -> None:
    TOTP.activate(trainer, generate_totp_secret())
    client.post(SIGN_IN, {"login": trainer.username, "password": PASSWORD})
    first = client.get("/admin/")
    assert first.status_code == 302
    client.force_login(trainer, backend="allauth.account.auth_backends.AuthenticationBackend")
    forced = client.get("/admin/pages/")
    assert forced.status_code == 302
    assert "reauthenticate" in forced.headers["Location"]


def test_who_owns_no_second_factor_enters_the_admin_only_where_none_is_required(
    client: Client, trainer: User, settings: Any
) -> None:
    client.force_login(trainer)
    assert client.get("/admin/").status_code == 200
    settings.REQUIRE_SECOND_FACTOR = True
    assert client.get("/admin/").status_code == 302


def test_a_class_of_forty_signs_in_behind_one_address() -> None:
    people = [UserFactory() for _number in range(40)]
    assert all(signs_in(user.username) for user in people)


def test_the_sixth_wrong_password_on_one_account_stops_and_others_go_on(trainee: User) -> None:
    other = UserFactory()
    with time_machine.travel(timezone.now(), tick=False):
        for _try in range(5):
            assert not signs_in(trainee.username, "sai-roi")
        assert not signs_in(trainee.username)
        assert signs_in(other.username)
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=6), tick=False):
        assert signs_in(trainee.username)


def test_wrong_password_and_unknown_name_are_answered_alike(client: Client, trainee: User) -> None:
    pages = [client.post(SIGN_IN, {"login": n, "password": "sai-roi"}) for n in (trainee.username, "khongco")]
    errors = [str(page.context["form"].errors) for page in pages]
    assert errors[0] == errors[1] != ""
