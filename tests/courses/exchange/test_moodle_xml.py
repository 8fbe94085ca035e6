"""Moodle XML, as Moodle writes it."""

import base64
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.exchange import moodle_xml, moodle_xml_writing
from courses.exchange.drafts import Draft, DraftImage, NoQuestions
from tests.courses.exchange.drafts import drafts

PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


def quiz(*questions: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n{"".join(questions)}\n</quiz>'.encode()


def question(kind: str, inside: str, text: str = "<p>Câu <b>hỏi</b></p>") -> str:
    return (
        f'<question type="{kind}">\n<name><text>Tên</text></name>\n'
        f'<questiontext format="html"><text><![CDATA[{text}]]></text></questiontext>{inside}</question>\n'
    )


def answer(text: str, fraction: float, feedback: str = "") -> str:
    return f'<answer fraction="{fraction}" format="html"><text><![CDATA[<p>{text}</p>]]></text><feedback format="html"><text>{feedback}</text></feedback></answer>'


def read_one(content: bytes) -> Draft:
    bundle = moodle_xml.read(content)
    assert bundle.not_taken == ()
    (draft,) = bundle.drafts
    return draft


def test_single_and_multiple_choice_with_weights_and_feedback() -> None:
    both = answer("a", 33.33333) + answer("b", 33.33333) + answer("c", 33.33333, "vì c") + answer("d", -33.33333)
    draft = read_one(quiz(question("multichoice", f"<single>false</single>{both}")))
    assert (draft.kind, draft.text, draft.scoring, draft.name, draft.line) == ("multiple", "Câu hỏi", "", "Tên", 3)
    assert [(o.text, o.percent, o.feedback) for o in draft.options] == [("a", 100, ""), ("b", 100, ""), ("c", 100, "vì c"), ("d", 0, "")]
    one = read_one(quiz(question("multichoice", f"<single>true</single>{answer('a', 100)}{answer('b', 50)}")))
    assert (one.kind, [o.percent for o in one.options]) == ("single", [100, 50])


def test_true_or_false_short_text_number_order_and_essay() -> None:
    draft = read_one(quiz(question("truefalse", answer("false", 100, "đúng") + answer("true", 0, "sai"))))
    assert [(o.text, o.percent, o.feedback) for o in draft.options] == [("Đúng", 0, "sai"), ("Sai", 100, "đúng")]
    draft = read_one(quiz(question("shortanswer", "<usecase>1</usecase>" + answer("chuyển tuyến", 100))))
    assert (draft.kind, draft.marks_matter) == ("short_text", True)
    draft = read_one(quiz(question("numerical", '<answer fraction="100"><text>3.5</text><tolerance>0.1</tolerance></answer><answer fraction="0"><text>*</text></answer>')))
    assert [(o.text, o.tolerance) for o in draft.options] == [("3.5", Decimal("0.1")), ("*", 0)]
    draft = read_one(quiz(question("ordering", answer("hai", 2) + answer("một", 1))))
    assert [o.text for o in draft.options] == ["một", "hai"]
    draft = read_one(quiz(question("essay", "<graderinfo format='html'><text>&lt;p&gt;Lắng nghe&lt;/p&gt;</text></graderinfo>")))
    assert (draft.kind, draft.options[0].text) == ("long_answer", "Lắng nghe")


def test_pairs_and_sides_that_only_mislead() -> None:
    pairs = "".join(
        f'<subquestion format="html"><text>{left}</text><answer><text>{right}</text></answer></subquestion>'
        for left, right in [("Khám", "bác sĩ"), ("Tư vấn", "nhân viên"), ("", "nhà báo")]
    )
    draft = read_one(quiz(question("matching", pairs)))
    assert [(o.text, o.match) for o in draft.options] == [("Khám", "bác sĩ"), ("Tư vấn", "nhân viên"), ("", "nhà báo")]


def test_typed_gaps_of_a_cloze_text() -> None:
    text = r"<p>Giữ {1:SHORTANSWER:=an toàn#đúng~%50%an ninh} và {2:SA:bi mat~=bí mật \} \~}.</p>"
    draft = read_one(quiz(question("cloze", "", text)))
    assert (draft.kind, draft.text) == ("gap", "Giữ [[1]] và [[2]].")
    assert [(o.text, o.percent, o.feedback, o.gap) for o in draft.options] == [
        ("an toàn", 100, "đúng", 1), ("an ninh", 50, "", 1), ("bi mat", 0, "", 2), ("bí mật } ~", 100, "", 2),
    ]  # fmt: skip


def test_category_tags_hidden_and_general_feedback() -> None:
    category = '<question type="category"><category><text>$course$/top/Mặc định/Luật</text></category></question>'
    inside = answer("true", 100) + answer("false", 0) + "<hidden>1</hidden><tags><tag><text>luật</text></tag></tags><generalfeedback><text>Chung</text></generalfeedback>"
    draft = read_one(quiz(category, question("truefalse", inside)))
    assert (draft.category, draft.tags, draft.state, draft.feedback) == ("Mặc định/Luật", ("luật",), "retired", "Chung")


def test_pictures_come_with_their_words() -> None:
    data = base64.b64encode(PIXEL).decode()
    text = '<p>Nhìn <img src="@@PLUGINFILE@@/so%20do.png" alt="Sơ đồ"> và <img src="https://xa.example/b.png" alt="xa"></p>'
    inside = f'<questiontext format="html"><text><![CDATA[{text}]]></text><file name="so do.png" path="/" encoding="base64">{data}</file></questiontext>'
    draft = read_one(quiz(f'<question type="description"><name><text>x</text></name>{inside}</question>'))
    assert draft.text == "Nhìn và [xa]"
    assert draft.images == (DraftImage("so do.png", PIXEL, "Sơ đồ"),)
    damaged = inside.replace(data, "!!")
    bundle = moodle_xml.read(quiz(f'<question type="description">{damaged}</question>'))
    assert bundle.drafts == () and len(bundle.not_taken) == 1


@pytest.mark.parametrize(
    "one",
    [
        question("calculated", ""), question("random", ""), question("multichoice", answer("a", 100)), question("shortanswer", ""),
        question("numerical", answer("ba", 100)), question("truefalse", answer("true", 100) + answer("có", 0)), question("matching", ""),
        question("cloze", "", "{1:MULTICHOICE:=a~b} và {1:MULTICHOICE:=c~d}"), question("cloze", "", "không có chỗ trống"), question("ordering", answer("a", 1)),
        question("truefalse", answer("true", 100) + answer("false", 0), ""),
    ],
)  # fmt: skip
def test_what_has_no_counterpart_or_is_not_whole_is_told_with_its_line(one: str) -> None:
    bundle = moodle_xml.read(quiz(one, question("truefalse", answer("true", 100) + answer("false", 0))))
    assert [draft.kind for draft in bundle.drafts] == ["true_false"]
    assert [(found.line, found.reason[-1]) for found in bundle.not_taken] == [(3, ".")]


def test_weights_and_numbers_as_computers_write_them_are_rounded_not_refused() -> None:
    third = 100 / 3
    draft = read_one(quiz(question("multichoice", f"<single>false</single>{answer('a', third)}{answer('b', third)}{answer('c', third)}{answer('d', -third)}")))
    assert [o.percent for o in draft.options] == [100, 100, 100, 0]
    draft = read_one(quiz(question("numerical", '<answer fraction="100"><text>3.141592653589793</text><tolerance>0.031415926535897934</tolerance></answer>')))
    assert [(o.text, o.tolerance) for o in draft.options] == [("3.141592653589793", Decimal("0.0314159265"))]


@pytest.mark.parametrize(
    ("said", "kind", "answers"),
    [
        ("{1:MULTICHOICE:Huế#chưa~=Hà Nội#đúng~%50%Thăng Long}", "single", [("Huế", 0), ("Hà Nội", 100), ("Thăng Long", 50)]),
        ("{2:MCV:=một~hai}", "single", [("một", 100), ("hai", 0)]),
        ("{1:MULTIRESPONSE_H:=một~=hai~ba}", "multiple", [("một", 100), ("hai", 100), ("ba", 0)]),
        ("{1:NUMERICAL:=5.17:0.01~%0%123456}", "number", [("5.17", 100), ("123456", 0)]),
    ],
)
def test_a_text_with_one_gap_to_choose_or_one_number_is_a_question_like_others(said: str, kind: str, answers: list[tuple[str, int]]) -> None:
    draft = read_one(quiz(question("cloze", "", f"<p>Thủ đô là {said}.</p>")))
    assert (draft.kind, draft.text, [(o.text, o.percent) for o in draft.options]) == (kind, "Thủ đô là _____.", answers)
    assert draft.options[0].tolerance == (Decimal("0.01") if kind == "number" else 0)


def test_a_gap_that_ends_in_a_backslash_is_told() -> None:
    bundle = moodle_xml.read(quiz(question("cloze", "", "<p>{1:SA:=a\\ } b</p>")))
    assert bundle.drafts == () and len(bundle.not_taken) == 1


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ('<p>Nghe <a href="@@PLUGINFILE@@/a.mp3">đây</a></p>', ""), ('<p>Xem <img src="https://x.vn/a.png" alt="sơ đồ"></p>', ""),
        ("<p>Xem</p><video src='x.mp4'></video>", ""),
        ("<p>Hình nào?</p>", answer("<img src='@@PLUGINFILE@@/a.png' alt='tròn'>", 100) + answer("vuông", 0)),
    ],
)  # fmt: skip
def test_what_is_heard_or_seen_and_cannot_be_brought_along_leaves_the_question_in_doubt(text: str, inside: str) -> None:
    draft = read_one(quiz(question("multichoice", inside or answer("a", 100) + answer("b", 0), text)))
    assert draft.doubt.endswith(".")
    assert not read_one(quiz(question("multichoice", answer("a", 100) + answer("b", 0)))).doubt


def test_code_keeps_its_lines_lists_their_items_and_raised_signs_their_place() -> None:
    html = "<p>x<sup>2</sup>, H<sub>2</sub>O</p>\n<pre>nếu a:\n    b</pre><ul><li><p>một</p></li><li>hai</li></ul>"
    assert read_one(quiz(question("essay", "", html))).text == "x², H₂O\nnếu a:\n\u00a0\u00a0\u00a0\u00a0b\n- một\n- hai"


def test_auto_format_keeps_its_lines_and_may_hold_html() -> None:
    texts = ["Dòng một\nDòng hai &lt; ba", "Dòng &lt;b&gt;một&lt;/b&gt;\nDòng hai"]
    written = [f'<question type="essay"><questiontext format="moodle_auto_format"><text>{text}</text></questiontext></question>' for text in texts]
    assert [draft.text for draft in moodle_xml.read(quiz(*written)).drafts] == ["Dòng một\nDòng hai < ba", "Dòng một\nDòng hai"]


def test_a_file_with_a_film_in_it_is_read() -> None:
    film = f'<question type="essay"><questiontext format="html"><text>Xem</text><file name="a.mp4" encoding="base64">{"A" * 11_000_000}</file></questiontext></question>'
    assert [draft.text for draft in moodle_xml.read(quiz(film)).drafts] == ["Xem"]


def test_space_before_the_first_line_does_no_harm() -> None:
    assert len(moodle_xml.read(b"\xef\xbb\xbf\n  " + quiz(question("essay", ""))).drafts) == 1


def test_damage_is_told_with_its_line() -> None:
    with pytest.raises(NoQuestions, match="4"):
        moodle_xml.read(b"\n" + quiz("<question><text>A & B</text></question>"))


LAUGHS = '<!DOCTYPE quiz [<!ENTITY a "ha">' + "".join(f'<!ENTITY {b} "{"&" + a + ";"}{("&" + a + ";") * 9}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)) + "]>"


@pytest.mark.parametrize(
    "content",
    [
        b"", b"khong phai xml", b"<quiz>", b"<html></html>", f"{LAUGHS}<quiz><question type='essay'>&i;</question></quiz>".encode(),
        b'<!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz><question type="essay"><questiontext><text>&x;</text></questiontext></question></quiz>',
        '<?xml version="1.0" encoding="UTF-8"?><quiz>é</quiz>'.encode("latin-1"), b'<?xml version="1.0" encoding="khong-co"?><quiz/>',
    ],
)  # fmt: skip
def test_other_files_and_traps_are_refused_in_words(content: bytes) -> None:
    with pytest.raises(NoQuestions):
        moodle_xml.read(content)


@settings(max_examples=60)
@given(st.lists(drafts(), min_size=1, max_size=4))
def test_what_is_written_is_read_again(written: list[Draft]) -> None:
    bundle = moodle_xml.read(moodle_xml_writing.write(written))
    assert bundle.not_taken == ()
    assert [replace(draft, line=0) for draft in bundle.drafts] == written


def test_pictures_are_written_and_read_again() -> None:
    draft = Draft("long_answer", "Bạn thấy gì?\nKể lại.", 0, images=(DraftImage("sơ đồ.png", PIXEL, 'Một "sơ đồ" & mũi tên'),), category="Luật")
    assert replace(read_one(moodle_xml_writing.write([draft])), line=0) == draft


@pytest.mark.parametrize("text", ["<div>" * 50_000 + "sâu", "<b " * 50_000])
def test_a_text_nested_to_do_harm_is_told(text: str) -> None:
    bundle = moodle_xml.read(quiz(question("essay", "", text), question("essay", "")))
    assert len(bundle.drafts) == len(bundle.not_taken) == 1
