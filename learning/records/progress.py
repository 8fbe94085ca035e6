"""Where somebody stopped, and what is next."""

from dataclasses import dataclass
from typing import Any

from courses.models import LessonPage, QuizPage
from learning.records.models import Enrolment


@dataclass(frozen=True)
class Progress:
    enrolment: Enrolment
    lessons: int
    read: int
    quiz: QuizPage | None
    next_page: LessonPage | QuizPage | None

    @property
    def percent(self) -> int:
        steps = self.lessons + (1 if self.quiz else 0)
        done = self.read + (1 if self.quiz and self.is_complete else 0)
        return round(100 * done / steps) if steps else 0

    @property
    def is_complete(self) -> bool:
        return self.enrolment.completion is not None


def progress_of(enrolments: list[Enrolment]) -> list[Progress]:
    """How far each enrolment is: three queries however many there are (readings must be prefetched)."""
    paths = {enrolment.course.path for enrolment in enrolments}
    lessons = _children(LessonPage, paths)
    quizzes = _children(QuizPage, paths, is_pretest=False)
    return [_progress(e, lessons.get(e.course.path, []), quizzes.get(e.course.path, [])) for e in enrolments]


def _children(model: Any, parent_paths: set[str], **those: Any) -> dict[str, list]:
    found: dict[str, list] = {}
    depth = len(next(iter(parent_paths), "")) // model.steplen
    pages = model.objects.live().filter(depth=depth + 1, **those) if parent_paths else model.objects.none()
    for page in pages.order_by("path"):
        found.setdefault(page.path[: -model.steplen], []).append(page)
    return {path: pages for path, pages in found.items() if path in parent_paths}


def _progress(enrolment: Enrolment, lessons: list[LessonPage], quizzes: list[QuizPage]) -> Progress:
    read = {reading.lesson_id for reading in enrolment.readings.all()}
    unread = [lesson for lesson in lessons if lesson.pk not in read]
    quiz = quizzes[0] if quizzes else None
    next_page = unread[0] if unread else quiz
    return Progress(enrolment, len(lessons), len(lessons) - len(unread), quiz, next_page)
