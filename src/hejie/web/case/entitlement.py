"""What a buyer would give up by a package: the sum that law or policy guarantees him, and the rule that gives it."""

from collections.abc import Mapping
from functools import cached_property

from django.http import HttpRequest
from django.utils.translation import gettext as _

from hejie.domain.entitlements.answer import cite
from hejie.domain.settlement.terms import floor
from hejie.usecases import entitlements
from hejie.usecases.reading import CaseView
from hejie.web.case.voice import plain_sum
from hejie.web.languages import active

# Without the rule's name, and with it.
_BUYER = (
    lambda: _("You would give up %(sum)s, which the rules give you."),
    lambda: _("You would give up %(sum)s, which is yours by %(rule)s."),
)
_OTHERS = (
    lambda: _("The buyer would give up %(sum)s, which the rules give; only the buyer can do so, and knowingly."),
    lambda: _("The buyer would give up %(sum)s, due by %(rule)s; only the buyer can do so, and knowingly."),
)


class Floor:
    """Tells of packages of one case how far they stay below what is certain; the law is looked at only where one does.

    table   what the reader's own side may know (usecases.bargaining.table_of), None for whoever is no party
    """

    def __init__(self, request: HttpRequest, view: CaseView, table: object | None) -> None:
        self._request, self._view, self._table = request, view, table

    def given_up(self, package: Mapping) -> int:
        """Minor units that the buyer would give up; 0 where it is none, or nothing is certain."""
        return floor.below_floor(package, self._table.facts) if self._table is not None else 0

    def told(self, package: Mapping) -> str:
        """The same as a sentence to the reader, with the rule; "" where it is none."""
        minor = self.given_up(package)
        if not minor:
            return ""
        facts = {
            "sum": plain_sum(minor, self._view.case.currency),
            "rule": self._cited(floor.rule_of(package, self._table.facts)),
        }
        buyer = self._view.side == "buyer"
        said = (_BUYER if buyer else _OTHERS)[bool(facts["rule"])]() % facts
        if buyer and floor.keeps_instead(package, self._table.facts):
            return _("%(said)s It is due for sending the goods back; with these terms you keep them.") % {"said": said}
        return said

    def _cited(self, rule: str) -> str:
        """A rule as people cite it, from its id; as it stands where no law that is in force knows it."""
        rules = self._bundle.rules if self._bundle is not None else ()
        found = next((one for one in rules if rule in (one.id, f"{one.book} {one.article}".strip())), None)
        return cite(found, active()) if found else ""

    @cached_property
    def _bundle(self) -> object | None:
        looked = entitlements.of_case(self._request.context, self._view)
        return looked.finding.asked.bundle if looked is not None else None
