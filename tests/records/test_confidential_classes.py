"""A class that takes no names has no place where one could be written, kept or shown."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from learning.people.models import Audience, User
from learning.people.refusing import Refused
from learning.records import (
    counting_heads,
    importing,
    planning,
    registering,
)
from learning.records.counting_heads import Heads
from learning.records.models import (
    ClassDocument,
    TrainingClass,
)
from tests.factories import (
    RegistrationFactory,
    TrainingClassFactory,
)
from tests.records.test_importing import content

pytestmark = pytest.mark.django_db


@pytest.fixture
def survivors(db: None) -> Audience:
    return Audience.objects.get(code="survivors")


@pytest.fixture
def confidential(survivors: Audience) -> TrainingClass:
    return TrainingClassFactory(audience=survivors, takes_names=False)


def test_no_words_beside_a_confidential_group_in_another_class(survivors: Audience, class_organiser: User) -> None:
    held = TrainingClassFactory(takes_names=False)  # for officials, some survivors came too
    with pytest.raises(Refused):
        counting_heads.set_headcounts(
            held, [Heads(audience=survivors, role="chị Nguyễn Thị A, xóm 3", female=1)], by=class_organiser
        )


def test_no_words_stay_when_the_audience_becomes_confidential(survivors: Audience, class_organiser: User) -> None:
    held = TrainingClassFactory(takes_names=False)
    counting_heads.set_headcounts(held, [Heads(role="chị Nguyễn Thị A, xóm 3", female=1)], by=class_organiser)
    held.audience = survivors
    try:
        planning.keep(held, by=class_organiser)
    except Refused:
        return
    assert not held.headcounts.exclude(role="").exists()


def test_no_list_stays_when_the_audience_becomes_confidential(client: Client, survivors: Audience, class_organiser: User) -> None:
    held = TrainingClassFactory()
    roster = importing.take_in(content(), "ds.xlsx", organisation=held.organisation, held=held, by=class_organiser)
    held.audience = survivors
    try:
        planning.keep(held, by=class_organiser)
    except Refused:
        return
    client.force_login(class_organiser)
    assert "Nông Thị Ễn" not in client.get(f"/danh-sach/{roster.pk}/", follow=True).content.decode()


def test_the_file_of_such_a_list_is_gone(client: Client, survivors: Audience, class_organiser: User) -> None:
    held = TrainingClassFactory()
    roster = importing.take_in(content(), "ds.xlsx", organisation=held.organisation, held=held, by=class_organiser)
    held.audience = survivors
    try:
        planning.keep(held, by=class_organiser)
    except Refused:
        return
    client.force_login(class_organiser)
    assert client.get(f"/danh-sach/{roster.pk}/tep/").status_code == 404


def test_the_file_of_a_list_that_was_put_away_is_not_kept(
    client: Client, class_organiser: User, django_capture_on_commit_callbacks: Any
) -> None:
    """Somebody takes in the wrong file, sees whose names it holds and puts it away: "Nothing of it was saved"."""
    held = TrainingClassFactory()
    roster = importing.take_in(content(), "ds.xlsx", organisation=held.organisation, held=held, by=class_organiser)
    client.force_login(class_organiser)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/danh-sach/{roster.pk}/bo/")
    assert client.get(f"/danh-sach/{roster.pk}/tep/").status_code == 404
    assert not roster.file.storage.exists(roster.file.name)


def test_no_sheet_to_sign_for_a_confidential_class(client: Client, confidential: TrainingClass, class_organiser: User) -> None:
    client.force_login(class_organiser)
    assert client.get(f"/lop/{confidential.pk}/danh-sach-ky-ten.pdf").status_code in (302, 404)


def test_no_list_of_names_as_a_document_of_a_confidential_class(
    client: Client, confidential: TrainingClass, class_organiser: User
) -> None:
    client.force_login(class_organiser)
    file = SimpleUploadedFile("danh-sach-ky-ten.xlsx", content())
    client.post(f"/lop/{confidential.pk}/tai-lieu/", {"title": "Danh sách ký tên", "file": file})
    assert not ClassDocument.objects.exists()


def test_a_scores_file_of_a_confidential_class_shows_no_names(
    client: Client, confidential: TrainingClass, class_organiser: User
) -> None:
    client.force_login(class_organiser)
    file = SimpleUploadedFile("diem.csv", "Họ và tên;Điểm sau\nNguyễn Thị Kín;7\nLê Thị Hai;8\n".encode())
    page = client.post(f"/lop/{confidential.pk}/kiem-tra/tep/", {"file": file, "only": "", "out_of": "10"})
    assert "Nguyễn Thị Kín" not in page.content.decode()


def test_names_that_are_taken_out_let_a_class_take_numbers_only(class_organiser: User) -> None:
    """The refusal says: take them out first. There must be a way."""

    held = TrainingClassFactory()
    one = RegistrationFactory(training_class=held)
    registering.withdraw(one, by=class_organiser)
    held.takes_names = False
    planning.keep(held, by=class_organiser)
