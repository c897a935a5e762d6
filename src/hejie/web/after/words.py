"""Words for why a voucher was given, and who may bind his own side in a case."""

from django.utils.translation import gettext_lazy as _

from hejie.usecases.reading import CaseView

WHY = {
    "delay": _("For a delay"),
    "goodwill": _("As a gesture of goodwill"),
    "agreement": _("By agreement"),
    "promise": _("As promised"),
    "returned": _("Out of a refund"),
}


def may_commit(view: CaseView) -> bool:
    """Whether the reader may bind his own side in this case."""
    return view.side in ("seller", "platform") and not view.case.closed
