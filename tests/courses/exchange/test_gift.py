"""GIFT, by the grammar of field notes D."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.exchange import gift, gift_writing
from courses.exchange.drafts import Bundle, Draft, DraftOption, NoQuestions
from tests.courses.exchange.drafts import drafts


def read_one(text: str) -> Draft:
    bundle = gift.read(text.encode())
    assert bundle.not_taken == ()
    (draft,) = bundle.drafts
    return draft


def read(text: str) -> Bundle:
    return gift.read(text.encode())


def refused(text: str) -> str:
    bundle = gift.read(text.encode())
    assert bundle.drafts == ()
    (one,) = bundle.not_taken
    return one.reason


def worths(draft: Draft) -> list[tuple[str, int]]:
    return [(option.text, int(option.percent)) for option in draft.options]


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        ("", "description"), ("{}", "long_answer"), ("{####Chung}", "long_answer"), ("{#3}", "number"), ("{~a =b}", "single"),
        ("{~%50%a ~%50%b ~c}", "multiple"), ("{=a -> 1 =b -> 2}", "matching"), ("{T}", "true_false"), ("{TRUE}", "true_false"),
        ("{một -> hai}", "short_text"), ("{F#sai}", "true_false"), ("{FALSE}", "true_false"), ("{true}", "short_text"), ("{=a =b}", "short_text"),
        ("{một}", "short_text"), ("{> ALL\nmột\nhai}", "ordering"), ("{>\nmột\nhai}", "ordering"),
    ],
)  # fmt: skip
def test_the_kind_follows_from_the_braces_in_moodles_order(answers: str, kind: str) -> None:
    bundle = gift.read(f"Câu hỏi {answers}\n\nKhác {{T}}".encode())
    assert [draft.kind for draft in bundle.drafts] == [kind, "true_false"]


def test_only_the_first_braces_count() -> None:
    assert read_one("Hỏi {~a =b} và {~c =d} nữa").text == "Hỏi _____ và {~c =d} nữa"


def test_text_after_the_braces_makes_a_missing_word_question() -> None:
    assert read_one("Gọi số {~112 =111} khi trẻ em cần giúp.").text == "Gọi số _____ khi trẻ em cần giúp."
    assert read_one("Gọi số nào? {~112 =111}").text == "Gọi số nào?"


def test_without_an_equals_sign_several_answers_are_right() -> None:
    draft = read_one("Điều nào đúng? {~%50%a ~%50%b ~%-50%c}")
    assert draft.kind == "multiple" and draft.scoring == ""
    assert worths(draft) == [("a", 100), ("b", 100), ("c", 0)]


def test_uneven_weights_are_kept_as_weights() -> None:
    draft = read_one("Điều nào đúng? {~%70%a ~%30%b ~%-100%c}")
    assert draft.scoring == "weights"
    assert worths(draft) == [("a", 70), ("b", 30), ("c", -100)]


def test_a_part_of_the_marks_in_single_choice_and_short_text() -> None:
    assert worths(read_one("Ở đâu? {~xa ~%25%gần =đây}")) == [("xa", 0), ("gần", 25), ("đây", 100)]
    assert worths(read_one("Ở đâu? {=đây =%33.3%gần}"))[1] == ("gần", 33)


def test_an_equals_sign_that_is_not_escaped_begins_a_new_answer() -> None:
    assert worths(read_one("Bằng 5? {~2=3 =4}")) == [("2", 0), ("3", 100), ("4", 100)]


def test_escaped_signs_are_plain_signs() -> None:
    draft = read_one(r"Giữ \{ngoặc\} \: và \# {~ \= 2 ~ \~ =a\\b\nc}")
    assert draft.text == "Giữ {ngoặc} : và #"
    assert [option.text for option in draft.options] == ["= 2", "~", "a\\b c"]


def test_numbers_with_tolerance_range_weights_and_a_word_for_the_wrong() -> None:
    draft = read_one("Pi? {#=3.14:0.01#đúng =%50%3..4#gần ~#chưa đúng}")
    assert [(o.text, o.tolerance, o.percent, o.feedback) for o in draft.options] == [
        ("3.14", Decimal("0.01"), 100, "đúng"), ("3.5", Decimal("0.5"), 50, "gần"), ("*", 0, 0, "chưa đúng"),
    ]  # fmt: skip
    assert read_one("Pi? {#3,14}").options[0].text == "3.14"


def test_feedback_of_answers_and_of_the_question() -> None:
    draft = read_one("Hỏi? {~a#vì a =b#vì b ####Chung cho\ncả bài}")
    assert [option.feedback for option in draft.options] == ["vì a", "vì b"]
    assert draft.feedback == "Chung cho\ncả bài"


def test_of_true_or_false_the_first_feedback_is_for_the_wrong() -> None:
    draft = read_one("Bạo lực là việc riêng. {F#chưa đúng#đúng rồi}")
    assert [(o.text, o.percent, o.feedback) for o in draft.options] == [("Đúng", 0, "chưa đúng"), ("Sai", 100, "đúng rồi")]


def test_comments_names_and_categories() -> None:
    text = "// ghi chú\n$CATEGORY: $course$/top/Luật/Chương 1\n\n::Tên bài:: Hỏi? {T}\n// giữa\n\n$CATEGORY: Khác\nHỏi nữa? {F}"
    bundle = gift.read(text.encode())
    assert [(d.name, d.category, d.text, d.line) for d in bundle.drafts] == [
        ("Tên bài", "Luật/Chương 1", "Hỏi?", 4), ("", "Khác", "Hỏi nữa?", 8),
    ]  # fmt: skip


def test_the_last_four_hashes_begin_the_general_feedback() -> None:
    assert read_one("Hỏi? {=a####b####c ~d}").feedback == "c ~d"


def test_a_first_step_beside_the_arrow_is_a_step() -> None:
    assert [option.text for option in read_one("Xếp {>Gặp chị\nLắng nghe}").options] == ["Gặp chị", "Lắng nghe"]


def test_our_own_line_speaks_of_the_question_below_it_alone() -> None:
    bundle = read('// hocan {"source": "Luật 2022"}\n::Một::Hỏi một?{T}\n::Hai::Hỏi hai?{F}')
    assert [draft.source for draft in bundle.drafts] == ["Luật 2022", ""]


def test_html_becomes_plain_words() -> None:
    draft = read_one("[html]<p>Xin <b>chào</b>&nbsp;bạn</p><ul><li>một<li>hai</ul>{<i>a</i>}")
    assert draft.text == "Xin chào bạn\n- một\n- hai"
    assert draft.options[0].text == "a"
    assert read_one("[plain]a <b> c{T}").text == "a <b> c"


@pytest.mark.parametrize("text", ["Hỏi? {~a =b", "Hỏi? ~a =b}", "Hỏi } {"])
def test_braces_that_do_not_close_are_told(text: str) -> None:
    bundle = gift.read(f"{text}\n\nHai {{T}}".encode())
    assert [draft.text for draft in bundle.drafts] == ["Hai"]
    assert [(one.line, "{" in one.reason) for one in bundle.not_taken] == [(1, True)]


@pytest.mark.parametrize(
    "text",
    ["Hỏi? {~a}", "Hỏi? {#}", "Hỏi? {#ba}", "Hỏi? {#1:x}", "Hỏi? {=a -> 1}", "Hỏi? {=a -> 1 =b}", "Hỏi? {~ =b}", "{T}",
     "Hỏi? {#3:-1}", "Hỏi? {~%150%a ~b}", "Hỏi? {~%-150%a ~b}"],
)  # fmt: skip
def test_a_question_that_is_not_whole_is_told_and_left_out(text: str) -> None:
    assert refused(text).endswith(".")


@pytest.mark.parametrize(
    "content", [b"", b"Chi co chu", b"\xff\xd8\xff\xe0{", b"\x00{}", "Câu {T}".encode("cp1258", "ignore") + b"\xd0"]
)
def test_a_file_that_is_no_gift_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(NoQuestions):
        gift.read(content)


def test_utf_16_and_a_byte_order_mark_are_read() -> None:
    for encoding in ("utf-16", "utf-8-sig"):
        assert gift.read("Câu hỏi {T}".encode(encoding)).drafts[0].text == "Câu hỏi"


@given(st.lists(drafts(), min_size=1, max_size=5))
def test_what_is_written_is_read_again(written: list[Draft]) -> None:
    content = gift_writing.write([*written, Draft("true_false", "Cuối?", 0, written_tf)])
    bundle = gift.read(content)
    assert bundle.not_taken == ()
    assert [replace(draft, line=0, images=()) for draft in bundle.drafts[:-1]] == [replace(d, line=0, images=()) for d in written]


written_tf = gift.read(b"x{T}").drafts[0].options


def test_tags_in_a_comment_above_are_read_as_moodle_writes_them() -> None:
    (draft,) = read("// question: 12  name: Q\n// [id:393] [tag:luật] [tag:kỹ năng]\nHỏi?{}").drafts
    assert draft.tags == ("luật", "kỹ năng")


def test_a_question_with_its_name_begins_anew_though_the_empty_line_was_forgotten() -> None:
    bundle = read("// [tag:một]\n::Một::Hỏi một?{T}\n::Hai::Hỏi hai?{\n=đúng\n~sai\n}\n::Ba::Hỏi ba?{}")
    assert [(d.name, d.kind, d.text, d.line, d.tags) for d in bundle.drafts] == [
        ("Một", "true_false", "Hỏi một?", 2, ("một",)), ("Hai", "single", "Hỏi hai?", 3, ()), ("Ba", "long_answer", "Hỏi ba?", 7, ()),
    ]  # fmt: skip


def test_braces_behind_the_answers_leave_the_question_in_doubt() -> None:
    one, two = read("Hỏi một?{T}\nHỏi hai?{F}\n\nMột tập {=\\{a\\} ~b} \\{c\\}").drafts
    assert one.doubt and not two.doubt


def test_html_is_read_as_html_where_no_format_is_said_and_left_where_it_is_plain() -> None:
    shown, plain = read(
        "Điều <b>nào</b>\nđúng?{=<i>a</i> ~10<sup>5</sup> &lt; x ~c < d}\n\n[plain]Thẻ <b>nào</b>?{=<i>~b}"
    ).drafts
    assert (shown.text, [o.text for o in shown.options]) == ("Điều nào\nđúng?", ["a", "10⁵ < x", "c < d"])
    assert (plain.text, plain.options[0].text) == ("Thẻ <b>nào</b>?", "<i>")


def test_a_picture_that_gift_cannot_bring_leaves_the_question_in_doubt() -> None:
    asked, told = read(
        '[html]<p>Xem <img src\\="@@PLUGINFILE@@/a.png" alt\\="sơ đồ"></p>{T}\n\n[html]Hỏi?{T####<img src\\="x.png">}'
    ).drafts
    assert (asked.text, bool(asked.doubt)) == ("Xem [sơ đồ]", True)
    assert not told.doubt


def test_plain_words_that_look_like_html_are_written_so_that_they_stay() -> None:
    draft = Draft("single", "Thẻ <b>nào</b>?", 0, (DraftOption("<br>", Decimal(100)), DraftOption("&amp;")))
    assert [replace(one, line=0) for one in gift.read(gift_writing.write([draft])).drafts] == [draft]


@pytest.mark.parametrize(
    ("said", "kept"), [("0.125", "0.1250"), ("3.141592653589793", "3.141592653589793"), ("12.5", "12.5"), ("1822", "1822")]
)
def test_numbers_are_kept_so_that_nobody_reads_them_as_thousands(said: str, kept: str) -> None:
    (draft,) = read(f"Bao nhiêu? {{#{said}:0.01}}").drafts
    assert draft.options[0].text == kept


def test_an_arrow_in_an_answer_to_choose_stays() -> None:
    draft = Draft("single", "Cách nào?", 0, (DraftOption("Tệp -> In", Decimal(100), "đi -> in"), DraftOption("Trang -> Cỡ")))
    assert [replace(one, line=0) for one in gift.read(gift_writing.write([draft])).drafts] == [draft]
