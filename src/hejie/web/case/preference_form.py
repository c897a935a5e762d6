"""What matters to a side, as a form: for each issue the best and the worst outcome and its part of 100 points, all
prefilled with a guess; ratings of every outcome for whoever wants to say more."""

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hejie.domain.cases.state import CaseState
from hejie.web import formatting
from hejie.web.case import issue_words
from hejie.web.forms import Form, dress

ALL = 100
BEST_RATING = 10
MOST_RATED = 8
LONGEST_NUMBER = 6
_WHOLE = gettext_lazy("Write a whole number from 0 to 100.")


class Points(forms.IntegerField):
    """A part of the 100 points; nothing written means none."""

    def clean(self, value: object) -> int:
        """A whole number from 0 to 100."""
        return super().clean(value) or 0


@dataclass(frozen=True, slots=True)
class Row:
    """One issue of the form: its fields as they are drawn.

    one_of_two   there are but two outcomes, so the worse one need not be asked
    says         the guess, or what was told last, in a sentence
    opened       something in the fold must be mended
    """

    issue: str
    question: str
    points: BoundField
    best: BoundField
    worst: BoundField | None
    ratings: tuple[BoundField, ...]
    says: str
    opened: bool


class Weights(Form):
    """Best, worst and points of each issue; `raw` is what the case is told."""

    def __init__(self, space: object, case: CaseState, side: str, told: Mapping, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.case, self.side = case, side
        self.issues = {issue.name: tuple(issue.values) for issue in space.issues if len(issue.values) > 1}
        for issue, values in self.issues.items():
            self._add(issue, values, told.get(issue))
        dress(self)

    def _add(self, issue: str, values: tuple[str, ...], told: object | None) -> None:
        said = [(value, _capital(issue_words.value(issue, value, self.case, self.side))) for value in values]
        name = issue_words.question(issue, self.side)
        self.fields[f"points-{issue}"] = _points(name, told.points if told else 0)
        two = len(values) == 2
        self.fields[f"best-{issue}"] = _choice(
            _("Better for you") if two else _("Best for you"), said, told and told.best
        )
        if not two:
            self.fields[f"worst-{issue}"] = _choice(_("Worst for you"), said, told and told.worst)
        for value in _rated(values):
            rating = told.ratings.get(value) if told else None
            self.fields[_rating(issue, value)] = _rating_field(dict(said)[value], rating)

    def rows(self) -> list[Row]:
        """The issues, what counts most by the guess first."""
        order = sorted(self.issues, key=lambda issue: -(self.fields[f"points-{issue}"].initial or 0))
        return [self._row(issue) for issue in order]

    def _row(self, issue: str) -> Row:
        values = self.issues[issue]
        folded = [f"best-{issue}", *([f"worst-{issue}"] if len(values) > 2 else [])]
        rated = [_rating(issue, value) for value in _rated(values)]
        return Row(
            issue=issue,
            question=issue_words.question(issue, self.side),
            points=self[f"points-{issue}"],
            best=self[f"best-{issue}"],
            worst=self[f"worst-{issue}"] if len(values) > 2 else None,
            ratings=tuple(self[name] for name in rated),
            says=self._says(issue, values),
            opened=any(name in self.errors for name in [*folded, *rated]) if self.is_bound else False,
        )

    def _says(self, issue: str, values: tuple[str, ...]) -> str:
        best = self[f"best-{issue}"].value()
        worst = self[f"worst-{issue}"].value() if len(values) > 2 else _other(values, best)
        if best not in values or worst not in values:
            return ""
        facts = {
            "best": issue_words.value(issue, best, self.case, self.side),
            "worst": issue_words.value(issue, worst, self.case, self.side),
        }
        return _("Best: %(best)s. Worst: %(worst)s.") % facts

    def clean(self) -> dict:
        """100 points, a best and a worst that differ, ratings that do not contradict them."""
        data = super().clean()
        for issue, values in self.issues.items():
            self._check(issue, values, data)
        given = [data.get(f"points-{issue}") for issue in self.issues]
        if None not in given and sum(given) != ALL:
            self.add_error(None, _total_words(sum(given)))
        return data

    def _check(self, issue: str, values: tuple[str, ...], data: dict) -> None:
        best, worst = data.get(f"best-{issue}"), data.get(f"worst-{issue}")
        if best and worst and best == worst:
            self.add_error(
                f"worst-{issue}", _("Best and worst are the same here. If it is all one to you, give it 0 points.")
            )
            return
        ratings = self._ratings(issue, data)
        worst = worst or _other(values, best)
        if best in ratings and ratings[best] < max(ratings.values()):
            self.add_error(
                f"best-{issue}", _("You call this best, and below you rate something else higher. Which is it?")
            )
        elif worst in ratings and ratings[worst] > min(ratings.values()):
            self.add_error(
                _rating(issue, worst), _("You call this worst, and you rate something else lower. Which is it?")
            )

    def _ratings(self, issue: str, data: Mapping) -> dict[str, int]:
        rated = {value: data.get(_rating(issue, value)) for value in _rated(self.issues[issue])}
        return {value: int(rating) for value, rating in rated.items() if rating not in (None, "")}

    def raw(self) -> dict:
        """As the case is told it, by issue: best, worst, points, ratings."""
        data = self.cleaned_data
        return {
            issue: {
                "best": data[f"best-{issue}"],
                "worst": data.get(f"worst-{issue}") or _other(values, data[f"best-{issue}"]),
                "points": data[f"points-{issue}"],
                "ratings": self._ratings(issue, data),
            }
            for issue, values in self.issues.items()
        }

    @property
    def total(self) -> int:
        """Points given as the form stands; what is no number counts as none."""
        return sum(_number(self[f"points-{issue}"].value()) for issue in self.issues)

    @property
    def can_scale(self) -> bool:
        """Whether the points given are in a relation that can be kept while they are brought to 100."""
        return self.is_bound and self.total not in (0, ALL)


def scaled(sent: QueryDict) -> QueryDict:
    """What was sent, its points brought to 100 in the same relation (largest remainders; nothing given stays nothing)."""
    given = {name: _number(value) for name, value in sent.items() if name.startswith("points-")}
    whole = sum(given.values())
    changed = sent.copy()
    if not whole:
        return changed
    floors = {name: points * ALL // whole for name, points in given.items()}
    left = ALL - sum(floors.values())
    for name in sorted(given, key=lambda name: -(given[name] * ALL % whole))[:left]:
        floors[name] += 1
    for name, points in floors.items():
        changed[name] = str(points)
    return changed


def _points(name: str, told: int) -> forms.IntegerField:
    return Points(
        label=name,
        min_value=0,
        max_value=ALL,
        required=False,
        initial=told,
        widget=forms.NumberInput(attrs={"class": "weigh__input", "inputmode": "numeric", "step": 1, "data-points": ""}),
        error_messages={"invalid": _WHOLE, "min_value": _WHOLE, "max_value": _WHOLE},
    )


def _choice(label: str, said: list[tuple[str, str]], told: str | None) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=said, initial=told or said[0][0])


def _rating_field(label: str, told: int | None) -> forms.ChoiceField:
    numbers = [(str(one), formatting.number(one)) for one in range(BEST_RATING + 1)]
    initial = "" if told is None else str(told)
    return forms.ChoiceField(label=label, required=False, choices=[("", _("no rating")), *numbers], initial=initial)


def _rated(values: tuple[str, ...]) -> tuple[str, ...]:
    """The outcomes that can be rated: all of a few, of a long scale some at even distances, both ends among them."""
    if len(values) <= 2:
        return ()  # the better one is all there is to say
    if len(values) <= MOST_RATED:
        return values
    step = (len(values) - 1) / 4
    return tuple(values[round(step * at)] for at in range(5))


def _rating(issue: str, value: str) -> str:
    return f"rate-{issue}-{value}"


def _other(values: tuple[str, ...], one: str | None) -> str:
    return next((value for value in values if value != one), "")


def _number(written: object) -> int:
    text = str(written if written is not None else "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else 0


def _total_words(total: int) -> str:
    if not total:
        return _("You have given no points yet. Give 100 in all; what does not matter to you gets none.")
    if total < ALL:
        return ngettext(
            "You have given %(total)s points of 100; %(left)s is left to give.",
            "You have given %(total)s points of 100; %(left)s are left to give.",
            ALL - total,
        ) % {"total": formatting.number(total), "left": formatting.number(ALL - total)}
    return ngettext(
        "You have given %(total)s points; that is %(over)s more than 100.",
        "You have given %(total)s points; that is %(over)s more than 100.",
        total - ALL,
    ) % {"total": formatting.number(total), "over": formatting.number(total - ALL)}


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
