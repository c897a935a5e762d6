"""What came of sealed bids, as the history of a case tells it."""

from django.utils.translation import gettext_lazy as _

# What came of sealed bids.
BIDS = {
    "agreed": _("<strong>The sealed bids met:</strong> %(sum)s back to the buyer. Both sides are bound."),
    "none": _(
        "<strong>The sealed bids ended without a result.</strong> They did not meet, or somebody did not bid; nobody is "
        "told which. All that was sealed is destroyed."
    ),
    "unfunded": _(
        "<strong>The sealed bids ended without a result.</strong> The shop cannot give the voucher or the points of these terms; "
        "whether anybody has bid is told nobody. All that was sealed is destroyed."
    ),
    "void": _(
        "<strong>The sealed bids are void,</strong> because what was sealed is not there any more. Nobody has read it."
    ),
}
