"""From a file into the bank and out again: nothing twice, nothing half, nothing lost."""

import io
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from PIL import Image
from wagtail.images import get_image_model

from courses import versioning
from courses.exchange import exporting, saving
from courses.exchange.drafts import Bundle, Draft, DraftImage, DraftOption
from courses.exchange.formats import FORMATS
from courses.models import Question, QuestionBank, QuestionCase, QuestionUpload, QuestionVersion
from courses.roles import TRAINERS, load_groups
from learning.people.models import User
from tests.courses.exchange.test_moodle_xml import PIXEL
from tests.factories import UserFactory
from tests.questions import CONTENT, a_question

pytestmark = pytest.mark.django_db

GIFT = """$CATEGORY: Luật

Số nào dành cho trẻ em?{=111#đúng ~112#chưa đúng ####Nghị định}

số  nào dành cho trẻ em? {=111 ~112}

Điều nào đúng? {~%50%Nghe ~%50%Giữ kín ~%-50%Phán xét}

Chưa có đáp án đúng {~a ~b}

Hỏi? {~một}
"""


@pytest.fixture
def bank(trainer: User) -> QuestionBank:
    return QuestionBank.objects.create(name="Ngân hàng", owner=trainer)


@pytest.fixture
def trainer(client: Client, db: None) -> User:
    from django.contrib.auth.models import Group

    from cms.models import HomePage

    assert HomePage.objects.exists()
    load_groups()
    user = UserFactory()
    user.groups.add(Group.objects.get(name=TRAINERS))
    client.force_login(user)
    return user


def read(text: str = GIFT) -> Bundle:
    return FORMATS["gift"].read(text.encode())


def import_file(path: Path, **options: Any) -> dict[str, Any]:
    out = io.StringIO()
    call_command("import_questions", str(path), "--json", stdout=out, **options)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def test_the_command_says_what_a_file_holds_and_saves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "bai.txt"
    path.write_text(GIFT, encoding="utf-8")
    found = import_file(path, format="gift")
    assert found["questions"] == 4
    assert {kind: n for kind, n in found["by_type"].items() if n} == {"single": 2, "multiple": 2}
    assert set(found["by_type"]) == {*Question.Kind.values, "description"}
    assert found["duplicates"] == 1
    assert [one["line"] for one in found["not_taken"]] == [11]
    assert not QuestionBank.objects.filter(name="bai").exists() and not Question.objects.filter(text__startswith="Số nào").exists()


def test_with_commit_the_command_saves_once(tmp_path: Path) -> None:
    path = tmp_path / "bai.txt"
    path.write_text(GIFT, encoding="utf-8")
    import_file(path, format="gift", commit=True, state="ready")
    assert import_file(path, commit=True)["duplicates"] == 4
    bank = QuestionBank.objects.get(name="bai")
    assert [(q.text, q.topic, q.state) for q in bank.questions.order_by("pk")] == [
        ("Số nào dành cho trẻ em?", "Luật", "ready"), ("Điều nào đúng?", "Luật", "ready"), ("Chưa có đáp án đúng", "Luật", "draft"),
    ]  # fmt: skip


def test_a_file_that_is_not_there_or_is_something_else_stops_the_command(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("không có gì")
    for name in ("x.txt", "y.txt"):
        with pytest.raises(SystemExit):
            import_file(tmp_path / name, format="gift")


def test_what_is_not_whole_comes_in_as_a_draft_and_is_never_drawn(bank: QuestionBank) -> None:
    saving.save(saving.preview(read(), bank), bank, state="ready", by=None)
    assert {version.question.text for version in bank.ready_versions()} == {"Số nào dành cho trẻ em?", "Điều nào đúng?"}


def test_what_is_saved_is_asked_as_if_a_trainer_had_typed_it(bank: QuestionBank) -> None:
    saving.save(saving.preview(read(), bank), bank, state="ready", by=None)
    for version in QuestionVersion.objects.all():
        assert versioning.freeze(version.question) == version


def test_a_question_saved_in_bulk_is_found_by_search(bank: QuestionBank) -> None:
    from modelsearch.backends import get_search_backend

    saving.save(saving.preview(read(), bank), bank, state="ready", by=None)
    assert [q.text for q in get_search_backend().search("so nao danh cho tre em", Question.objects.filter(bank=bank))] == ["Số nào dành cho trẻ em?"]


def test_nothing_is_saved_if_one_picture_fails(bank: QuestionBank, monkeypatch: pytest.MonkeyPatch) -> None:
    found = saving.preview(Bundle((*read().drafts, Draft("long_answer", "Bạn thấy gì?", 1, images=(DraftImage("a.png", PIXEL),)))), bank)
    monkeypatch.setattr(get_image_model(), "save", lambda self: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        saving.save(found, bank, state="ready", by=None)
    assert not bank.questions.exists()


def test_a_picture_that_is_none_is_told(bank: QuestionBank) -> None:
    bundle = Bundle((Draft("long_answer", "Bạn thấy gì?", 7, images=(DraftImage("a.png", b"khong phai anh"),)),))
    assert [one.line for one in saving.preview(bundle, bank).not_taken] == [7]


def a_full_bank(bank: QuestionBank) -> None:
    case = QuestionCase.objects.create(title="Ca 1", text="Chị A đến ủy ban.\nChị sợ.")
    for kind in CONTENT:
        question = a_question(kind, bank, feedback="Chung", topic="Luật", difficulty="hard", source="Luật 2022", state="ready")
        question.tags.add("luật")
        question.case = case if kind == "single" else None
        question.save()
    a_question("multiple", bank, text="Tất cả?", scoring="exact", state="retired")
    weighted = a_question("multiple", bank, text="Trọng số?", scoring="weights", state="draft")
    for option, percent in zip(weighted.options.order_by("pk"), (60, 40, -50), strict=True):
        option.percent = percent
        option.save()
    a_question("short_text", bank, text="Viết đúng dấu?", marks_matter=True)


def content(bank: QuestionBank) -> list[Any]:
    return [
        (versioning.content_of(q), q.state, q.difficulty, q.source, q.scoring, q.marks_matter, sorted(t.name for t in q.tags.all()))
        for q in bank.questions.order_by("pk")
    ]


@pytest.mark.parametrize("name", ["gift", "moodle-xml", "xlsx", "docx"])
def test_exported_and_taken_in_again_it_is_the_same_bank(name: str, bank: QuestionBank) -> None:
    a_full_bank(bank)
    file = FORMATS[name].write(exporting.drafts_of(bank))
    again = QuestionBank.objects.create(name="Lần hai")
    found = saving.preview(FORMATS[name].read(file), again)
    assert found.not_taken == () and found.duplicates == 1  # the case is here already
    saving.save(found, again, state="ready", by=None)
    assert content(again) == content(bank)


def test_pictures_go_out_and_come_in_again(bank: QuestionBank) -> None:
    draft = Draft("long_answer", "Bạn thấy gì?", 1, images=(DraftImage("a.png", PIXEL, "Một chấm"),))
    saving.save(saving.preview(Bundle((draft,)), bank), bank, state="ready", by=None)
    (out,) = exporting.with_pictures(bank, exporting.drafts_of(bank))
    assert [(image.content, image.alt) for image in out.images] == [(PIXEL, "Một chấm")]
    assert [used for image in get_image_model().objects.all() for used, _where in image.get_usage()] == [bank.questions.get()]
    version = bank.ready_versions().get()
    assert [(image.title, alt) for image, alt in version.pictures] == [("Một chấm", "Một chấm")]


def test_what_moodle_scores_with_wrong_answers_free_is_scored_right_minus_wrong(bank: QuestionBank) -> None:
    saving.save(saving.preview(read("Hỏi? {~%50%a ~%50%b ~c}"), bank), bank, state="ready", by=None)
    version = bank.ready_versions().get()
    assert "scoring" not in version.rule and [o["correct"] for o in version.options] == [True, True, False]


# --- what is the same -------------------------------------------------------------------------------------------


def duplicates(*drafts: Draft) -> int:
    return saving.preview(Bundle(drafts), None).duplicates


def test_a_question_with_another_key_is_another_question() -> None:
    assert duplicates(*read("Hỏi? {=a ~b}\n\nHỏi? {~a =b}").drafts) == 0
    assert duplicates(*read("Hỏi? {=a ~b}\n\nHỏi? {~b =a}").drafts) == 1  # only the order of its answers is


def test_steps_in_another_order_are_another_question() -> None:
    assert duplicates(*read("Xếp {>\nmột\nhai}\n\nXếp {>\nhai\nmột}").drafts) == 0


# --- what is not taken as it is ---------------------------------------------------------------------------------


def test_an_answer_too_long_to_keep_is_told(bank: QuestionBank) -> None:
    too_long = Draft("single", "Hỏi?", 3, (DraftOption("a" * 1001, Decimal(100)), DraftOption("b")))
    pairs = Draft("matching", "Ghép?", 9, (DraftOption("a", match="b" * 1001), DraftOption("c", match="d")))
    assert [one.line for one in saving.preview(Bundle((too_long, pairs)), bank).not_taken] == [3, 9]


def test_a_picture_that_would_fill_the_memory_is_told(bank: QuestionBank) -> None:
    file = io.BytesIO()
    Image.new("1", (8000, 5001)).save(file, "PNG")
    assert file.tell() < 100_000
    bundle = Bundle((Draft("long_answer", "Bạn thấy gì?", 7, images=(DraftImage("a.png", file.getvalue()),)),))
    assert [one.line for one in saving.preview(bundle, bank).not_taken] == [7]


def test_what_is_in_doubt_comes_in_as_a_draft(bank: QuestionBank) -> None:
    (draft,) = read("Hỏi? {=a ~b}").drafts
    saving.save(saving.preview(Bundle((replace(draft, doubt="Xin xem lại."),)), bank), bank, state="ready", by=None)
    assert bank.questions.get().state == "draft" and not bank.ready_versions().exists()


def test_a_text_that_loses_a_film_is_told_and_comes_in(bank: QuestionBank) -> None:
    found = saving.preview(Bundle((Draft("description", "Chị M. kể.", 4, doubt="Phim không vào được."),)), bank)
    assert [one.line for one in found.not_taken] == [4] and len(found.lines) == 1


def test_a_choice_that_is_right_in_part_is_not_the_right_one(bank: QuestionBank) -> None:
    saving.save(saving.preview(read("Hỏi? {=a ~%50%b ~c}"), bank), bank, state="ready", by=None)
    options = bank.ready_versions().get().options
    assert [option["correct"] for option in options] == [True, False, False]


# --- cases ------------------------------------------------------------------------------------------------------


def about(text: str, name: str = "Ca M.") -> Bundle:
    return Bundle((Draft("description", text, 1, name=name), replace(read("Hỏi? {=a ~b}").drafts[0], text=f"Hỏi về {text}", case=name)))


def test_a_case_is_kept_once_and_one_of_the_same_name_is_not_taken_for_it(bank: QuestionBank) -> None:
    for text in ("Chị M. kể.", "Chị M. kể.", "Chuyện khác."):
        saving.save(saving.preview(about(text), bank), bank, state="ready", by=None)
    assert sorted(QuestionCase.objects.filter(title="Ca M.").values_list("text", flat=True)) == ["Chuyện khác.", "Chị M. kể."]
    assert bank.questions.get(text="Hỏi về Chuyện khác.").case.text == "Chuyện khác."


def test_a_question_finds_the_case_that_is_here_already(bank: QuestionBank) -> None:
    case = QuestionCase.objects.create(title="Ca M.", text="Chị M. kể.")
    (_text, question) = about("Chị M. kể.").drafts
    saving.save(saving.preview(Bundle((question,)), bank), bank, state="ready", by=None)
    assert bank.questions.get().case == case


# --- in the admin -----------------------------------------------------------------------------------------------


def upload(client: Client, bank: QuestionBank, content: bytes = GIFT.encode(), name: str = "bai.txt", chosen: str = "") -> Any:
    file = io.BytesIO(content)
    file.name = name
    return client.post(reverse("question_exchange:index"), {"bank": bank.pk, "file": file, "format": chosen}, follow=True)


def test_a_trainer_sees_every_question_before_anything_is_saved(client: Client, trainer: User, bank: QuestionBank) -> None:
    page = upload(client, bank).content.decode()
    assert "Số nào dành cho trẻ em?" in page and "111" in page and "Nghị định" in page
    assert not bank.questions.exists()
    pk = QuestionUpload.objects.get().pk
    client.post(reverse("question_exchange:decide", args=[pk]), {"state": "ready"})
    assert bank.questions.count() == 3 and not QuestionUpload.objects.exists()
    assert client.post(reverse("question_exchange:decide", args=[pk]), {"state": "ready"}).status_code == 404


def test_a_file_thrown_away_leaves_nothing(client: Client, trainer: User, bank: QuestionBank) -> None:
    upload(client, bank)
    client.post(reverse("question_exchange:decide", args=[QuestionUpload.objects.get().pk]), {"discard": "1"})
    assert not QuestionUpload.objects.exists() and not bank.questions.exists()


def test_another_file_is_refused_on_the_form(client: Client, trainer: User, bank: QuestionBank) -> None:
    page = upload(client, bank, b"khong co gi", chosen="gift")
    assert page.status_code == 200 and not QuestionUpload.objects.exists()
    assert page.context["form"].errors["file"]


def test_nobody_sees_the_file_of_another_or_comes_in_without_the_right(client: Client, trainer: User, bank: QuestionBank) -> None:
    upload(client, bank)
    pk = QuestionUpload.objects.get().pk
    QuestionUpload.objects.update(by=UserFactory())
    assert client.get(reverse("question_exchange:look", args=[pk])).status_code == 404
    client.force_login(UserFactory())
    for url in (reverse("question_exchange:index"), reverse("question_exchange:export")):
        assert client.get(url).status_code in {302, 403}


@pytest.mark.parametrize("name", FORMATS)
def test_a_bank_is_downloaded_in_each_format(name: str, client: Client, trainer: User, bank: QuestionBank) -> None:
    a_full_bank(bank)
    answer = client.get(reverse("question_exchange:export"), {"bank": bank.pk, "format": name})
    assert f".{FORMATS[name].extension}" in answer["Content-Disposition"]
    read_again = FORMATS[name].read(answer.content)
    assert len(read_again.drafts) == (2 if name == "aiken" else len(CONTENT) + 3 + 1)


@pytest.mark.parametrize("count", [1, 30])
def test_the_preview_asks_the_database_no_more_for_many(
    count: int, client: Client, trainer: User, bank: QuestionBank, django_assert_max_num_queries: Any
) -> None:
    upload(client, bank, "\n\n".join(f"Câu số {n}? {{=a ~b}}" for n in range(count)).encode())
    url = reverse("question_exchange:look", args=[QuestionUpload.objects.get().pk])
    client.get(url)
    with django_assert_max_num_queries(20):
        assert f"Câu số {count - 1}?" in client.get(url).content.decode()


