"""What a document tells of the seals over its entries, and of the time stamps over them."""

import json
from collections.abc import Sequence

from hejie.record import timestamps
from hejie.record.dossier import SealShown
from hejie.usecases.dossier_pdf import blocks as b
from hejie.usecases.dossier_pdf.labels import Labels

MOST = 12


def blocks(seals: Sequence[SealShown], labels: Labels) -> list[b.Block]:
    """The newest seals: how many entries of the marketplace each covers, when it was made, and who stamped it when."""
    columns = [(labels("seal"), "figures"), (labels("sealed_at"), "fit"), (labels("stamped"), "rest")]
    shown = seals[-MOST:]
    rows = []
    for seal in shown:
        stated = json.loads(seal.seal)
        rows.append([str(stated["size"]), labels.when(stated["at"]), [*_stamp(seal, labels), stated["root"]]])
    found = b.table(columns, rows)
    more = b.words(labels("seals_more", shown=len(shown), all=len(seals))) if len(seals) > MOST else None
    return [block for block in (found and b.words(labels("seals_how")), found, more) if block]


def _stamp(seal: SealShown, labels: Labels) -> list[str]:
    """Whose time stamp it is and when it was given, as it says; nobody's authority is asked here."""
    if seal.token is None:
        return [labels("no_stamp")]
    try:
        stamp = timestamps.check(seal.token, seal.seal.encode())
    except timestamps.BadStamp:
        return [labels("no_stamp")]
    return [labels("stamp", name=b.plain(stamp.authority), at=labels.when(stamp.at))]
