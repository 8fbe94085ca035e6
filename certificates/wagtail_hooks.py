from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def name_our_acts(actions: LogActionRegistry) -> None:
    actions.register_action("certificates.issue", _("Issue certificate"), _("Issued a certificate"))
    actions.register_action("certificates.replace", _("Replace certificate"), _("Replaced a certificate"))
    actions.register_action("certificates.withdraw", _("Withdraw certificate"), _("Withdrew a certificate"))
