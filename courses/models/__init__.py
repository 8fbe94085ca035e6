from courses.models.audience import AudiencePage
from courses.models.course import CoursePage, CoursePrerequisite, LessonPage
from courses.models.private import PrivateAreaPage, PrivateLessonPage
from courses.models.question import Question, QuestionBank, QuestionCase, QuestionOption, QuestionPicture, QuestionVersion
from courses.models.question_upload import QuestionUpload
from courses.models.quiz import QuizBand, QuizFixed, QuizPage, QuizQuota
from courses.models.writing import WordToAvoid

__all__ = [
    "AudiencePage",
    "CoursePage",
    "CoursePrerequisite",
    "LessonPage",
    "PrivateAreaPage",
    "PrivateLessonPage",
    "Question",
    "QuestionBank",
    "QuestionCase",
    "QuestionOption",
    "QuestionPicture",
    "QuestionUpload",
    "QuestionVersion",
    "QuizBand",
    "QuizFixed",
    "QuizPage",
    "QuizQuota",
    "WordToAvoid",
]
