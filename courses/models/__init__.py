from courses.models.audience import AudiencePage
from courses.models.course import CoursePage, LessonPage
from courses.models.private import PrivateAreaPage, PrivateLessonPage
from courses.models.question import Question, QuestionBank, QuestionCase, QuestionOption, QuestionVersion
from courses.models.quiz import QuizFixed, QuizPage, QuizQuota

__all__ = [
    "AudiencePage",
    "CoursePage",
    "LessonPage",
    "PrivateAreaPage",
    "PrivateLessonPage",
    "Question",
    "QuestionBank",
    "QuestionCase",
    "QuestionOption",
    "QuestionVersion",
    "QuizFixed",
    "QuizPage",
    "QuizQuota",
]
