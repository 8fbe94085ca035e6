"""Checks while writing: what they say of a page, in the editor and in the report. They hint and never stop anybody."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.messages import get_messages
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import GroupPagePermission, Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from cms.models import SiteImage
from courses.models import CoursePage, LessonPage, PrivateLessonPage, QuizPage, WordToAvoid
from courses.writing.addresses import told_places
from courses.writing.checking import PRIVATE_WEIGHT, SYLLABLES, WEIGHT, Hint, check
from courses.writing.drafts import FIGURE, Draft, HelpText, Passage, Picture, draft_of, drafts_of, weights_of
from courses.writing.text import plain_of_html, sentences
from courses.writing.words import find_words, load_words, words_to_avoid
from learning.people.models import User
from tests.factories import UserFactory

WORDS = {"đáng đời": "không ai đáng bị bạo lực", "lỡ tay": "", "hoà giải viên": "người hoà giải"}
BLAMING = "Ai cũng bảo chị ấy đáng đời."


def text_block(html: str) -> dict[str, Any]:
    return {"type": "text", "value": html}


HELP = {"type": "help", "value": {"text": "<p>Đường dây tư vấn 18008080.</p>"}}


def draft(*texts: str, model: type[Page] = QuizPage, pieces: tuple = (), weights: dict[int, int] | None = None) -> Draft:
    return Draft(model, [*(Passage(text, "Nội dung") for text in texts), *pieces], weights or {})


def of_kind(code: str, hints: list[Hint]) -> list[Hint]:
    return [hint for hint in hints if hint.code == code]


def hints(code: str, *texts: str, **extra: Any) -> list[Hint]:
    return of_kind(code, check(draft(*texts, **extra), WORDS))


# --- the hotline -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", [LessonPage, PrivateLessonPage])
@pytest.mark.parametrize(("blocks", "missing"), [((), 1), ((HelpText("Xin gọi cho chúng tôi."),), 1), ((HelpText("Gọi 18008080."),), 0)])
def test_a_lesson_has_a_block_with_the_number_of_a_hotline(model: type[Page], blocks: tuple, missing: int) -> None:
    assert len(hints("help", "Lắng nghe.", model=model, pieces=blocks)) == missing


@pytest.mark.parametrize("model", [CoursePage, QuizPage])
def test_pages_that_have_no_place_for_a_hotline_block_are_not_asked_for_one(model: type[Page]) -> None:
    assert hints("help", "Lắng nghe.", model=model) == []


# --- pictures ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "count"),
    [
        ({"image": 1, "alt_text": "", "decorative": False}, 1),
        ({"image": 1, "alt_text": "   ", "decorative": False}, 1),
        ({"image": 1, "alt_text": "Hai người nói chuyện", "decorative": False}, 0),
        ({"image": 1, "alt_text": "", "decorative": True}, 0),
        ({"image": None, "alt_text": "", "decorative": False}, 0),
        (1, 1),  # as pictures were stored before they had words
    ],
)
@pytest.mark.django_db
def test_a_picture_has_words_or_is_decorative(value: Any, count: int) -> None:
    lesson = LessonPage(title="Bài thử", body=LessonPage.body.field.to_python([{"type": "figure", "value": value}]))
    assert len(of_kind("alt", check(draft_of(lesson), {}))) == count


def test_the_hint_says_which_picture_it_means() -> None:
    pieces = (Picture(1, True, "Hình"), Picture(2, False, "Hình"))
    (hint,) = hints("alt", pieces=pieces)
    assert "2" in hint.message


# --- words -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [BLAMING, "ĐÁNG ĐỜI.", unicodedata.normalize("NFD", "Thật đáng đời!"), "đáng\u00a0đời", "(đáng  đời)"])
def test_a_listed_word_is_found_in_any_case_form_and_spacing(text: str) -> None:
    passage = plain_of_html(f"<p>{text}</p>")
    assert [found.word for found in find_words(passage, WORDS)] == ["đáng đời"]


@pytest.mark.parametrize("text", ["Hoà giải viên đến.", "Hòa giải viên đến."])
def test_the_tone_mark_may_stand_on_either_vowel(text: str) -> None:
    assert [found.word for found in find_words(text, WORDS)] == ["hoà giải viên"]
    assert [found.word for found in find_words(text, {"Hòa giải viên": ""})] == ["Hòa giải viên"]


@pytest.mark.parametrize("text", ["Đáng đờii", "xđáng đời", "đáng, đời", "Lỡ tayy", "đang đợi"])
def test_parts_of_words_and_other_marks_are_not_the_word(text: str) -> None:
    assert list(find_words(text, WORDS)) == []


def test_the_sentence_with_the_word_is_shown_with_the_better_word() -> None:
    (hint,) = hints("word", f"Câu trước. {BLAMING} Câu sau.")
    assert hint.excerpt == BLAMING
    assert "không ai đáng bị bạo lực" in hint.message
    assert not hint.mild


@pytest.mark.parametrize("text", ["Đừng viết “đáng đời”.", 'Đừng viết "đáng đời".', "Họ nói: “Thôi. Đáng đời chị ta. Về đi.”"])
def test_a_listed_word_in_a_quotation_is_only_a_mild_hint(text: str) -> None:
    assert [hint.mild for hint in hints("word", text)] == [True]


def test_a_word_beside_a_quotation_is_no_quotation() -> None:
    assert [hint.mild for hint in hints("word", "“Vâng.” Chị ấy đáng đời. “Không.”")] == [False]


def test_words_of_two_paragraphs_make_no_listed_word() -> None:
    assert hints("word", plain_of_html("<p>Thật đáng</p><p>đời người</p>")) == []


def test_the_longest_listed_word_wins() -> None:
    words = {"cam": "", "cam chịu": ""}
    assert [found.word for found in find_words("Chị cam chịu.", words)] == ["cam chịu"]


def test_signs_in_a_listed_word_are_only_signs() -> None:
    assert list(find_words("Chị ấy nói.", {"c.*": "", "(": "", "[a-z": ""})) == []


SAFE = st.text(alphabet=st.sampled_from("abcghimnuvxyĂăÂâÊêôơ “”\"().,!?1234567890\n"), max_size=200)


@given(SAFE)
def test_a_text_without_listed_words_gives_no_hint_on_words(text: str) -> None:
    assert hints("word", plain_of_html(text)) == []


@given(st.text(max_size=60), st.sampled_from(sorted(WORDS)), st.text(max_size=60))
def test_a_listed_word_between_spaces_is_always_found(before: str, word: str, after: str) -> None:
    passage = plain_of_html(f"{before.replace('<', '')} {word} {after.replace('<', '')}")
    assert word in [found.word for found in find_words(passage, WORDS)]


@given(st.text(max_size=200))
def test_sentences_lose_no_word(text: str) -> None:
    passage = plain_of_html(text)
    assert " ".join(part for _start, part in sentences(passage)).split() == passage.split()
    assert all(passage[start:].lstrip().startswith(part) for start, part in sentences(passage))


TEXTS: list[dict[str, Any]] = [
    {"type": "text", "value": f"<h2>{BLAMING}</h2>"},
    {"type": "key_points", "value": {"points": ["Nghe.", BLAMING]}},  # as the starter content comes in
    {"type": "key_points", "value": {"points": [{"type": "item", "value": BLAMING, "id": "1"}]}},  # as the editor saves it
    {"type": "scenario", "value": {"title": BLAMING, "text": "<p>Nghe.</p>"}},
    {"type": "scenario", "value": {"title": "Nghe", "text": f"<ul><li>{BLAMING}</li></ul>"}},
    {"type": "steps", "value": {"steps": [BLAMING]}},
    {"type": "help", "value": {"text": f"<p>{BLAMING}</p>"}},
    {"type": "self_check", "value": {"question": BLAMING, "answers": []}},
    {"type": "self_check", "value": {"question": "Ai?", "answers": [{"text": BLAMING, "reply": "Chưa đúng."}]}},
    {"type": "self_check", "value": {"question": "Ai?", "answers": [{"type": "item", "value": {"text": "Anh", "reply": BLAMING}, "id": "1"}]}},
    {"type": "audio", "value": {"title": "Nghe", "file": 1, "transcript": f"<p>{BLAMING}</p>"}},
    {"type": "video", "value": {"title": BLAMING, "file": 1, "transcript": "<p>Nghe.</p>"}},
    {"type": "document", "value": {"title": BLAMING, "file": 1}},
    {"type": "branching", "value": {"situation": f"<p>{BLAMING}</p>", "choices": []}},
    {"type": "branching", "value": {"situation": "", "choices": [{"text": "Hỏi", "follows": f"<p>{BLAMING}</p>"}]}},
    {"type": "accordion", "value": {"items": [{"heading": "Nghe", "text": f"<p>{BLAMING}</p>"}]}},
    {"type": "table", "value": {"caption": "Nghe", "headings": ["A", "B"], "rows": [["1", BLAMING]]}},
    {"type": "glossary", "value": {"terms": [{"term": "Nghe", "meaning": BLAMING}]}},
    {"type": "figure", "value": {"image": 1, "alt_text": BLAMING, "decorative": False}},
]


@pytest.mark.parametrize("block", TEXTS)
@pytest.mark.django_db
def test_every_text_of_every_block_is_read(block: dict[str, Any]) -> None:
    lesson = LessonPage(title="Bài thử", body=LessonPage.body.field.to_python([block]))
    assert [hint.excerpt for hint in of_kind("word", check(draft_of(lesson), WORDS))] == [BLAMING]


@pytest.mark.parametrize("field", ["title", "summary", "intro"])
@pytest.mark.django_db
def test_every_text_beside_the_blocks_is_read(field: str) -> None:
    assert len(of_kind("word", check(draft_of(CoursePage(**{field: BLAMING})), WORDS))) == 1


def test_every_kind_of_block_is_in_that_test() -> None:
    assert {block["type"] for block in TEXTS} == set(LessonPage.body.field.stream_block.child_blocks)


# --- shelters ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Nhà tạm lánh ở số 12 ngõ 34 đường Hoàng Văn Thụ.",
        "Địa chỉ tin cậy của phường: tổ 5, phường Quang Trung.",
        "Nhà Bình yên: 12/3 Lương Ngọc Quyến.",
        "Nơi tạm lánh ở xóm Đồng Tâm, xã Phú Lạc.",
        "Cơ sở trợ giúp đặt tại 45 Bến Oánh.",
        "Nhà tạm lánh: số nhà 7, khu tập thể cũ.",
        "Địa chỉ tin cậy ở tổ dân phố số 3.",
        "Mái ấm ở bản Tèn nhận cả trẻ em.",
        "Nhà tạm lánh gần km 5 quốc lộ 3.",
        "Nhà tạm lánh (21.59422, 105.84817).",
        "Nhà tạm lánh: 21°35'39\" Bắc.",
        "Nhà an toàn: https://maps.app.goo.gl/abcdef.",
        "NHÀ TẠM LÁNH: SỐ 12, ĐƯỜNG HOÀNG VĂN THỤ.",
        "Nhà tạm lánh ở TP. Thái Nguyên, số 8 phố Cột Cờ.",
        "Nhà tạm lánh ở đường 30/4.",
        "Nơi lánh nạn: ngách 12/5.",
        "Có một nhà tạm lánh ở tỉnh. Địa chỉ: số 12 Lương Ngọc Quyến.",
        "Nhà tạm lánh\nSố 12, đường Bắc Kạn",
        "Nhà bình yên ở thôn Phú Thọ.",
        "Nhà tạm lánh cách chợ 200 m, ngõ Đá.",
        "Nhà bình yên là 12 Lương Ngọc Quyến.",
        "Nhà bình yên, địa chỉ: 45A CMT8.",
        "Nhà tạm lánh ở ngay cạnh trạm y tế xã Phú Lạc.",
        "Địa chỉ tin cậy ở tổ dân phố Tân Lập.",
        "Nhà tạm lánh nằm trên phố Hoàng Ngân, thành phố Thái Nguyên.",
        "Nhà tạm lánh: 21,59422 105,84817",
    ],
)
def test_an_address_by_a_shelter_is_told(text: str) -> None:
    assert len(list(told_places(unicodedata.normalize("NFC", text)))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Đường dây 18008080 giúp bạn tìm nhà tạm lánh.",
        "Đường Dây tư vấn giới thiệu nhà tạm lánh.",
        "Nhà tạm lánh mở cửa 24/7, cả ngày 25/11 Hội Phụ nữ tổ chức ngày hội.",
        "Mỗi xã có một địa chỉ tin cậy; tổ tư vấn có 5 người, tổ 5 người họp hằng tháng.",
        "Theo Luật số 13/2022/QH15, cơ sở trợ giúp giữ kín địa chỉ.",
        "Kế hoạch số 114/KH-UBND nói đến mô hình địa chỉ tin cậy - nhà tạm lánh ở cộng đồng.",
        "Không ghi số nhà hay tên đường của nhà tạm lánh.",
        "Con đường đến nhà tạm lánh không dễ, vì trên đường đi chị còn bế con nhỏ.",
        "Văn bản Quy định về nhà tạm lánh có 3 chương.",
        "Toàn tỉnh có 12 Câu lạc bộ và 3 Nhà tạm lánh.",
        "Năm 2024 Trung tâm đã đón 1.234 lượt, trong đó 105.678 lượt gọi nhà bình yên.",
        "Tổ chức nào cũng có thể báo tin cho địa chỉ tin cậy ở thôn, bản, xóm, tổ dân phố.",
        "Công an phường ở số 12 đường Hoàng Văn Thụ.",
        "Bản Cam kết nói rằng nơi tạm lánh được giữ kín.",
        "Nghị định số 76/2023/NĐ-CP quy định về cơ sở trợ giúp.",
        "Nhà tạm lánh của thành phố Thái Nguyên nhận người từ mọi xã.",
        "Phụ nữ nông thôn Việt Nam biết đến địa chỉ tin cậy.",
        "GIỮ AN TOÀN CHO BẢN THÂN VÀ CON Ở NHÀ TẠM LÁNH CỦA THÔN MÌNH",
        "Chị cách nhà tạm lánh 5 km và có 3 con.",
        "Nhà tạm lánh nên ở gần bệnh viện để người bị thương được chữa.",
        "Từ ngày 25/11 Hội Liên hiệp Phụ nữ mở nhà tạm lánh.",
        "Gọi 18008080 hoặc 111 để được đưa đến nơi tạm lánh.",
        "Tháng 6/2021 Uỷ ban nhân dân tỉnh lập mô hình nhà tạm lánh.",
        "Phiên bản Android 12 mở được trang về nhà tạm lánh.",
    ],
)
def test_a_shelter_without_a_place_is_no_alarm(text: str) -> None:
    assert list(told_places(unicodedata.normalize("NFC", text))) == []


def test_a_link_to_a_map_is_seen_though_its_words_say_nothing() -> None:
    html = '<p>Nhà tạm lánh: <a href="https://www.google.com/maps/place/21.59">xem ở đây</a>.</p>'
    assert len(hints("shelter", plain_of_html(html))) == 1


def test_a_heading_that_names_the_shelter_counts_for_the_text_below() -> None:
    assert len(hints("shelter", "Nhà tạm lánh", "Số 12, đường Bắc Kạn")) == 1


@pytest.mark.django_db
def test_the_starter_lessons_tell_no_shelter_and_have_their_hotline() -> None:
    lessons = [*LessonPage.objects.all(), *PrivateLessonPage.objects.all()]
    assert len(lessons) > 10
    for one in drafts_of(lessons):
        assert {hint.code for hint in check(one, {})} <= {"sentence"}


# --- sentences ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("syllables", "count"), [(SYLLABLES, 0), (SYLLABLES + 1, 1)])
def test_a_sentence_is_long_beyond_the_limit(syllables: int, count: int) -> None:
    long = hints("sentence", "Câu ngắn. " + " ".join(["Chữ"] * syllables) + ".")
    assert len(long) == count
    assert all(str(syllables) in hint.message and hint.excerpt.startswith("Chữ Chữ") for hint in long)


def test_items_of_a_list_and_headings_are_sentences_of_their_own() -> None:
    html = "<h2>" + "a " * 20 + "</h2><ul>" + ("<li>" + "b " * 20 + "</li>") * 3 + "</ul>"
    assert hints("sentence", plain_of_html(html)) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Chị ở TP. Thái Nguyên.", 1),
        ("Luật có từ năm 2022. Nghị định có sau.", 2),
        ("1. Hỏi trước. 2. Nghe sau.", 2),
        ("Chị hỏi: “Ai?” Anh đáp.", 2),
        ("Chờ… rồi nói! Xong", 3),
        ("v.v. và nhiều nữa", 1),
    ],
)
def test_sentences_end_where_people_end_them(text: str, count: int) -> None:
    assert len(list(sentences(text))) == count


# --- weight ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("model", "limit"), [(LessonPage, WEIGHT), (PrivateLessonPage, PRIVATE_WEIGHT)])
def test_a_page_is_heavy_beyond_the_limit_of_its_kind(model: type[Page], limit: int) -> None:
    pictures = (Picture(1, True, "Hình"), Picture(1, True, "Hình"))
    assert hints("weight", model=model, pieces=pictures, weights={1: limit - 200}) == []
    (hint,) = hints("weight", model=model, pieces=pictures, weights={1: limit})
    assert str(limit // 1024) in hint.message


@pytest.fixture
def image(db: None) -> SiteImage:
    return SiteImage.objects.create(title="Ảnh", file=get_test_image_file(size=(1440, 960)))


def test_a_picture_weighs_what_the_template_sends(image: SiteImage) -> None:
    value = LessonPage.body.field.to_python([{"type": "figure", "value": {"image": image.pk, "alt_text": "x", "decorative": False}}])
    html = value.render_as_block()
    rendition = image.renditions.get()
    assert rendition.filter_spec == FIGURE
    assert rendition.url in html
    assert weights_of([image.pk]) == {image.pk: rendition.file.size}


def test_a_picture_nobody_has_opened_yet_is_guessed_without_making_it(image: SiteImage) -> None:
    image.file_size = 10_000_000
    image.save()
    assert weights_of([image.pk]) == {image.pk: 720 * 480 // 7}
    assert not image.renditions.exists()
    SiteImage.objects.update(file_size=500)
    assert weights_of([image.pk]) == {image.pk: 500}


# --- the list ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_list_that_comes_along_fills_only_an_empty_one() -> None:
    WordToAvoid.objects.all().delete()
    assert load_words() > 10
    assert load_words() == 0
    changed = WordToAvoid.objects.get(word="đáng đời")
    changed.word, changed.instead = "đáng đời lắm", "lời khác"
    changed.save()
    WordToAvoid.objects.get(word="lỡ tay").delete()
    before = words_to_avoid()
    assert load_words() == 0
    assert words_to_avoid() == before


@pytest.mark.django_db
@pytest.mark.parametrize("again", ["Đáng Đời", " đáng  đời ", unicodedata.normalize("NFD", "đáng đời")])
def test_a_word_stands_in_the_list_once(again: str) -> None:
    WordToAvoid.objects.all().delete()
    WordToAvoid.objects.create(word="đáng đời")
    with pytest.raises(IntegrityError), transaction.atomic():
        WordToAvoid.objects.create(word=again)


@pytest.mark.django_db
def test_an_empty_word_is_refused() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        WordToAvoid.objects.create(word="  ")


# --- the editor --------------------------------------------------------------------------------------------------


@pytest.fixture
def words(db: None) -> None:
    WordToAvoid.objects.all().delete()
    WordToAvoid.objects.create(word="đáng đời", instead="không ai đáng bị bạo lực")


@pytest.fixture
def lesson(course: CoursePage, words: None) -> LessonPage:
    return a_lesson(course, "Bài thử", "<p>Lắng nghe trước.</p>")


def a_lesson(course: CoursePage, title: str, html: str, *more: dict[str, Any]) -> LessonPage:
    body = LessonPage.body.field.to_python([text_block(html), *more, HELP])
    course = CoursePage.objects.get(pk=course.pk)
    lesson = course.add_child(instance=LessonPage(title=title, body=body, owner=course.owner))
    lesson.save_revision().publish()
    return LessonPage.objects.get(pk=lesson.pk)


def write(lesson: LessonPage, html: str, *more: dict[str, Any]) -> None:
    """A draft that is not published."""
    lesson.body = LessonPage.body.field.to_python([text_block(html), *more, HELP])
    lesson.save_revision()


@pytest.fixture
def desk(client: Client, trainer: User, course: CoursePage) -> Client:
    """Of the trainer whose course it is."""
    CoursePage.objects.filter(pk=course.pk).update(owner=trainer)
    client.force_login(trainer)
    return client


def editor(lesson: LessonPage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[lesson.pk])


def panel_of(html: str) -> str:
    """What stands in the side panel, also where it comes with the answer to an autosave."""
    (found,) = re.findall(r"id=\"side-panel-writing-title\".*?</h2>(.*?)(?:</template>|</aside>|id=\"side-panel-)", html, re.DOTALL)
    return str(found)


def form(html: str) -> dict[str, Any]:
    return nested_form_data({
        "title": "Bài thử", "slug": "bai-thu", "minutes": "5", "body": streamfield([("text", rich_text(html))]),
        "comments": inline_formset([]),
    })  # fmt: skip


def test_the_editor_shows_the_hints_on_the_draft_not_on_the_published_text(desk: Client, lesson: LessonPage) -> None:
    assert "đáng đời" not in panel_of(desk.get(editor(lesson)).content.decode())
    write(lesson, f"<p>{BLAMING}</p>")
    html = panel_of(desk.get(editor(lesson)).content.decode())
    assert BLAMING in html
    assert "<script" not in html and "style=" not in html


def test_a_hint_that_the_draft_answers_is_gone(desk: Client, course: CoursePage, words: None) -> None:
    lesson = a_lesson(course, "Bài cũ", f"<p>{BLAMING}</p>")
    assert BLAMING in panel_of(desk.get(editor(lesson)).content.decode())
    write(lesson, "<p>Không ai đáng bị bạo lực.</p>")
    assert BLAMING not in panel_of(desk.get(editor(lesson)).content.decode())


def test_hints_do_not_stop_saving_and_are_told_in_one_line(desk: Client, lesson: LessonPage) -> None:
    answer = desk.post(editor(lesson), form(f"<p>{BLAMING}</p>"))
    assert answer.status_code == 302
    lesson.refresh_from_db()
    assert BLAMING in str(lesson.get_latest_revision_as_object().body)
    (line,) = [str(m) for m in get_messages(answer.wsgi_request) if "“Bài thử”" in str(m) and "2" in str(m)]
    assert "<" not in line


def test_hints_do_not_stop_publishing(client: Client, reviewer: User, lesson: LessonPage) -> None:
    client.force_login(reviewer)
    client.post(editor(lesson), form(f"<p>{BLAMING}</p>") | {"action-publish": "1"})
    lesson.refresh_from_db()
    assert BLAMING in str(lesson.body)


def test_a_text_without_hints_is_saved_without_a_line_on_them(desk: Client, lesson: LessonPage) -> None:
    before = form("<p>Lắng nghe trước.</p>")
    body = streamfield([("text", rich_text("<p>Lắng nghe.</p>")), ("help", {"text": rich_text("<p>Gọi 18008080.</p>")})])
    answer = desk.post(editor(lesson), before | nested_form_data({"body": body}))
    saved, to_course = [str(message) for message in get_messages(answer.wsgi_request)]
    assert "Bài thử" in saved
    assert reverse("whole_course", args=[lesson.course.pk]) in to_course


def test_an_autosave_brings_the_new_hints_and_no_line(desk: Client, lesson: LessonPage) -> None:
    answer = desk.post(editor(lesson), form(f"<p>{BLAMING}</p>"), headers={"accept": "application/json"})
    assert BLAMING in panel_of(answer.json()["html"])
    assert list(get_messages(answer.wsgi_request)) == []


def test_a_new_page_tells_that_hints_come_with_the_first_save(desk: Client, course: CoursePage, words: None) -> None:
    url = reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", course.pk])
    assert "<li" not in panel_of(desk.get(url).content.decode())
    made = desk.post(url, form(f"<p>{BLAMING}</p>") | {"slug": "bai-moi"}, headers={"accept": "application/json"})
    assert BLAMING in panel_of(desk.get(made.json()["hydrate_url"]).content.decode())


def test_wagtails_other_views_of_a_page_work_as_before(client: Client, administrator: User, lesson: LessonPage, course: CoursePage) -> None:
    client.force_login(administrator)
    of_page = ["usage", "copy", "move", "delete", "unpublish", "history", "view_draft", "set_privacy", "workflow_history"]
    urls = [reverse(f"wagtailadmin_pages:{name}", args=[lesson.pk]) for name in of_page]
    urls += [reverse("wagtailadmin_pages:type_use", args=["courses", "lessonpage"]), reverse("wagtailadmin_explore", args=[course.pk])]
    urls += [reverse("wagtailadmin_pages:choose_parent", args=["courses", "lessonpage"])]
    assert {url: client.get(url).status_code for url in urls} == dict.fromkeys(urls, 200)
    assert lesson.title in client.get(urls[-3]).content.decode()
    assert lesson.title in client.get(urls[-2]).content.decode()


def test_every_page_type_of_the_site_has_the_panel(client: Client, administrator: User) -> None:
    client.force_login(administrator)
    seen: set[int] = set()
    for page in Page.objects.filter(depth__gt=1):
        if page.content_type_id not in seen:
            panel_of(client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode())
            seen.add(page.content_type_id)
    assert len(seen) >= 7


# --- the report --------------------------------------------------------------------------------------------------


@pytest.fixture
def own_course(course: CoursePage, words: None) -> CoursePage:
    made = CoursePage(title="Khoá riêng", slug="khoa-rieng")
    course.get_parent().add_child(instance=made)
    return CoursePage.objects.get(pk=made.pk)


@pytest.fixture
def author(own_course: CoursePage) -> User:
    """Somebody who may edit one course and nothing else."""
    group = Group.objects.create(name="Một khoá")
    group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    change = Permission.objects.get(content_type__app_label="wagtailcore", codename="change_page")
    GroupPagePermission.objects.create(group=group, page=own_course, permission=change)
    user = UserFactory(username="tacgia")
    user.groups.add(group)
    return user


def shown(client: Client, url: str = "") -> Iterator[Page]:
    answer = client.get(url or reverse("writing_report"))
    assert answer.status_code == 200
    return iter(answer.context["table"].data)


def test_the_report_shows_the_hints_on_drafts_with_a_way_to_the_editor(desk: Client, lesson: LessonPage) -> None:
    write(lesson, f"<p>{BLAMING}</p>")
    found: dict[int, Any] = {}
    for number in range(1, 10):
        found |= {page.pk: page for page in shown(desk, f"{reverse('writing_report')}?p={number}")}
    assert [hint.excerpt for hint in found[lesson.pk].hints] == [BLAMING]


def test_a_page_is_in_the_report_only_for_people_who_may_edit_it(client: Client, author: User, own_course: CoursePage, lesson: LessonPage) -> None:
    mine = a_lesson(own_course, "Bài của tôi", f"<p>{BLAMING}</p>")
    client.force_login(author)
    assert {page.pk for page in shown(client)} == {own_course.pk, mine.pk}
    html = client.get(reverse("writing_report")).content.decode()
    assert editor(mine) in html and BLAMING in html
    assert editor(lesson) not in html


def test_somebody_who_may_edit_no_page_is_not_let_in(client: Client, stranger: User) -> None:
    group = Group.objects.create(name="Chỉ vào được")
    group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    stranger.groups.add(group)
    client.force_login(stranger)
    for name in ("writing_report", "writing_report_results"):
        assert client.get(reverse(name)).status_code == 302
    assert reverse("writing_report") not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_the_root_of_the_tree_is_no_page_to_check(client: Client, administrator: User) -> None:
    client.force_login(administrator)
    assert [page.depth for page in shown(client)][:2] == [2, 3]


def test_the_report_stands_in_the_menu_of_trainers(desk: Client) -> None:
    assert reverse("writing_report") in desk.get(reverse("wagtailadmin_home")).content.decode()


def test_the_report_has_30_pages_a_page(client: Client, author: User, own_course: CoursePage) -> None:
    for number in range(31):
        a_lesson(own_course, f"Bài {number}", "<p>Nghe.</p>")
    client.force_login(author)
    assert len(list(shown(client))) == 30
    assert len(list(shown(client, f"{reverse('writing_report')}?p=2"))) == 2


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_of_the_report_do_not_grow(client: Client, author: User, own_course: CoursePage, rows: int, django_assert_num_queries: Any) -> None:
    for number in range(rows):
        image = SiteImage.objects.create(title="Ảnh", file=get_test_image_file(size=(20, 10)))
        figure = {"type": "figure", "value": {"image": image.pk, "alt_text": "", "decorative": False}}
        lesson = a_lesson(own_course, f"Bài {number}", "<p>Nghe.</p>")
        write(lesson, f"<p>{BLAMING}</p>", figure)
    client.force_login(author)
    client.get(reverse("writing_report"))
    with django_assert_num_queries(18):
        found = list(shown(client))
    assert [{hint.code for hint in page.hints} for page in found[1:]] == [{"word", "alt"}] * min(rows, 29)



