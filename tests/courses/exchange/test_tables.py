"""The tables that trainers really use, and Aiken."""

import io
from dataclasses import replace

import docx
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.exchange import aiken, table_files, table_writing
from courses.exchange.drafts import Bundle, Draft, NoQuestions
from tests.courses.exchange.drafts import drafts

HEADING = ["STT", "Câu hỏi", "A", "B", "C", "D", "Đáp án", "Giải thích"]


def excel(*rows: list[object]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    for line, cells in enumerate(rows):
        for place, cell in enumerate(cells):
            sheet.write(line, place, cell)
    book.close()
    return out.getvalue()


def read(*rows: list[object]) -> Bundle:
    return table_files.read_excel(excel(*rows))


def rights(draft: Draft) -> list[str]:
    return [option.text for option in draft.options if option.percent == 100]


def test_a_table_under_its_title_is_read_row_by_row() -> None:
    bundle = read(
        ["NGÂN HÀNG CÂU HỎI"], [], HEADING,
        [1, "Số nào dành cho trẻ em?", "111", "112", 113, "", "A", "Nghị định"],
        [2, "Câu 2: Điều nào đúng?", "A. Nghe", "B. Giữ kín", "C. Phán xét", "", "A, B", ""],
        [], [3, "Bạo lực là việc riêng.", "", "", "", "", "Sai", "Luật 2022"],
    )  # fmt: skip
    assert bundle.not_taken == ()
    assert [(d.kind, d.text, rights(d), d.feedback, d.line) for d in bundle.drafts] == [
        ("single", "Số nào dành cho trẻ em?", ["111"], "Nghị định", 4),
        ("multiple", "Điều nào đúng?", ["Nghe", "Giữ kín"], "", 5),
        ("true_false", "Bạo lực là việc riêng.", ["Sai"], "Luật 2022", 7),
    ]


@pytest.mark.parametrize("key", ["B", "b", " B. ", "2", "Phương án B", "Đáp án: B", "hai", "B. hai"])
def test_the_key_may_be_said_in_many_ways(key: str) -> None:
    (draft,) = read(HEADING, [1, "Một cộng một?", "một", "hai", "ba", "bốn", key]).drafts
    assert rights(draft) == ["hai"]


@pytest.mark.parametrize("key", ["A và C", "A,C", "AC", "a; c", "1, 3", "A & C"])
def test_several_right_answers_make_multiple_choice(key: str) -> None:
    (draft,) = read(HEADING, [1, "Số lẻ?", "một", "hai", "ba", "bốn", key]).drafts
    assert (draft.kind, rights(draft)) == ("multiple", ["một", "ba"])


@pytest.mark.parametrize(
    "row",
    [[1, "Hỏi?", "a", "b", "c", "d", ""], [1, "Hỏi?", "a", "b", "", "", "E"], [1, "Hỏi?", "a", "", "", "", "A"], [1, "", "a", "b", "", "", "A"], [1, "Hỏi?", "", "", "", "", ""]],
)
def test_a_row_that_is_not_whole_is_told_with_its_line(row: list[object]) -> None:
    bundle = read(HEADING, row, [2, "Hỏi nữa?", "a", "b", "", "", "A"])
    assert [draft.text for draft in bundle.drafts] == ["Hỏi nữa?"]
    assert [(one.line, one.reason[-1]) for one in bundle.not_taken] == [(2, ".")]


def test_group_rows_name_the_topic_and_repeated_headings_are_passed_over() -> None:
    bundle = read(HEADING, ["Phần I. Luật"], [1, "Hỏi?", "a", "b", "", "", "A"], HEADING, ["Chương 2: Kỹ năng"], [2, "Nữa?", "a", "b", "", "", "B"])
    assert bundle.not_taken == ()
    assert [draft.category for draft in bundle.drafts] == ["Luật", "Kỹ năng"]


def test_answers_below_the_question_in_its_own_cell() -> None:
    bundle = read(["TT", "Nội dung câu hỏi", "Đáp án đúng"], [1, "Số nào?\nA. 111\nB. 113\nC. 114", "A"])
    (draft,) = bundle.drafts
    assert (draft.text, [o.text for o in draft.options], rights(draft)) == ("Số nào?", ["111", "113", "114"], ["111"])


def test_old_fonts_are_turned_into_unicode() -> None:
    (draft,) = read(HEADING, [1, "Ng\xadêi bÞ b¹o lùc cÇn ®iÒu g× tr­íc tiªn?", "An toµn", "Im lÆng", "", "", "A"]).drafts
    assert draft.text == "Người bị bạo lực cần điều gì trước tiên?"


def test_a_formula_in_a_cell_stays_text_when_written() -> None:
    draft = replace(read(HEADING, [1, "x", "a", "b", "", "", "A"]).drafts[0], text="=1+1")
    assert table_files.read_excel(table_files.write_excel([draft])).drafts[0].text == "=1+1"


def test_word_tables_and_lines_are_read() -> None:
    document, out = docx.Document(), io.BytesIO()
    grid = document.add_table(2, 5)
    for row, cells in zip(grid.rows, [["Câu hỏi", "A", "B", "Đáp án", "Giải thích"], ["Hỏi?", "có", "không", "B", "Vì thế"]], strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    document.save(out)
    (draft,) = table_files.read_word(out.getvalue()).drafts
    assert (draft.text, rights(draft), draft.feedback) == ("Hỏi?", ["không"], "Vì thế")
    lines, out = docx.Document(), io.BytesIO()
    for text in ["Câu 1. Hỏi?", "A. có", "B. không", "Đáp án: A"]:
        lines.add_paragraph(text)
    lines.save(out)
    assert rights(table_files.read_word(out.getvalue()).drafts[0]) == ["có"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 hong", b"<html>", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 x", excel(["Họ tên", "Năm sinh"], ["An", 1980])])
def test_other_files_are_refused_in_words(content: bytes) -> None:
    for read_file in (table_files.read_excel, table_files.read_word):
        with pytest.raises(NoQuestions):
            read_file(content)


CHOICES = drafts(("single", "multiple", "true_false", "short_text", "ordering", "number", "description"))


@settings(max_examples=30, deadline=None)
@given(st.lists(CHOICES.filter(lambda d: not d.text.upper().startswith(("CÂU", "QUESTION"))), min_size=1, max_size=4))
def test_what_is_written_is_read_again(written: list[Draft]) -> None:
    kept = [draft for draft in written if table_writing.can_hold(draft)]
    for write, read_file in ((table_files.write_excel, table_files.read_excel), (table_files.write_word, table_files.read_word)):
        bundle = read_file(write(kept))
        assert bundle.not_taken == ()
        assert [replace(draft, line=0) for draft in bundle.drafts] == kept


# --- Aiken ------------------------------------------------------------------------------------------------------

AIKEN = "Số nào?\nA. 111\nB) 113\nC. 114\nANSWER: B\n\nCâu 2: Ai giúp?\nA. bạn\nB. tôi\nđáp án: a\n"


def test_aiken_has_a_question_its_answers_and_the_key() -> None:
    bundle = aiken.read(AIKEN.encode())
    assert bundle.not_taken == ()
    assert [(d.text, [o.text for o in d.options], rights(d), d.line) for d in bundle.drafts] == [
        ("Số nào?", ["111", "113", "114"], ["113"], 1), ("Ai giúp?", ["bạn", "tôi"], ["bạn"], 7),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "broken", ["Hỏi?\nA. một\nB. hai\n", "Hỏi?\nA. một\nANSWER: A", "Hỏi?\nA. một\nB. hai\nANSWER: D", "A. một\nB. hai\nANSWER: A", "Hỏi?\nANSWER: A", "Hỏi?\nA. a\nA. b\nANSWER: A"]
)
def test_aiken_tells_what_is_not_whole(broken: str) -> None:
    bundle = aiken.read(f"{broken}\n\n{AIKEN}".encode())
    assert len(bundle.drafts) == 2
    assert [one.line for one in bundle.not_taken] == [1]


@given(st.lists(drafts(("single", "true_false")).filter(aiken.can_hold), min_size=1, max_size=4))
def test_aiken_is_read_again(written: list[Draft]) -> None:
    bundle = aiken.read(aiken.write(written))
    assert bundle.not_taken == ()
    assert [(d.kind, d.text, [(o.text, o.percent) for o in d.options]) for d in bundle.drafts] == [
        (d.kind, d.text, [(o.text, o.percent) for o in d.options]) for d in written
    ]


def test_a_file_without_a_key_is_no_aiken() -> None:
    with pytest.raises(NoQuestions):
        aiken.read(b"Chi co chu\nA. mot\n")
