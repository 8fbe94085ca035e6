"""Nobody's name stands in a class of a confidential audience, or in any class that takes no names (safety, B4)."""

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
