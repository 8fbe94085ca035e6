"""What a class has gained between the test before and the test after. Pure functions over numbers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

Number = Fraction | int


@dataclass(frozen=True)
class Pair:
    """What one person reached before and after; None where no score is known."""

    before: Number | None = None
    after: Number | None = None

    @property
    def gain(self) -> Fraction | None:
        return None if self.before is None or self.after is None else Fraction(self.after) - Fraction(self.before)


@dataclass(frozen=True)
class Gain:
    """Means over those who have both scores; `people` says how many they are, and nothing is known of none."""

    people: int
    before: Fraction | None = None
    after: Fraction | None = None

    @property
    def gain(self) -> Fraction | None:
        return Pair(self.before, self.after).gain


@dataclass(frozen=True)
class QuestionGain:
    """The share, in percent, that had a question right. Without a person who met it twice there is no gain."""

    question: int
    people: int
    before: Fraction | None
    after: Fraction | None

    @property
    def gain(self) -> Fraction | None:
        return Pair(self.before, self.after).gain if self.people else None


def gain_of(pairs: Iterable[Pair]) -> Gain:
    """A person with one score alone says nothing about a gain and is left out of every mean."""
    paired = [pair for pair in pairs if pair.gain is not None]
    return Gain(len(paired), mean(pair.before for pair in paired), mean(pair.after for pair in paired))


def gains_by_question(before: Mapping[tuple[int, int], bool], after: Mapping[tuple[int, int], bool]) -> list[QuestionGain]:
    """From (person, question) to right or wrong, before and after; by question, in its order.

    Only those who met the question both times are compared. Where nobody did, each side stands for itself.
    """
    both = before.keys() & after.keys()
    paired = {question for _person, question in both}
    return [
        QuestionGain(
            question,
            sum(1 for _person, one in both if one == question),
            _share(before, question, both if question in paired else before.keys()),
            _share(after, question, both if question in paired else after.keys()),
        )
        for question in sorted({question for _person, question in [*before, *after]})
    ]


def mean(values: Iterable[Number | None]) -> Fraction | None:
    known = [Fraction(value) for value in values if value is not None]
    return sum(known, Fraction(0)) / len(known) if known else None


def _share(right: Mapping[tuple[int, int], bool], question: int, among: Iterable[tuple[int, int]]) -> Fraction | None:
    return mean(100 * right[key] for key in among if key[1] == question)
