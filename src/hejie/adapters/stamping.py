"""Asking an authority for a time stamp over a message, by HTTP (RFC 3161 section 3.4)."""

import secrets
from collections.abc import Sequence

from cryptography.x509 import Certificate

from hejie.adapters import outbound
from hejie.record import timestamps

_ASKED, _ANSWERED = "application/timestamp-query", "application/timestamp-reply"


def ask(authority: str, message: bytes, trusted: Sequence[Certificate], *, own_network: bool) -> bytes:
    """A token over the message that holds: for this very request, and by somebody who is trusted where that is said.

    own_network   whether the authority may be on a network that is not public
    Refuses       BadStamp: no answer, a refusal, or a token that does not hold
    """
    nonce = secrets.randbits(63)
    answer = outbound.post(
        authority,
        {"Content-Type": _ASKED, "Accept": _ANSWERED},
        timestamps.request(message, nonce),
        private_allowed=own_network,
        most=timestamps.LARGEST,
    )
    if not answer.ok:
        raise timestamps.BadStamp(answer.why)
    token = timestamps.token_of(answer.body)
    timestamps.check(token, message, nonce=nonce, trusted=trusted)
    return token
