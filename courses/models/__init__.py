from courses.models.audience import AudiencePage
from courses.models.course import CertificateDesign, CoursePage, CoursePrerequisite, EntryBy, LessonPage
from courses.models.edition import CourseEdition
from courses.models.private import PrivateAreaPage, PrivateLessonPage
from courses.models.question import Question, QuestionBank, QuestionCase, QuestionOption, QuestionPicture, QuestionVersion
from courses.models.question_upload import QuestionUpload
from courses.models.quiz import QuizBand, QuizFixed, QuizPage, QuizPlan, QuizQuota
from courses.models.writing import WordToAvoid

__all__ = [
    "AudiencePage",
    "CertificateDesign",
    "CourseEdition",
    "CoursePage",
    "CoursePrerequisite",
    "EntryBy",
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
    "QuizPlan",
    "QuizQuota",
    "WordToAvoid",
]
