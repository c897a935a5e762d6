"""How a sum is made up, as rows of a ledger: pieces, freight, what was added or taken off with its word, the sum."""

from collections.abc import Callable, Mapping

from django.utils.html import format_html
from django.utils.translation import gettext as _

from hejie.domain.kernel.money import Money
from hejie.web import formatting
from hejie.web.case.voice import plain_sum, written
from hejie.web.service import vocabulary

_MOST_NAMED = 6
"""Of several alike at different prices so many are named one by one."""


def table(
    reckoned: Mapping,
    titles: Mapping[int, str],
    text: Callable[[Mapping], str] = lambda _ref: "",
    in_points: int = 0,
    in_voucher: int = 0,
) -> list[dict]:
    """Rows for `components/ledger.html`.

    reckoned   as `aftersales.amounts.reckon` makes it; titles: what each line is called; text: the words behind a reference
    in_points  what of the sum comes back as points, in minor units; in_voucher: what of it as a voucher
    """
    currency = reckoned["currency"]
    rows: list[dict] = []
    freight = 0
    for piece in reckoned["pieces"]:
        named = written(titles.get(piece["line"], "")) or _("Line %(number)s") % {"number": piece["line"]}
        row = {"label": format_html("{} × {}", formatting.number(piece["quantity"]), named)}
        if piece["minor"] or not reckoned["adjust"]:
            row["sum"] = Money(piece["minor"], currency)
        if piece.get("tax"):
            tax = formatting.money(Money(piece["tax"], currency))
            row["how"] = _("with %(sum)s of tax in it") % {"sum": tax}
        how = [row.get("how", "")]
        if piece.get("each"):
            how.insert(0, " + ".join(plain_sum(one, currency) for one in piece["each"][:_MOST_NAMED]))
        if piece.get("before"):
            before = formatting.money(Money(piece["before"], currency))
            how.append(_("%(sum)s of it had come back to the buyer before") % {"sum": before})
        row["how"] = " · ".join(part for part in how if part)
        freight += piece.get("freight", 0)
        rows.append(row)
    if freight:
        rows.append({"label": _("Freight of the way there"), "sum": Money(freight, currency)})
    for one in reckoned["adjust"]:
        row = {"label": vocabulary.word("adjustments", one["what"]), "sum": Money(one["minor"], currency)}
        if one.get("note"):
            row["how"] = written(text(one["note"]) if isinstance(one["note"], Mapping) else one["note"])
        rows.append(row)
    whole = {"label": _("Comes back to the buyer"), "sum": Money(reckoned["minor"], currency), "total": True}
    kinds = (
        (in_points, _("%(sum)s of it as points, as it was paid")),
        (in_voucher, _("%(sum)s of it as a voucher, as it was paid")),
    )
    if how := [words % {"sum": formatting.money(Money(minor, currency))} for minor, words in kinds if minor]:
        whole["how"] = " · ".join(how)
    rows.append(whole)
    return rows
