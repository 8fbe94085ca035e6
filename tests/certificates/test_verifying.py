"""Anybody may verify a certificate, and learns no more than the paper shows."""

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from certificates import issuing
from certificates.codes import ALPHABET, LENGTH, check_character, grouped, normalised
from certificates.models import Certificate
from certificates.views import TRIES_A_MINUTE
from learning.people.models import User
from tests.factories import PersonFactory, issued

BODY = st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH)


@pytest.fixture
def certificate(db: None) -> Certificate:
    person = PersonFactory(full_name="Hoàng Thị Ễn", birth_year=1987)
    return issued(enrolment__person=person)


def page(client: Client, code: str) -> tuple[int, str]:
    answer = client.get(reverse("verify", args=[code]))
    return answer.status_code, answer.content.decode()


def test_a_valid_certificate_is_shown_without_the_year_of_birth(client: Client, certificate: Certificate) -> None:
    status, text = page(client, certificate.code)
    assert status == 200
    assert "Hoàng Thị Ễn" in text
    assert certificate.words["number"] in text
    assert "1987" not in text


def test_a_code_typed_in_small_letters_without_hyphens_is_found(client: Client, certificate: Certificate) -> None:
    assert page(client, certificate.code.lower().replace("-", ""))[0] == 200


def test_an_unknown_and_a_mistyped_code_tell_nothing(client: Client, certificate: Certificate) -> None:
    body = "0" * LENGTH
    unknown = grouped(body + check_character(body))
    wrong = certificate.code[:-1] + ("1" if certificate.code[-1] == "0" else "0")
    for code in (unknown, wrong, "abc"):
        status, text = page(client, code)
        assert status == 404
        assert "Hoàng Thị Ễn" not in text


def test_a_withdrawn_certificate_says_so_and_why(client: Client, certificate: Certificate, dolisa_officer: User) -> None:
    issuing.withdraw(certificate, reason="Nhờ người thi hộ", by=dolisa_officer)
    status, text = page(client, certificate.code)
    assert status == 200
    assert "thu hồi" in text
    assert "Nhờ người thi hộ" in text


def test_a_replaced_certificate_leads_to_the_new_one(client: Client, certificate: Certificate, dolisa_officer: User) -> None:
    new = issuing.replace(certificate, reason="Sai tên", by=dolisa_officer)
    text = page(client, certificate.code)[1]
    assert "thay thế" in text
    assert new.words["number"] in text or new.code in text


def test_the_form_leads_to_the_certificate_and_answers_bad_codes(client: Client, certificate: Certificate) -> None:
    good = client.get(reverse("verify_form"), {"code": certificate.code.lower()})
    assert good.headers["Location"] == reverse("verify", args=[certificate.code])
    assert client.get(reverse("verify_form"), {"code": "nhầm"}).status_code == 200


def test_a_guessing_machine_is_stopped(client: Client, certificate: Certificate) -> None:
    for _try in range(TRIES_A_MINUTE):
        assert page(client, certificate.code)[0] == 200
    assert page(client, certificate.code)[0] == 429


@given(BODY, st.integers(0, LENGTH), st.sampled_from(ALPHABET))
def test_one_slip_of_the_finger_is_always_noticed(body: str, place: int, letter: str) -> None:
    right = body + check_character(body)
    slipped = right[:place] + letter + right[place + 1 :]
    assert normalised(slipped) == (grouped(right) if slipped == right else None)
