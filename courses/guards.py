"""A version of a question says for ever what people were asked."""

from learning.guards import Refusal

GUARDS = [Refusal("courses_questionversion", "UPDATE", "1 = 1", "a version of a question never changes")]
