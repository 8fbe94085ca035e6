"""The gain of a class: only people with both scores say something about it."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from learning.records.gains import Pair, gain_of, gains_by_question

percents = st.fractions(min_value=0, max_value=100, max_denominator=100)
maybe = st.none() | percents
pairs = st.lists(st.builds(Pair, before=maybe, after=maybe), max_size=40)
marks = st.dictionaries(st.tuples(st.integers(1, 6), st.integers(1, 5)), st.booleans(), max_size=30)


@given(pairs)
def test_unpaired_people_change_nothing(everybody: list[Pair]) -> None:
    paired = [pair for pair in everybody if pair.gain is not None]
    assert gain_of(everybody) == gain_of(paired)
    assert gain_of(everybody).people == len(paired)


@given(pairs)
def test_the_gain_is_the_mean_of_the_gains_and_within_a_hundred_points(everybody: list[Pair]) -> None:
    result = gain_of(everybody)
    gains = [pair.gain for pair in everybody if pair.gain is not None]
    assert result.gain == (sum(gains, Fraction(0)) / len(gains) if gains else None)
    assert result.gain is None or -100 <= result.gain <= 100


@given(pairs, st.randoms())
def test_the_order_of_people_does_not_matter(everybody: list[Pair], chance: object) -> None:
    shuffled = list(everybody)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert gain_of(shuffled) == gain_of(everybody)


@given(pairs)
def test_before_and_after_swapped_turn_the_gain_around(everybody: list[Pair]) -> None:
    forth, back = gain_of(everybody).gain, gain_of(Pair(pair.after, pair.before) for pair in everybody).gain
    assert (forth is None) == (back is None)
    assert forth is None or back is not None and forth == -back


@given(marks, marks)
def test_a_question_gains_only_from_people_who_met_it_twice(before: dict, after: dict) -> None:
    for line in gains_by_question(before, after):
        both = [key for key in before if key in after and key[1] == line.question]
        assert line.people == len(both)
        assert (line.gain is None) == (not both)
        if both:
            assert line.gain == Fraction(100 * sum(after[k] - before[k] for k in both), len(both))


@given(marks, marks)
def test_every_question_that_was_asked_has_one_line(before: dict, after: dict) -> None:
    lines = gains_by_question(before, after)
    assert [line.question for line in lines] == sorted({question for _person, question in [*before, *after]})


def test_a_small_class_by_hand() -> None:
    result = gain_of([Pair(40, 80), Pair(60, 70), Pair(10, None), Pair(None, 100)])
    assert (result.people, result.before, result.after, result.gain) == (2, 50, 75, 25)  # type: ignore[comparison-overlap]


def test_a_question_nobody_met_twice_has_shares_but_no_gain() -> None:
    (line,) = gains_by_question({(1, 7): True, (2, 7): False}, {(3, 7): True})
    assert (line.people, line.before, line.after, line.gain) == (0, 50, 100, None)  # type: ignore[comparison-overlap]
