"""Marks and draws, for any question and any answer (design, rule 5)."""

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.drawing import NotEnoughQuestions, draw, option_order
from courses.marking import mark, percent

KINDS = st.sampled_from(["single", "multiple", "true_false"])
RIGHTS = st.lists(st.booleans(), min_size=2, max_size=8)


def options(rights: list[bool]) -> list[dict[str, object]]:
    return [{"id": str(place), "correct": right} for place, right in enumerate(rights, start=1)]


def ids(rights: list[bool], *, right: bool) -> set[str]:
    return {str(place) for place, is_right in enumerate(rights, start=1) if is_right is right}


@given(KINDS, RIGHTS, st.sets(st.integers(1, 10).map(str)))
def test_a_mark_is_never_below_0_nor_above_1(kind: str, rights: list[bool], chosen: set[str]) -> None:
    assert 0 <= mark(kind, options(rights), chosen).mark <= 1


@given(KINDS, RIGHTS)
def test_nothing_chosen_is_0(kind: str, rights: list[bool]) -> None:
    assert mark(kind, options(rights), []).mark == 0


@given(RIGHTS.filter(lambda rights: 0 < sum(rights) <= len(rights) / 2))
def test_ticking_everything_is_0_where_half_or_more_is_wrong(rights: list[bool]) -> None:
    everything = ids(rights, right=True) | ids(rights, right=False)
    assert mark("multiple", options(rights), everything).mark == 0


@given(KINDS, RIGHTS.filter(any))
def test_ticking_everything_is_never_full_unless_everything_is_right(kind: str, rights: list[bool]) -> None:
    everything = ids(rights, right=True) | ids(rights, right=False)
    assert mark(kind, options(rights), everything).is_full == (kind == "multiple" and all(rights))


@given(RIGHTS.filter(any))
def test_exactly_the_right_ones_is_full(rights: list[bool]) -> None:
    assert mark("multiple", options(rights), ids(rights, right=True)).is_full


@given(RIGHTS.filter(lambda rights: any(rights) and not all(rights)), st.data())
def test_one_more_wrong_tick_never_raises_the_mark(rights: list[bool], data: st.DataObject) -> None:
    chosen = data.draw(st.sets(st.sampled_from(sorted(ids(rights, right=True)))))
    wrong = data.draw(st.sampled_from(sorted(ids(rights, right=False))))
    assert mark("multiple", options(rights), chosen | {wrong}).mark <= mark("multiple", options(rights), chosen).mark


@pytest.mark.parametrize(("chosen", "expected"), [({"1"}, 1), ({"2"}, 0), ({"1", "2"}, 0), (set(), 0)])
def test_a_question_with_one_answer_is_right_or_wrong(chosen: set[str], expected: int) -> None:
    assert mark("single", options([True, False, False]), chosen).mark == expected


def test_right_minus_wrong_over_the_right_ones() -> None:
    assert mark("multiple", options([True, True, True, False]), {"1", "2", "4"}).mark == Fraction(1, 3)


@given(st.lists(st.fractions(0, 1), max_size=20), st.integers(20, 40))
def test_unanswered_questions_stay_in_the_denominator(marks: list[Fraction], served: int) -> None:
    assert percent(marks, served) == percent([*marks, Fraction(0)], served) <= 100
    assert percent(marks, served) == 100 * sum(marks, Fraction(0)) / served


@given(st.sets(st.integers(0, 60), max_size=40), st.integers(1, 40), st.sets(st.integers(0, 60)), st.randoms())
def test_unseen_questions_come_first_and_never_a_shorter_quiz(
    bank: set[int], count: int, seen: set[int], rng: random.Random
) -> None:
    if len(bank) < count:
        with pytest.raises(NotEnoughQuestions):
            draw(sorted(bank), count, seen, rng)
        return
    drawn = draw(sorted(bank), count, seen, rng)
    assert len(drawn) == len(set(drawn)) == count
    assert set(drawn) <= bank
    assert len(set(drawn) - seen) == min(count, len(bank - seen))


def test_true_and_false_keep_their_places_and_other_options_do_not() -> None:
    shown = options([True, False])
    orders = {kind: {tuple(option_order(kind, shown, random.Random(n))) for n in range(20)} for kind in ("true_false", "single")}
    assert orders == {"true_false": {("1", "2")}, "single": {("1", "2"), ("2", "1")}}
