"""Who hears of what happens to a shop's papers and deposit."""

# The shop, or the marketplace where it is to look at something.
OF_PAPERS = {
    "ShopDeclared": "seller", "PaperFiled": "platform", "PaperReviewed": "seller", "PaperDue": "", "ShopStopped": "seller",
    "ShopResumed": "seller", "ProbationEnded": "seller", "VettingRevised": "seller", "DepositSeen": "seller",
    "DepositOverdue": "seller", "DepositMadeUp": "seller",
}  # fmt: skip
_DUE = {"remind_paper": "seller", "remind_review": "platform", "lapse_paper": "seller"}


def heard(entries: list[dict]) -> list[tuple[dict, str, str]]:
    """(entry, who hears of it, as what kind of notice). A shop's own declaration is told to nobody.

    Of a deposit it is told that a time to make it up begins, that it was not made up, and that what had followed has ended.
    """
    begins = any(one["kind"] == "DeadlineSet" and one["data"]["wait"] == "deposit_due" for one in entries)
    found = []
    for entry in entries:
        kind = entry["kind"]
        silent = {"ShopDeclared": entry["by"]["role"] != "operator", "DepositSeen": not begins}.get(kind, False)
        if kind == "DefaultApplied" and (side := _DUE.get(entry["data"].get("silence"))):
            found.append((entry, side, "PaperDue"))
        elif (side := OF_PAPERS.get(kind)) and not silent:
            found.append((entry, side, kind))
    return found
