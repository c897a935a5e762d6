"""How somebody who was asked in comes to his request."""

from django.db import models

from hejie.store.models.people import Marketplace, SignedLink


class ExpertLink(SignedLink):
    """The signed link of one request to one person who has no account here.

    email         where the link and the one-time code go and nowhere else; emptied when the request has ended
    language      in which he is written to, until he chooses another on the page
    """

    marketplace = models.ForeignKey(Marketplace, models.CASCADE, related_name="expert_links")
    asking = models.CharField(max_length=12)
    email = models.EmailField(max_length=254, blank=True)
    language = models.CharField(max_length=8)

    class Meta:
        db_table = "expert_link"
        constraints = [models.UniqueConstraint(fields=["case_id", "asking"], name="expert_link_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.asking}"
