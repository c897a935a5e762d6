"""Check the time stamps of a dossier: fully where somebody says whom he trusts, and told of without a verdict otherwise.

The form of a dossier asks of a token only that it is base64. So without certificates to trust no token changes the
verdict, whatever it says: a stranger's verifier that knows no authority must come to the same.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence

from cryptography.x509 import Certificate

from hejie.domain.kernel import clock
from hejie.record import timestamps
from hejie.record.archive import Failed
from hejie.record.timestamps import BadStamp, Stamp


def check_stamps(seals: Sequence[Mapping], trusted: Sequence[Certificate]) -> tuple[str, dict[str, object]]:
    """What is to be told of the time stamps, in words and as facts for pages. Failed names the seal whose does not hold.

    seals     as they stand in seals.json, checked
    trusted   certificates to one of which authorities must lead; none: nothing can fail
    """
    stamped = [(place, each) for place, each in enumerate(seals, 1) if each["token"] is not None]
    if not stamped:
        return f"none over {'the seal' if len(seals) == 1 else f'the {len(seals)} seals'}", {"stamps": 0}
    newest: Stamp | None = None
    for place, each in stamped if trusted else stamped[-1:]:
        try:
            newest = _stamp(each, trusted)
        except BadStamp as bad:
            if trusted:
                raise Failed(f"seal {place}", "seal_stamp", told=str(bad)) from bad
            said = f"over {len(stamped)} of {len(seals)} seals, not checked: {bad}"
            return said, {"stamps": len(stamped), "stamps_by": "", "stamps_at": "", "stamps_trusted": False}
    verdict = "holds" if trusted else "not checked (name certificates that you trust by --tsa-ca)"
    at = clock.text(clock.cut(newest.at))
    facts = {"stamps": len(stamped), "stamps_by": newest.authority, "stamps_at": at, "stamps_trusted": bool(trusted)}
    return f"over {len(stamped)} of {len(seals)} seals; the newest by {newest.authority} at {at}: {verdict}", facts


def _stamp(seal: Mapping, trusted: Sequence[Certificate]) -> Stamp:
    return timestamps.check(base64.b64decode(seal["token"]), seal["seal"].encode(), trusted=trusted)
