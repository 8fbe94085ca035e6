"""Django's list of common passwords is English; these are common here."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from learning.people.text import fold

COMMON_HERE = frozenset(
    "matkhau matkhau1 matkhau123 matkhau1234 123matkhau emyeuanh anhyeuem anhyeuem123 thainguyen thainguyen2021 "
    "thainguyen2025 thainguyen2026 thainguyen123 vietnam123 vietnam2026 hocan123 hocan2026 xinchao123 giadinh123 "
    "conyeume conyeubame mothaiba motnamba khongbiet khongnho toiyeuvietnam".split()
)


class VietnameseCommonPasswordValidator:
    def validate(self, password: str, user: object | None = None) -> None:
        if fold(password).replace(" ", "") in COMMON_HERE:
            raise ValidationError(_("This password is too easy to guess. Please choose another one."), "password_common")

    def get_help_text(self) -> str:
        return _("Do not use a phrase that many people use, such as “mật khẩu” or the name of the province.")
