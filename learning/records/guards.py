"""What the database itself refuses: names where none are taken (safety, B4), and changes of what was asked and answered."""

from learning.guards import Refusal

TAKES_NO_NAMES = "EXISTS (SELECT 1 FROM records_trainingclass c WHERE c.id = NEW.training_class_id AND NOT c.takes_names)"
IS_CONFIDENTIAL = (
    "NEW.takes_names AND EXISTS (SELECT 1 FROM people_audience a WHERE a.code = NEW.audience_id AND a.is_confidential)"
)
HAS_NAMES = "NOT NEW.takes_names AND EXISTS (SELECT 1 FROM records_registration r WHERE r.training_class_id = NEW.id)"
CLASSES_WITH_NAMES = (
    "NEW.is_confidential AND EXISTS (SELECT 1 FROM records_trainingclass c WHERE c.audience_id = NEW.code AND c.takes_names)"
)

REFUSALS = [
    Refusal("records_registration", "INSERT", TAKES_NO_NAMES, "this class takes no names"),
    Refusal("records_registration", "UPDATE", TAKES_NO_NAMES, "this class takes no names"),
    Refusal("records_trainingclass", "INSERT", IS_CONFIDENTIAL, "a confidential audience has no names"),
    Refusal("records_trainingclass", "UPDATE", f"({IS_CONFIDENTIAL}) OR ({HAS_NAMES})", "a confidential audience has no names"),
    Refusal("people_audience", "UPDATE", CLASSES_WITH_NAMES, "classes of this audience take names"),
]

OTHER_QUESTION = (
    "NEW.attempt_id <> OLD.attempt_id OR NEW.position <> OLD.position OR NEW.version_id <> OLD.version_id "
    "OR NEW.option_order <> OLD.option_order"
)
ANSWERED_TOO_LATE = (
    "NEW.chosen <> OLD.chosen AND (OLD.checked_at IS NOT NULL OR EXISTS "
    "(SELECT 1 FROM records_attempt a WHERE a.id = NEW.attempt_id AND a.state = 'finished'))"
)
OTHER_RULES = (
    "NEW.quiz_id <> OLD.quiz_id OR NEW.served <> OLD.served OR NEW.pass_percent <> OLD.pass_percent "
    "OR (OLD.state = 'finished' AND NEW.state <> 'finished')"
)

OF_ATTEMPTS = [
    Refusal("records_answer", "UPDATE", f"({OTHER_QUESTION}) OR ({ANSWERED_TOO_LATE})", "what was asked and handed in stands"),
    Refusal("records_attempt", "UPDATE", OTHER_RULES, "an attempt keeps the rules of its start"),
]
