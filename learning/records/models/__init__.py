from learning.records.models.attempt import Answer, Attempt
from learning.records.models.completion import Completion
from learning.records.models.enrolment import Enrolment, LessonReading

__all__ = ["Answer", "Attempt", "Completion", "Enrolment", "LessonReading"]
