"""The currencies of prices: those offered, and that in which people of a country pay."""

CURRENCIES = ("CNY", "EUR", "GBP", "RUB", "USD")
_OF_THEIR_OWN = {
    "CN": "CNY", "RU": "RUB", "UK": "GBP", "US": "USD",
    "CZ": "CZK", "DK": "DKK", "HU": "HUF", "PL": "PLN", "RO": "RON", "SE": "SEK",
}  # fmt: skip


def of_country(jurisdiction: str, otherwise: str = "") -> str:
    """The currency of a jurisdiction of the law: the euro in the European Union, but where a member has its own."""
    return _OF_THEIR_OWN.get(jurisdiction, "EUR") if jurisdiction else otherwise
