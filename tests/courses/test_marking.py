"""Marks and draws, for any question and any answer (design, rule 5)."""

import random
import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.drawing import NotEnoughQuestions, draw, option_order
from courses.marking import fits, mark, percent, readings

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


# --- kinds that are no ticks -----------------------------------------------------------------------------------

WORDS = ["chuyển tuyến", "bảo mật", "lắng nghe", "hỗ trợ", "an toàn"]


def pairs(*sides: tuple[str, str]) -> list[dict[str, object]]:
    return [{"id": str(n), "text": left, "match": right} for n, (left, right) in enumerate(sides, start=1)]


def typed(*accepted: tuple[str, int]) -> list[dict[str, object]]:
    return [{"id": str(n), "text": text, "percent": percent} for n, (text, percent) in enumerate(accepted, start=1)]


def test_matching_is_right_pairs_over_all_pairs_and_a_misleading_side_is_no_pair() -> None:
    sides = pairs(("A", "một"), ("B", "hai"), ("C", "hai"), ("", "ba"))
    assert mark("matching", sides, {"1": "1", "2": "3", "3": "4"}).mark == Fraction(2, 3)  # "hai" is "hai", whichever was chosen
    assert mark("matching", sides, {"1": "1", "2": "2", "3": "3"}).is_full
    assert mark("matching", sides, {}).mark == mark("matching", sides, {"1": "99"}).mark == 0


STEPS = [{"id": str(n), "text": word} for n, word in enumerate(WORDS, start=1)]


@given(st.permutations(["1", "2", "3", "4", "5"]))
def test_an_order_is_worth_the_neighbours_it_keeps(order: list[str]) -> None:
    kept = sum(int(b) == int(a) + 1 for a, b in zip(order, order[1:], strict=False))
    assert mark("ordering", STEPS, {pk: place for place, pk in enumerate(order, start=1)}).mark == Fraction(kept, 4)


def test_a_place_given_twice_is_none_and_part_of_an_order_counts() -> None:
    assert mark("ordering", STEPS, dict.fromkeys("12345", 1)).mark == 0
    assert mark("ordering", STEPS, {"1": 1, "2": 2, "3": 1, "4": 2, "5": 5}).mark == 0
    assert mark("ordering", STEPS, {"1": 1, "2": 2}).mark == Fraction(1, 4)


@pytest.mark.parametrize("answer", ["chuyển tuyến", "Chuyen  tuyen", " CHUYỂN TUYẾN ", "chuye\u0302\u0309n tuye\u0302\u0301n"])
def test_a_short_text_is_accepted_with_and_without_marks(answer: str) -> None:
    assert mark("short_text", typed(("chuyển tuyến", 100)), answer).is_full


def test_marks_matter_where_the_question_says_so_and_the_best_form_counts() -> None:
    forms = typed(("má", 100), ("ma*", 50))
    assert mark("short_text", forms, "ma", {"marks_matter": True}).mark == Fraction(1, 2)
    assert mark("short_text", forms, "má", {"marks_matter": True}).is_full
    assert mark("short_text", typed(("*", 0), ("đúng", 100)), "sai hẳn").mark == 0
    assert fits("bạo lực*gia đình", "Bạo lực trong gia đình", {}) and not fits("bạo lực", "bạo lực gia đình", {})


@pytest.mark.parametrize("kind", ["short_text", "number", "gap", "matching", "ordering", "single", "multiple", "long_answer"])
@pytest.mark.parametrize("nothing", ["", "   ", [], {}, None])
@pytest.mark.parametrize("scoring", ["exact", "right_minus_wrong", "weights"])
def test_no_kind_and_no_rule_gives_credit_for_an_empty_answer(kind: str, nothing: object, scoring: str) -> None:
    shown = [{"id": "1", "text": "*", "match": "", "percent": 100, "correct": False, "gap": 1}]
    assert mark(kind, shown, nothing, {"scoring": scoring}).mark == 0


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("3,5", {"3.5"}), ("3.5", {"3.5"}), ("1.000.000", {"1000000"}), ("1.000", {"1000", "1"}), ("1,000", {"1000", "1"}),
        ("1.234,5", {"1234.5"}), ("1 000", {"1000"}), ("-7", {"-7"}), ("80%", set()), ("NaN", set()), ("1e9", set()), ("", set()),
    ],
)  # fmt: skip
def test_numbers_are_read_as_vietnamese_and_as_english_write_them(text: str, values: set[str]) -> None:
    assert readings(text) == {Decimal(value) for value in values}


@given(st.decimals(-1000, 1000, places=2), st.decimals(0, 5, places=2), st.decimals(-6, 6, places=2))
def test_a_number_is_right_within_its_tolerance_and_not_beyond(right: Decimal, tolerance: Decimal, off: Decimal) -> None:
    shown = [{"id": "1", "text": str(right), "tolerance": str(tolerance), "percent": 100}]
    for spelling in (str(right + off), str(right + off).replace(".", ",")):
        assert mark("number", shown, spelling).is_full == (abs(off) <= tolerance)


def test_gaps_count_alike_and_an_empty_one_is_0() -> None:
    shown = [
        {"id": "1", "gap": 1, "text": "an toàn", "percent": 100}, {"id": "2", "gap": 1, "text": "yên ổn", "percent": 50},
        {"id": "3", "gap": 2, "text": "bảo mật", "percent": 100}, {"id": "4", "gap": 3, "text": "*", "percent": 100},
    ]  # fmt: skip
    assert mark("gap", shown, {"1": "yen on", "2": "bảo mật", "3": " "}).mark == Fraction(1, 2)


def test_weights_count_as_given_and_never_below_0_or_above_1() -> None:
    shown = [{"id": "1", "correct": True, "percent": 60}, {"id": "2", "correct": True, "percent": 60}, {"id": "3", "percent": -100}]
    rule = {"scoring": "weights"}
    assert [mark("multiple", shown, chosen, rule).mark for chosen in (["1"], ["1", "2"], ["1", "2", "3"], ["3"])] == [
        Fraction(3, 5), 1, Fraction(1, 5), 0,
    ]  # fmt: skip


def test_exact_is_all_or_nothing() -> None:
    shown = options([True, True, False])
    assert [mark("multiple", shown, chosen, {"scoring": "exact"}).mark for chosen in (["1"], ["1", "2"], ["1", "2", "3"])] == [0, 1, 0]


def test_a_long_answer_waits_for_a_person() -> None:
    verdict = mark("long_answer", [], "Tôi sẽ lắng nghe.")
    assert verdict.waits and verdict.mark == 0


LETTERS = st.text("abc ", max_size=8)


@given(st.lists(LETTERS, min_size=1, max_size=4), LETTERS)
def test_a_star_stands_for_anything_or_nothing(parts: list[str], typed: str) -> None:
    pattern = ".*".join(re.escape(" ".join(part.split())) for part in parts)
    assert fits("*".join(parts), typed, {}) == bool(re.fullmatch(pattern, " ".join(typed.split())))


def test_many_stars_take_no_longer() -> None:
    """A pattern of regular expressions would go through 10^18 ways here, and one person could stop the server with an answer."""
    assert not fits("*a" * 60 + "b", "a" * 400, {}) and fits("*a" * 60, "a" * 400, {})
