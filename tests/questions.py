"""One question of each kind, with what answers it fully."""

from typing import Any

from courses import versioning
from courses.answers import CHOICES
from courses.models import Question, QuestionBank, QuestionOption, QuizPage
from learning.records.models import Answer

CONTENT: dict[str, tuple[str, list[dict[str, Any]], Any]] = {
    "single": ("Số nào?", [{"text": "111", "is_correct": True}, {"text": "112"}], ["1"]),
    "multiple": (
        "Điều nào đúng?", [{"text": "Lắng nghe", "is_correct": True}, {"text": "Bảo mật", "is_correct": True}, {"text": "Phán xét"}], ["1", "2"],
    ),
    "true_false": ("Bạo lực là việc riêng.", [{"text": "Đúng"}, {"text": "Sai", "is_correct": True}], ["2"]),
    "matching": (
        "Ghép từng việc với người làm.",
        [{"text": "Khám", "match": "bác sĩ"}, {"text": "Tư vấn", "match": "nhân viên"}, {"text": "", "match": "nhà báo"}],
        {"1": "1", "2": "2"},
    ),
    "ordering": ("Xếp các bước.", [{"text": "Gặp"}, {"text": "Nghe"}, {"text": "Chuyển tuyến"}], {"1": 1, "2": 2, "3": 3}),
    "short_text": ("Việc chuyển người cần hỗ trợ gọi là gì?", [{"text": "chuyển tuyến"}], "Chuyen tuyen"),
    "number": ("Trong bao nhiêu ngày?", [{"text": "3", "tolerance": 1}], "3,5"),
    "gap": ("Giữ [[1]] và [[2]].", [{"text": "an toàn", "gap": 1}, {"text": "bí mật", "gap": 2}], {"1": "an toàn", "2": "bi mat"}),
    "long_answer": ("Bạn sẽ nói gì với chị?", [{"text": "Lắng nghe, không phán xét", "percent": 100}], "Tôi tin chị."),
}  # fmt: skip


def a_question(kind: str, bank: QuestionBank, **fields: Any) -> Question:
    text, options, _right = CONTENT[kind]
    question = Question(**({"bank": bank, "kind": kind, "text": text} | fields))
    question.options = [QuestionOption(**option, feedback="Vì thế.", sort_order=n) for n, option in enumerate(options)]
    question.save()
    versioning.freeze(question)
    return question


def as_posted(answer: Answer, given: Any) -> dict[str, Any]:
    """An answer (courses.answers) as the page of this attempt sends it, which calls options by their place."""
    kind, names = answer.version.kind, answer.names
    if kind in CHOICES:
        return {"chosen": [names[pk] for pk in given]}
    if kind == "ordering":
        return {f"part-{names[pk]}": value for pk, value in given.items()}
    if kind == "matching":
        return {f"part-{pk}": names[value] for pk, value in given.items()}
    return {f"part-{gap}": typed for gap, typed in given.items()} if kind == "gap" else {"text": given}


def fill(quiz: QuizPage, *kinds: str) -> QuizPage:
    """The quiz asks one question of each kind, and nothing else."""
    bank = QuestionBank.objects.create(name=f"Ngân hàng {quiz.pk} {len(kinds)} {kinds[0]}")
    for kind in kinds:
        a_question(kind, bank)
    quiz.bank, quiz.draw = bank, len(kinds)
    quiz.save()
    return quiz
