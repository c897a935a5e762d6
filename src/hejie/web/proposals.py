"""Asking for proposals to both sides, and ranking them in secret."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hejie.domain.cases import bargain_state
from hejie.domain.cases.bargain_commands import AskProposals, RankProposals
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import bargaining
from hejie.web.acts import act
from hejie.web.asking import key_of
from hejie.web.bidding import quiet
from hejie.web.case import page, rankings
from hejie.web.case.rankings import Ranking
from hejie.web.cases import refused, shown


@require_POST
def ask(request: HttpRequest, case_id: str) -> HttpResponse:
    """Ask for a round of proposals to both sides."""
    done = _("Asked. The proposals come to both sides at the same time.")
    return act(request, case_id, "proposals", bargaining.ask, AskProposals(case_id), "#proposals", done)


@require_POST
@quiet
def rank(request: HttpRequest, case_id: str, round_id: str) -> HttpResponse:
    """Send one's ranking of a round, or show the page again with what was chosen and what is missing."""
    view = page.read(request, case_id)
    row = bargain_state.open_round(view.case)
    if row is None or row.id != round_id:
        return refused(request, case_id, "proposals", Refusal("round_not_open", round=round_id))
    ranking = rankings.read(request.POST, row)
    if ranking.errors:
        return _mend(request, case_id, ranking)
    command = RankProposals(case_id, round_id, ranking.order, ranking.accepts, ranking.waives)
    try:
        bargaining.rank(request.context, command, key=key_of(request))
    except Refusal as refusal:
        return refused(request, case_id, f"ranking-{round_id}", refusal)
    messages.success(request, _("Ranked. The other side does not see it; nor whether you have."))
    return redirect(f"{reverse('case', args=[case_id])}#proposals")


def _mend(request: HttpRequest, case_id: str, ranking: Ranking) -> HttpResponse:
    items = [{"url": f"#{place}", "words": words} for place, words in ranking.errors]
    wrong = {"id": "proposals", "title": _("Nothing has been sent yet"), "words": "", "items": items}
    return shown(request, case_id, status=422, wrong=wrong)
