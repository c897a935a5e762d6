"""What parts of an address may look like; anything else is no page of ours and never reaches the database."""

from django.urls import register_converter
from django.urls.converters import get_converters


class CaseId:
    """A case id: the order's root, a dash, and eight characters more."""

    regex = "[a-z2-7]{16}-[a-z2-7]{8}"

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands."""
        return value


class Root(CaseId):
    """An order's root."""

    regex = "[a-z2-7]{16}"


class Name(CaseId):
    """A room, or what is numbered within a case: joint, e3, o2, b1."""

    regex = "[a-z]{1,10}[0-9]{0,6}"


def register() -> None:
    """Let addresses name them: `<case:case_id>`, `<root:root>`, `<name:room>`."""
    for name, converter in (("case", CaseId), ("root", Root), ("name", Name)):
        if name not in get_converters():
            register_converter(converter, name)
