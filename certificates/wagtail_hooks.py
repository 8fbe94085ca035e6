from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from certificates.models import Signer


class SignerViewSet(SnippetViewSet):
    model = Signer
    icon = "edit"
    menu_label = _("Signers of certificates")
    add_to_settings_menu = True
    list_display = ["issuer", "authority", "position", "name"]


register_snippet(SignerViewSet)


@hooks.register("register_log_actions")
def name_our_acts(actions: LogActionRegistry) -> None:
    actions.register_action("certificates.issue", _("Issue certificate"), _("Issued a certificate"))
    actions.register_action("certificates.replace", _("Replace certificate"), _("Replaced a certificate"))
    actions.register_action("certificates.withdraw", _("Withdraw certificate"), _("Withdrew a certificate"))
