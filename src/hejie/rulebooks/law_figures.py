"""The figures of the rules of other countries, and with what each was compared: the table of `docs/law-figures.md`.

`python -m hejie.rulebooks.law_figures` prints it; a test holds the page to it.
"""

from collections.abc import Iterator, Mapping

from hejie.rulebooks.law_shown import all_rules

PLACES = ("eu", "de", "fr", "uk", "us", "ru")
_UNITS = ("days", "working_days", "months", "years", "percent", "daily", "minor")
_OF_ITSELF = {
    "primary_text": "the article at its source, {day}",
    "secondary": "a page about it at its source, {day}",
    "memory": "**nothing: from memory**",
}


def rows() -> Iterator[tuple[str, str, str, str, str]]:
    """(place, rule, article, its figures, with what they were compared) of each rule that has one, by place and book."""
    found = [
        (PLACES.index(path.parent.name), path.name, rule, written)
        for path, rule, written in all_rules()
        if path.parent.name in PLACES
    ]
    found.sort(key=lambda one: one[:2])
    for place, _book, rule, written in found:
        said = list(
            dict.fromkeys(_figures({name: written[name] for name in ("in_time", "if", "then") if name in written}))
        )
        if said:
            by = rule.compared or _OF_ITSELF[rule.verification].format(day=rule.reviewed)
            yield PLACES[place], rule.id, rule.article, ", ".join(said), by


def table() -> str:
    """All of them as Markdown, a table for each place."""
    lines: list[str] = []
    last = ""
    for place, rule, article, said, by in rows():
        if place != last:
            lines += [
                "",
                f"### {place.upper()}",
                "| rule | article | figures | compared with |",
                "| --- | --- | --- | --- |",
            ]
            last = place
        lines.append(f"| {rule} | {article or '–'} | {said} | {by.replace('|', '/')} |")
    return "\n".join(lines).strip() + "\n"


def _figures(value: object, unit: str = "") -> Iterator[str]:
    """Each number that is a time, a share or a sum, with its unit; none that is 0, which only says that a day has passed."""
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from _figures(
                each, name if name in _UNITS else "value" if name in ("value", "most", "least") and unit else ""
            )
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _figures(each)
    elif unit in _UNITS and str(value) not in ("0", "0.0") and not isinstance(value, bool):
        yield f"{value} {_NAMES.get(unit, unit)}" if unit != "minor" else f"{int(value) // 100} of the currency"


_NAMES = {"percent": "%", "daily": "% a day", "working_days": "working days"}


if __name__ == "__main__":
    print(table(), end="")
