from learning.records.models.admission import Admission
from learning.records.models.allowance import Allowance
from learning.records.models.attempt import Answer, Attempt
from learning.records.models.completion import Completion
from learning.records.models.enrolment import Enrolment, LessonReading
from learning.records.models.evaluation import EvaluationAnswer, EvaluationQuestion, EvaluationSheet
from learning.records.models.lists import ClassKind, FundingSource, Situation, Topic
from learning.records.models.presence import Attendance, Headcount, Registration, TestScore
from learning.records.models.regrade import Regrade, RegradedAttempt
from learning.records.models.requirement import Reminder, Requirement
from learning.records.models.roster import OfficeMemory, Roster, RosterDecision, RosterRow
from learning.records.models.training_class import ClassDocument, ClassFunding, ClassTrainer, Session, TrainingClass

__all__ = [
    "Admission", "Allowance", "Answer", "Attempt", "Attendance", "ClassDocument", "ClassFunding", "ClassKind", "ClassTrainer",
    "Completion", "Enrolment", "EvaluationAnswer", "EvaluationQuestion", "EvaluationSheet", "FundingSource", "Headcount",
    "LessonReading", "OfficeMemory", "Registration", "Regrade", "RegradedAttempt", "Reminder", "Requirement", "Roster",
    "RosterDecision", "RosterRow", "Session", "Situation", "TestScore", "Topic", "TrainingClass",
]  # fmt: skip
