from django import template

from courses import versioning
from courses.models import Question, QuestionVersion

register = template.Library()


@register.filter
def as_version(question: Question) -> QuestionVersion:
    """What people would be asked; not saved."""
    return QuestionVersion(**versioning.content_of(question))
