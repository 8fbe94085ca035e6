"""What the admin checks when a trainer writes a question or a quiz."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from cms.forms import SitePageForm
from courses import marking
from courses.answers import CHOICES
from courses.gaps import GAP


def answers_problem(kind: str, options: Sequence[Mapping[str, Any]], text: str = "", scoring: str = "") -> str:
    """What is wrong with a question of that kind with these answers (as QuestionOption), or ""."""
    if kind in CHOICES:
        return _choices_problem(kind, options) or (_weights_problem(options) if scoring == marking.WEIGHTS else "")
    checks = {"matching": _pairs_problem, "ordering": _order_problem, "short_text": _forms_problem, "number": _numbers_problem}
    checks["long_answer"] = _rubric_problem
    if kind == "gap":
        return _gaps_problem(options, text)
    return checks[kind](options) if kind in checks else ""


def _choices_problem(kind: str, options: Sequence[Mapping[str, Any]]) -> str:
    right = [bool(option.get("is_correct")) for option in options]
    if len(right) < 2 or not all(option.get("text") for option in options):
        return _("Please give at least two answers.")
    if kind == "true_false" and len(right) != 2:
        return _("A question of the kind “true or false” has exactly two answers.")
    if kind == "multiple":
        enough = any(right) and not all(right)
        return "" if enough else _("Please mark at least one answer as right, and leave at least one wrong.")
    return "" if sum(right) == 1 else _("Please mark exactly one answer as right.")


def _weights_problem(options: Sequence[Mapping[str, Any]]) -> str:
    """Weights under which ticking everything would be full marks are no test (field notes D)."""
    weights = [option.get("percent") or Decimal(0) for option in options]
    if sum(weight for weight in weights if weight > 0) < 100:
        return _("The weights of the right answers must add up to 100.")
    return "" if sum(weights) < 100 else _("Please give wrong answers a weight below 0, or ticking everything would be right.")


def _pairs_problem(options: Sequence[Mapping[str, Any]]) -> str:
    pairs = [option for option in options if option.get("text")]
    if len(pairs) < 2 or not all(option.get("match") for option in options):
        return _("Please give at least two pairs, and both sides of each. A side that only misleads has no left side.")
    return "" if len({option["match"] for option in options}) > 1 else _("Please give at least two different right sides.")


def _order_problem(options: Sequence[Mapping[str, Any]]) -> str:
    texts = [str(option.get("text") or "") for option in options]
    fine = len(texts) > 1 and all(texts) and len(set(texts)) == len(texts)
    return "" if fine else _("Please give at least two steps, each only once, in the right order.")


def _forms_problem(options: Sequence[Mapping[str, Any]]) -> str:
    return "" if any(_is_full(option) for option in options) else _("Please give at least one answer that is fully right.")


def _numbers_problem(options: Sequence[Mapping[str, Any]]) -> str:
    exact = [str(option.get("text") or "") for option in options if option.get("text") != "*"]
    if not all(len(marking.readings(text)) == 1 for text in exact):
        return _("Please write each answer as a number, for example 3,5 or 1000.")
    return _forms_problem(options)


def _rubric_problem(options: Sequence[Mapping[str, Any]]) -> str:
    weights = [option.get("percent") or Decimal(0) for option in options]
    fine = not any(weights) or sum(weights) == 100
    return "" if fine else _("The weights of the points must add up to 100. Without weights all points count alike.")


def _gaps_problem(options: Sequence[Mapping[str, Any]], text: str) -> str:
    gaps = {int(number) for number in GAP.findall(text)}
    if not gaps or gaps != {option.get("gap") for option in options}:
        return _("Please write [[1]], [[2]] in the text where something is to be typed, and answers for each of these gaps.")
    filled = {option["gap"] for option in options if _is_full(option)}
    return "" if filled == gaps else _("Please give each gap at least one answer that is fully right.")


def _is_full(option: Mapping[str, Any]) -> bool:
    percent = option.get("percent")
    return bool(option.get("text")) and (percent is None or percent == 100)


WRITTEN = ("text", "match", "feedback", "is_correct", "gap")


class QuestionForm(WagtailAdminModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.for_user and "bank" in self.fields:
            self.fields["bank"].queryset = self.fields["bank"].queryset.written_by(self.for_user)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        options = self.formsets["options"]
        _drop_empty(options.forms)
        # Half-filled answers have their own messages; a second one about the whole would only confuse.
        if "kind" in cleaned and all(form.is_valid() for form in options.forms):
            kept = [f.cleaned_data for f in options.forms if f.cleaned_data and not f.cleaned_data.get("DELETE")]
            problem = answers_problem(cleaned["kind"], kept, cleaned.get("text", ""), cleaned.get("scoring", ""))
            if not problem and cleaned["kind"] in CHOICES and not all(option.get("feedback") for option in kept):
                problem = _("Please say for each answer why it is right, or what would be right instead.")
            if problem and cleaned.get("state") != "draft":
                raise ValidationError(problem)
        return cleaned


def _drop_empty(forms: Sequence[Any]) -> None:
    """Answers that stand ready and were not used."""
    for form in forms:
        if form.is_valid() and not any(form.cleaned_data.get(name) for name in WRITTEN):
            form.cleaned_data["DELETE"] = True


class CoursePageForm(SitePageForm):
    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        begins, ends = cleaned.get("enrol_from"), cleaned.get("enrol_until")
        if begins and ends and ends < begins:
            self.add_error("enrol_until", _("Enrolment must end after it begins."))
        rows = [form.cleaned_data for form in self.formsets["prerequisites"].forms if form.is_valid()]
        wanted = [row["requires"] for row in rows if row.get("requires") and not row.get("DELETE")]
        if self.instance.pk and any(_leads_back(course, self.instance.pk) for course in wanted):
            message = _("One of the courses to be completed first asks for this course itself. Please take one of the two out.")
            raise ValidationError(message)
        return cleaned


def _leads_back(course: Any, goal: int) -> bool:
    """Whether a course, or one that must come before it, is the goal."""
    waiting, seen = [course], set()
    while waiting:
        found = waiting.pop()
        if found.pk == goal:
            return True
        if found.pk not in seen:
            seen.add(found.pk)
            waiting += [one.requires for one in found.prerequisites.select_related("requires")]
    return False


def _is_second(parent: Any, quiz: Any, is_pretest: Any) -> bool:
    """A course has one final quiz and one test before the lessons; practice below its lessons as one likes."""
    beside = type(quiz)._default_manager.child_of(parent).exclude(pk=quiz.pk)
    return parent.specific_class.__name__ == "CoursePage" and beside.filter(is_pretest=bool(is_pretest)).exists()


class QuizPageForm(SitePageForm):
    def clean(self) -> dict[str, Any]:
        """A draft may wait for its questions; a quiz that goes to review or to people may not."""
        cleaned: dict[str, Any] = super().clean()
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("The quiz must close after it opens."))
        if _is_second(self.parent_page, self.instance, cleaned.get("is_pretest")):
            message = _("The course has a quiz of this kind already. Please change that one, or put practice below a lesson.")
            self.add_error("is_pretest", message)
        bank, draw = cleaned.get("bank"), cleaned.get("draw")
        if bank and draw and not self.is_deferred_validation:
            ready = bank.ready_versions().count()
            if ready < draw:
                message = _(
                    "The question bank holds %(n)s questions. Add questions, or ask fewer in one attempt."
                )
                self.add_error("draw", message % {"n": ready})
            else:
                self._check_quotas(bank)
                self._check_together(bank, draw)
        return cleaned

    def _kept(self, name: str) -> list[Any]:
        """What will stand in one of the lists."""
        rows = [form for form in self.formsets[name].forms if form.is_valid() and form.cleaned_data]
        return [form.instance for form in rows if not form.cleaned_data.get("DELETE")]

    def _check_together(self, bank: Any, draw: int) -> None:
        if not self.has_error("draw"):
            quiz = type(self.instance)(bank=bank, draw=draw)
            if not quiz.plan_of(self._kept("fixed"), self._kept("quotas")).is_enough():
                message = _("The question bank holds too few ready questions. Please add questions, or ask fewer in one attempt.")
                self.add_error("draw", message)

    def _check_quotas(self, bank: Any) -> None:
        versions = list(bank.ready_versions().select_related("question"))
        for quota in self._kept("quotas"):
            ready = sum(quota.fits(version) for version in versions)
            if ready < quota.count:
                message = _("Of “%(what)s” the question bank holds %(n)s questions. Please ask for fewer, or write more.")
                self.add_error("draw", message % {"what": quota, "n": ready})
