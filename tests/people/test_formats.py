"""Dates and numbers as they are written here."""

import datetime

import pytest
from django import forms
from django.utils import formats, translation


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("typed", ["03/04/2026", "3/4/2026"])
def test_dates_are_typed_day_first_in_both_interfaces(language: str, typed: str) -> None:
    with translation.override(language):
        assert forms.DateField().clean(typed) == datetime.date(2026, 4, 3)


def test_a_month_in_front_is_refused() -> None:
    with translation.override("vi"), pytest.raises(forms.ValidationError):
        forms.DateField().clean("12/31/2026")


def test_numbers_have_a_point_for_thousands_and_a_comma_for_decimals() -> None:
    with translation.override("vi"):
        assert formats.number_format(1234.5, decimal_pos=1, force_grouping=True) == "1.234,5"
