"""The desk of officers: what each sees, what nobody else sees, and the file it gives."""

import csv
import io
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from learning.counts import recording
from learning.counts.models import TrainingFact
from learning.desk.sheets import harmless
from learning.people.models import Organisation, User
from tests.factories import OrganisationFactory, PersonFactory, issued

pytestmark = pytest.mark.django_db
PAGES = ("figures", "figures_csv", "behind")
OURS, THEIRS = "Ma Thị Trong Ngành", "Lường Văn Nơi Khác"


@pytest.fixture
def two_trained() -> None:
    """One below the unit officer's unit, one elsewhere: what could leak is there."""
    day = timezone.localdate()
    below = OrganisationFactory(version__parent=Organisation.objects.get(key="so-y-te"), version__name="Trạm thử")
    issued(enrolment__person=PersonFactory(full_name=OURS, organisation=below), day=day)
    elsewhere = Organisation.objects.get(key="so-tu-phap")
    issued(enrolment__person=PersonFactory(full_name=THEIRS, organisation=elsewhere), day=day)


@pytest.mark.parametrize("page", PAGES)
def test_figures_do_not_exist_for_outsiders(client: Client, two_trained: None, trainee: User, trainer: User, page: str) -> None:
    assert "/tai-khoan/login/" in client.get(reverse(page)).headers["Location"]
    for outsider in (trainee, trainer):
        client.force_login(outsider)
        answer = client.get(reverse(page))
        assert answer.status_code == 404
        assert OURS not in answer.content.decode()


def test_a_unit_officer_sees_their_unit_and_what_is_below_it_only(client: Client, two_trained: None, unit_officer: User) -> None:
    client.force_login(unit_officer)
    assert client.get(reverse("figures")).context["total"]["people"] == 1
    people = client.get(reverse("behind")).content.decode()
    assert (OURS in people, THEIRS in people) == (True, False)
    sheet = client.get(reverse("figures_csv")).content.decode("utf-8-sig")
    assert ("Trạm thử" in sheet, "Tư pháp" in sheet) == (True, False)


def test_asking_for_another_unit_by_address_gives_nothing(client: Client, two_trained: None, unit_officer: User) -> None:
    client.force_login(unit_officer)
    other = Organisation.objects.get(key="so-tu-phap").pk
    page = client.get(reverse("behind"), {"don_vi": other})
    assert page.context["number"] == 0
    assert THEIRS not in page.content.decode()


def test_the_dolisa_officer_sees_all(client: Client, two_trained: None, dolisa_officer: User) -> None:
    client.force_login(dolisa_officer)
    people = client.get(reverse("behind"), {"so": "people"})
    assert people.context["number"] == 2
    assert OURS in people.content.decode()
    assert THEIRS in people.content.decode()


@pytest.mark.parametrize("measure", ["participations", "people", "certificates"])
def test_every_number_opens_into_a_list_of_that_number(
    client: Client, two_trained: None, dolisa_officer: User, measure: str
) -> None:
    client.force_login(dolisa_officer)
    figures = client.get(reverse("figures")).context
    for row in figures["audiences"]:
        for sex in ("", *figures["sexes"]):
            asked = {"so": measure, "nhom": row.key, "gioi": sex}
            number = row[f"{measure}_{sex}" if sex else measure]
            assert client.get(reverse("behind"), asked).context["number"] == number


@pytest.mark.parametrize("asked", [{"nam": "abc"}, {"nam": "99999"}, {"so": "x"}, {"don_vi": "0"}, {"page": "-3"}])
def test_odd_addresses_are_read_as_something_sensible(
    client: Client, two_trained: None, dolisa_officer: User, asked: dict[str, str]
) -> None:
    client.force_login(dolisa_officer)
    assert [client.get(reverse(page), asked).status_code for page in PAGES] == [200, 200, 200]


def test_the_file_opens_in_excel_and_says_what_the_page_says(client: Client, two_trained: None, dolisa_officer: User) -> None:
    client.force_login(dolisa_officer)
    content = client.get(reverse("figures_csv")).content
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert {len(row) for row in rows} == {15}
    total = client.get(reverse("figures")).context["total"]
    assert rows[1][3:] == [str(number) for _measure, _sex, number in total.cells()]


def test_a_unit_named_like_a_formula_is_harmless_in_excel(client: Client, dolisa_officer: User) -> None:
    unit = OrganisationFactory(version__name="=1+1")
    issued(enrolment__person=PersonFactory(organisation=unit), day=timezone.localdate())
    client.force_login(dolisa_officer)
    sheet = client.get(reverse("figures_csv")).content.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(sheet), delimiter=";") for cell in row]
    assert any("=1+1" in cell for cell in cells)
    assert not any(cell.lstrip(" ")[:1] in set("=+-@") for cell in cells if cell)


@pytest.mark.parametrize("text", ["=SUM(A1)", "+84", "-1", "@a", "  =1+1", "\t=1"])
def test_formula_cells_are_harmless(text: str) -> None:
    assert harmless(text).startswith("'")


def test_a_trainee_sees_their_own_certificates_only(client: Client, trainee: User, two_trained: None) -> None:
    mine = issued(enrolment__person=trainee.person)
    client.force_login(trainee)
    found = list(client.get(reverse("my_certificates")).context["page_obj"])
    assert found == [mine]


def test_somebody_trained_twice_stands_once_among_people_and_twice_among_participations(
    client: Client, two_trained: None, dolisa_officer: User
) -> None:
    fact = TrainingFact.objects.get(person__full_name=OURS)
    recording.post(
        fact.person, source_key="second", subject_key="other", subject="Lớp thứ hai", completed_on=fact.completed_on,
        hours=Decimal(2), audience_id="journalists",
    )  # fmt: skip
    client.force_login(dolisa_officer)
    lines = {m: len(client.get(reverse("behind"), {"so": m}).context["page_obj"]) for m in ("people", "participations")}
    assert lines == {"people": 2, "participations": 3}
