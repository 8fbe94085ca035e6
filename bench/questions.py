"""Taking in 5,000 questions from a file, beside a bare write of as many rows; marking 10,000 answers of each kind."""

import time

from bench.rows import Row
from courses import marking
from courses.exchange import saving
from courses.exchange.formats import FORMATS
from courses.models import Question, QuestionBank, QuestionOption, QuestionVersion

GROUP = "questions"
COUNT, ANSWERS = 5_000, 10_000
MINUTE = 60.0


def run() -> list[Row]:
    bare = _bare()
    reading, saved = _import()
    beside = f"one minute for {COUNT:,} questions"
    return [
        Row(GROUP, f"bare write of {COUNT:,} questions", bare, "s", "question, four answers and version in bulk"),
        Row(GROUP, f"read {COUNT:,} questions (GIFT)", reading, "s", beside, reading / MINUTE),
        Row(GROUP, "look through and save them", saved, "s", beside, saved / MINUTE),
        Row(GROUP, "the same, beside the bare write", saved / bare, "times"),
        *[_marking(kind, options, given) for kind, options, given in KINDS],
    ]


def _bare() -> float:
    bank = QuestionBank.objects.create(name="bench: bare")
    began = time.perf_counter()
    questions = Question.objects.bulk_create(Question(bank=bank, text=f"Câu {n}") for n in range(COUNT))
    QuestionOption.objects.bulk_create(QuestionOption(question=one, text=f"{n}") for one in questions for n in range(4))
    QuestionVersion.objects.bulk_create(
        QuestionVersion(question=one, number=1, kind="single", text=one.text, options=[]) for one in questions
    )
    return time.perf_counter() - began


def _import() -> tuple[float, float]:
    bank = QuestionBank.objects.create(name="bench: import")
    questions = (f"Câu hỏi số {n} về luật? {{=đúng {n}#Vì thế. ~sai {n} ~sai nữa {n} ~khác {n}}}" for n in range(COUNT))
    content = "\n\n".join(questions).encode()
    began = time.perf_counter()
    bundle = FORMATS["gift"].read(content)
    read = time.perf_counter()
    saved = saving.save(saving.preview(bundle, bank), bank, state=Question.State.READY, by=None)
    assert len(saved) == COUNT
    return read - began, time.perf_counter() - read


CHOICES = [{"id": str(n), "text": f"{n}", "correct": n < 2} for n in range(4)]
PAIRS = [{"id": str(n), "text": f"trái {n}", "match": f"phải {n}", "correct": True} for n in range(4)]
FORMS = [{"id": str(n), "text": f"chuyển tuyến {n}", "correct": True, "percent": "100"} for n in range(4)]
KINDS = [
    ("multiple", CHOICES, ["1", "2"]), ("matching", PAIRS, {str(n): str(n) for n in range(4)}),
    ("short_text", FORMS, "Chuyen tuyen 3"),
]  # fmt: skip


def _marking(kind: str, options: list, given: object) -> Row:
    began = time.perf_counter()
    for _n in range(ANSWERS):
        marking.mark(kind, options, given)
    taken = time.perf_counter() - began
    return Row(GROUP, f"mark {ANSWERS:,} answers: {kind}", taken, "s", "ten seconds", taken / 10)
