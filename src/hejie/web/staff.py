"""What staff can do beside the case page, on pages of their own."""

from django.urls import reverse
from django.utils.translation import gettext as _

from hejie.usecases.reading import CaseView

_HOLDERS = ("operator", "auditor")


def ways(view: CaseView, role: str) -> list[dict]:
    """Links for this reader; none for a party."""
    args = [view.case.id]
    listed = (
        ("case_assignment", _("Name a neutral"), role == "operator" and bool(view.case.waits("assign"))),
        ("case_hand_over", _("Give the case to another neutral"), role == "operator" and bool(view.case.neutral)),
        ("neutral_hand_over", _("Hand the case over"), view.side == "neutral" and "hand_over" in view.acts),
        ("case_erasure", _("Erase private contents"), role == "operator"),
        ("case_hold", _("Lift the legal hold") if view.case.held else _("Put it under a legal hold"), role in _HOLDERS),
        ("neutral_table", _("Open the neutral’s table"), view.side == "neutral"),
    )
    found = [{"url": reverse(name, args=args), "label": label} for name, label, fits in listed if fits]
    if role == "auditor":
        found.append({"url": f"{reverse('readings')}?case={view.case.id}", "label": _("Who has read this case")})
    return found
