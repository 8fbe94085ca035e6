"""Word files without a table: the way most tests in Vietnam are written."""

import io
import time
import unicodedata
from collections.abc import Callable

import docx
import pytest
from docx.document import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml.ns import qn
from docx.shared import RGBColor
from docx.text.run import Run

from courses.exchange import formats, table_files
from courses.exchange.drafts import Bundle, Draft, NoQuestions
from tests.courses.exchange.test_tables import excel, rights


def saved(document: Document) -> Bundle:
    out = io.BytesIO()
    document.save(out)
    return table_files.read_word(out.getvalue())


def read(*lines: str) -> Bundle:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    return saved(document)


def told(bundle: Bundle) -> list[tuple[str, str, list[str]]]:
    return [(draft.kind, draft.text, rights(draft)) for draft in bundle.drafts]


def test_questions_answers_key_and_explanation_stand_in_lines_under_a_letterhead() -> None:
    document = docx.Document()
    letterhead = document.add_table(1, 2)
    letterhead.cell(0, 0).text, letterhead.cell(0, 1).text = "SỞ NỘI VỤ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    for line in [
        "ĐỀ KIỂM TRA", "Phần I. Luật", "Câu 1: Số nào", "dành cho trẻ em?", "A. 111", "B. 112", "Đáp án: A", "Giải thích: Nghị định.",
        "Câu 2. Nên làm gì?", "A. Nghe\tB. Phán xét", "C. Giữ kín    D. Kể lại", "Đáp án: A, C", "Câu 3: Đó là việc riêng.", "Đáp án: Sai",
        "PHẦN II: Tự luận", "Câu 4: Trình bày ba việc.", "--- HẾT ---",
    ]:  # fmt: skip
        document.add_paragraph(line)
    bundle = saved(document)
    assert bundle.not_taken == ()
    assert told(bundle) == [
        ("single", "Số nào\ndành cho trẻ em?", ["111"]), ("multiple", "Nên làm gì?", ["Nghe", "Giữ kín"]),
        ("true_false", "Đó là việc riêng.", ["Sai"]), ("long_answer", "Trình bày ba việc.", []),
    ]  # fmt: skip
    assert [(d.line, d.category, d.feedback) for d in bundle.drafts] == [
        (3, "Luật", "Nghị định."),
        (9, "Luật", ""),
        (13, "Luật", ""),
        (16, "Tự luận", ""),
    ]


def bold(run: Run) -> None:
    run.bold = True


def underlined(run: Run) -> None:
    run.underline = True


def red(run: Run) -> None:
    run.font.color.rgb = RGBColor(255, 0, 0)


def highlighted(run: Run) -> None:
    run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def looking(mark: Callable[[Run], None], right: str, *, letter_only: bool = False) -> Bundle:
    """A question whose right answer is said by its look alone; the letters are bold in all answers, as they often are."""
    document = docx.Document()
    document.add_paragraph("Câu 1. Hỏi?")
    for letter, words in zip("ABC", ["một", "hai", "ba"], strict=True):
        paragraph = document.add_paragraph()
        first, second = paragraph.add_run(f"{letter}. "), paragraph.add_run(words)
        bold(first)
        if letter in right:
            mark(first if letter_only else second)
    return saved(document)


@pytest.mark.parametrize("mark", [bold, underlined, red, highlighted])
def test_the_answer_that_looks_otherwise_is_the_key_where_none_is_written(mark: Callable[[Run], None]) -> None:
    assert told(looking(mark, "B")) == [("single", "Hỏi?", ["hai"])]
    assert told(looking(mark, "AC")) == [("multiple", "Hỏi?", ["một", "ba"])]


def test_underlining_the_letter_alone_is_enough() -> None:
    assert told(looking(underlined, "C", letter_only=True)) == [("single", "Hỏi?", ["ba"])]


@pytest.mark.parametrize("right", ["", "ABC"])
def test_without_a_key_and_with_nothing_that_stands_out_the_question_is_told(right: str) -> None:
    bundle = looking(red, right)
    assert bundle.drafts == ()
    assert [one.line for one in bundle.not_taken] == [1]


def test_a_written_key_counts_more_than_looks() -> None:
    document = docx.Document()
    for text in ["Câu 1. Hỏi?", "A. một", "B. hai", "Đáp án: A"]:
        document.add_paragraph().add_run(text).bold = text.startswith("B")
    assert told(saved(document)) == [("single", "Hỏi?", ["một"])]


@pytest.mark.parametrize(
    "key",
    [
        "Đáp án: B",
        "Đáp án B",
        "ĐA: B",
        "Đáp án đúng là: B.",
        "Trả lời: B",
        "Chọn B",
        "=> Chọn đáp án B",
        "ANSWER: B",
        "Đáp án: B. hai",
    ],
)
def test_the_key_is_introduced_in_many_ways(key: str) -> None:
    assert told(read("Câu 1: Hỏi?", "A. một", "B. hai", key)) == [("single", "Hỏi?", ["hai"])]


@pytest.mark.parametrize("lines", [["BẢNG ĐÁP ÁN", "1.B  2.A"], ["Đáp án", "Câu 1: B; Câu 2: A"], ["1-B, 2-A"]])
def test_the_keys_may_stand_together_at_the_end(lines: list[str]) -> None:
    asked = ["Câu 1: Hỏi?", "A. một", "B. hai", "Câu 2: Nữa?", "A. ba", "B. bốn"]
    assert told(read(*asked, *lines)) == [("single", "Hỏi?", ["hai"]), ("single", "Nữa?", ["ba"])]


def test_the_keys_may_stand_in_a_table_at_the_end() -> None:
    document = docx.Document()
    for line in ["Câu 1: Hỏi?", "a) một", "b) hai", "Câu 2: Nữa?", "a) ba", "b) bốn"]:
        document.add_paragraph(line)
    grid = document.add_table(2, 3)
    for row, cells in zip(grid.rows, [["Câu", "1", "2"], ["Đáp án", "B", "A"]], strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    assert told(saved(document)) == [("single", "Hỏi?", ["hai"]), ("single", "Nữa?", ["ba"])]


def test_questions_without_numbers_part_where_answers_end() -> None:
    bundle = read("Hỏi?", "A. một", "B. hai", "Đáp án: B", "Nữa?", "A.ba", "B.bốn", "Đáp án: A")
    assert told(bundle) == [("single", "Hỏi?", ["hai"]), ("single", "Nữa?", ["ba"])]


def test_numbers_and_letters_that_word_itself_puts_there_count() -> None:
    document = docx.Document()
    for style, text in [
        ("List Number", "Hỏi?"),
        ("List Number 2", "một"),
        ("List Number 2", "hai"),
        ("List Number", "Nữa?"),
        ("List Number 2", "ba"),
        ("List Number 2", "bốn"),
    ]:
        document.add_paragraph(style=style).add_run(text).bold = text in {"hai", "ba"}
    number = document.styles["List Number 2"].element.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}").get(qn("w:val"))
    root = document.part.numbering_part.element
    (abstract,) = [
        one.find(qn("w:abstractNumId")).get(qn("w:val"))
        for one in root.iterchildren(qn("w:num"))
        if one.get(qn("w:numId")) == number
    ]
    for one in root.iterchildren(qn("w:abstractNum")):
        if one.get(qn("w:abstractNumId")) == abstract:
            one.find(f"{qn('w:lvl')}/{qn('w:numFmt')}").set(qn("w:val"), "upperLetter")
    assert told(saved(document)) == [("single", "Hỏi?", ["hai"]), ("single", "Nữa?", ["ba"])]


def test_letters_taken_apart_are_read_as_whole_ones() -> None:
    assert told(read(*(unicodedata.normalize("NFD", line) for line in ["Câu 1: Hỏi?", "A. một", "B. hai", "Đáp án: B"]))) == [
        ("single", "Hỏi?", ["hai"])
    ]


def test_a_table_without_a_key_is_read_by_its_looks_and_answers_within_a_cell_too() -> None:
    document = docx.Document()
    grid = document.add_table(2, 3)
    for place, heading in enumerate(["Câu hỏi", "A", "B"]):
        grid.cell(0, place).text = heading
    grid.cell(1, 0).text, grid.cell(1, 1).text = "Hỏi?", "một"
    grid.cell(1, 2).paragraphs[0].add_run("hai").bold = True
    other = document.add_table(2, 2)
    other.cell(0, 0).text, other.cell(0, 1).text, cell = "Nội dung", "Đáp án", other.cell(1, 0)
    cell.text = "Nữa?"
    for text in ["A. ba", "B. bốn"]:
        cell.add_paragraph().add_run(text).underline = text == "A. ba"
    assert told(saved(document)) == [("single", "Hỏi?", ["hai"]), ("single", "Nữa?", ["ba"])]


def test_lines_in_excel_and_in_a_text_file_are_read_too() -> None:
    lines = ["Câu 1: Hỏi?", "A. một", "B. hai", "Đáp án: B"]
    assert told(table_files.read_excel(excel(*([line] for line in lines)))) == [("single", "Hỏi?", ["hai"])]
    content = "\n".join(lines).encode()
    assert told(formats.FORMATS[formats.format_of("de.txt", content)].read(content)) == [("single", "Hỏi?", ["hai"])]


def test_a_star_before_an_answer_and_answers_that_are_numbered_are_known() -> None:
    starred = table_files.read_excel(excel(["Question Text", "Answer 1", "Answer 2", "Answer 3"], ["Hỏi?", "*một", "hai", "*ba"]))
    assert told(starred) == [("multiple", "Hỏi?", ["một", "ba"])]
    assert told(table_files.read_excel(excel(["Câu hỏi", "Đáp án 1", "Đáp án 2", "Đáp án đúng"], ["Hỏi?", "một", "hai", 2]))) == [
        ("single", "Hỏi?", ["hai"])
    ]


def test_a_letter_is_first_of_all_the_letter_of_an_answer() -> None:
    (draft,) = table_files.read_excel(excel(["Câu hỏi", "A", "B", "Đáp án"], ["Nhóm máu nào?", "B", "A", "A"])).drafts
    assert rights(draft) == ["B"]


@pytest.mark.parametrize(
    "lines", [["Kính gửi: các đơn vị", "Căn cứ kế hoạch, đề nghị báo cáo."], ["1. Họ tên", "2. Năm sinh"], []]
)
def test_a_letter_is_no_test(lines: list[str]) -> None:
    with pytest.raises(NoQuestions):
        read(*lines)


def test_answers_on_one_line_are_parted_only_where_they_surely_begin() -> None:
    (draft,) = read("Câu 1: Ai?", "A. Ông Nguyễn Văn B. ở xã C. thì không", "B. Bà Trần Thị C.", "Đáp án: A").drafts
    assert isinstance(draft, Draft)
    assert [option.text for option in draft.options] == ["Ông Nguyễn Văn B. ở xã C. thì không", "Bà Trần Thị C."]


def test_a_line_made_to_be_slow_is_read_at_once() -> None:
    begun = time.monotonic()
    with pytest.raises(NoQuestions):
        read("1 A " * 20_000 + "z", "=> " * 20_000 + "z", " " * 20_000 + "z")
    assert time.monotonic() - begun < 5


def test_a_thousand_questions_are_numbered_to_the_end() -> None:
    assert told(read("Câu 999: Hỏi?", "A. một", "B. hai", "Đáp án: A", "Câu 1000: Nữa?", "A. ba", "B. bốn", "Đáp án: B"))[1] == (
        "single",
        "Nữa?",
        ["bốn"],
    )
