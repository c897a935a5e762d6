"""Who may do what while a service is under way. Disputes have their procedure for this; a service has its flow, and this."""

_BOTH = frozenset(
    {
        "message",
        "statement",
        "evidence",
        "escalate",
        "service.step",
        "promise",
        "accept_promise",
        "perform",
        "confirm",
        "talk",
    }
)
ACTS = {
    "buyer": _BOTH | {"withdraw", "service.change", "service.agree", "facts"},
    "seller": _BOTH | {"service.answer", "facts"},
    "platform": frozenset({"message", "evidence", "note", "service.step"}),
}


def allowed(side: str) -> frozenset[str]:
    """Acts of a side (buyer, seller, platform); nobody else acts in a service."""
    return ACTS.get(side, frozenset())
