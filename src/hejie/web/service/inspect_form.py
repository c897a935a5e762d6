"""The form of an inspection: what came back and in which state, which of several alike, and what is taken off for it."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from hejie.domain.aftersales.service import OUTCOMES, Piece
from hejie.domain.cases.servicing import money
from hejie.web.case.voice import say
from hejie.web.service import vocabulary, which_piece
from hejie.web.service.step_form import StepForm, adjust_fields, adjusted, clean_adjust

_ROWS = 2
_WHOLE = "whole"
_WORSE = ("used", "damaged", "missing_parts")
"""What came back, but not as it was sent: it lowers no sum by itself."""


class Inspect(StepForm):
    """What the inspection finds of each piece, and what is taken off for it."""

    def build(self) -> None:
        """An outcome for each piece, or how many of each outcome where there are many; rows of what is taken off."""
        names = self.names_of_lines()
        self.rows: list[tuple[Piece, list[str]]] = []
        outcomes = [(name, capfirst(vocabulary.word("outcomes", name))) for name in OUTCOMES]
        for piece in self.service.pieces:
            fields = []
            for number in range(1, min(piece.counts, 20) + 1):
                which = (
                    _(" (%(number)s of %(all)s)") % {"number": number, "all": piece.counts} if piece.counts > 1 else ""
                )
                name = f"o{piece.line}_{number}"
                self.fields[name] = forms.ChoiceField(
                    label=say("%(goods)s%(which)s", goods=names[piece.line], which=which),
                    choices=outcomes,
                    initial="right",
                    widget=forms.Select(attrs={"class": "input"}),
                )
                fields.append(name)
            self.rows.append((piece, fields))
            if ways := which_piece.ways_of(self.view.order, piece.line, piece.counts):
                asked = which_piece.said(piece.which, self.view.case.currency)
                others = [way for way in ways if way != piece.which]
                unsaid = (
                    _("As was asked: %(sums)s") % {"sums": asked}
                    if asked
                    else _("Not looked at: the dearest count first")
                )
                label = say(
                    "%(what)s: %(goods)s", what=_("Which of them came back, by what was paid"), goods=names[piece.line]
                )
                self.fields[f"x{piece.line}"] = which_piece.choice(others, self.view.case.currency, label, unsaid)
            elif there := which_piece.many_at(self.view.order, piece.line, piece.counts):
                title = say("%(what)s: %(goods)s", what=_("Which of them came back"), goods=names[piece.line])
                asked = which_piece.said(piece.which, self.view.case.currency)
                self.fields |= which_piece.how_many(f"x{piece.line}-", there, title, self.view.case.currency)
                if asked:
                    first = self.fields[f"x{piece.line}-{next(iter(there))}"]
                    first.help_text = f"{_('As was asked: %(sums)s') % {'sums': asked}}. {first.help_text}"
        adjust_fields(self, _ROWS)
        if self.service.kind in money.PAYS_BACK:
            self.fields[_WHOLE] = forms.BooleanField(
                label=_("Nothing is taken off: the buyer gets the whole sum back all the same"), required=False
            )

    @property
    def folded(self) -> list:
        """What is taken off, and that nothing is."""
        return [*super().folded, *([self[_WHOLE]] if _WHOLE in self.fields else [])]

    @property
    def plain(self) -> list:
        """All other fields."""
        return [field for field in super().plain if field.name != _WHOLE]

    def clean(self) -> dict:
        """Sums are sums, each with its word; other findings than in order want a piece of evidence, and a word on the sum."""
        data = super().clean()
        clean_adjust(self, _ROWS)
        odd = any(data.get(name) not in (None, "right") for _piece, names in self.rows for name in names)
        shown = data.get("evidence") or data.get("file")
        if (odd or any(str(data.get(f"minor{number}") or "").strip() for number in range(_ROWS))) and not shown:
            self.add_error("file", _("Show what you found: add a photo, or choose a piece that is on the file."))
        self._whole_or_less(data)
        for piece, _names in self.rows:
            which_piece.no_more_than(self, f"x{piece.line}-", piece.counts)
        return data

    def _whole_or_less(self, data: dict) -> None:
        """What is used, damaged or incomplete is paid back in full unless a sum is named: nobody gives that away unawares."""
        worse = any(data.get(name) in _WORSE for _piece, names in self.rows for name in names)
        less = any(str(data.get(f"minor{number}") or "").strip() for number in range(_ROWS))
        if _WHOLE in self.fields and worse and not less and not data.get(_WHOLE):
            self.add_error(
                "minor0",
                _("Say what is taken off for it, or that nothing is. Without a sum the buyer gets the whole sum back."),
            )

    def told(self) -> dict:
        """Rows by line, and what is taken off."""
        rows = []
        for piece, names in self.rows:
            found: dict[str, int] = {}
            for name in names:
                outcome = self.cleaned_data[name]
                found[outcome] = found.get(outcome, 0) + 1
            if piece.counts > len(names) and names:
                found[self.cleaned_data[names[-1]]] += piece.counts - len(names)
            if found:
                prices = self._prices(piece)
                which = {"prices": list(prices)} if prices else {}
                listed = [{"outcome": one, "quantity": many} for one, many in found.items()]
                rows.append({"line": piece.line, "found": listed, **which})
        return {"pieces": rows} | ({"adjust": adjusted(self, _ROWS)} if adjusted(self, _ROWS) else {})

    def _prices(self, piece: Piece) -> tuple[int, ...]:
        """What the pieces of a line cost that came back, where it was said."""
        if prices := which_piece.read(self.cleaned_data.get(f"x{piece.line}") or ""):
            return prices
        return which_piece.counted(self.cleaned_data, f"x{piece.line}-")

    def note_label(self) -> str:
        """The buyer reads it."""
        return _("What you found, in your words")
