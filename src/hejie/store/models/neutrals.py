"""What neutrals can and may take: languages, skills, load, absence, and with whom they have a stake."""

from django.db import models
from django.utils.timezone import now

from hejie.store.models.people import Person


class NeutralProfile(models.Model):
    """What a neutral works on. Without a row: the language of his account, no skill of his own, any number of cases.

    languages    codes, a blank between
    reasons      words of claims that he knows best; categories: the marketplace's words for goods that he knows best
    most_open    open cases at once; empty: any number
    away_until   the first day on which he is there again
    group        on which side of trade he himself mostly is in this marketplace: buyer, seller or none
    """

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="neutral_profile")
    languages = models.CharField(max_length=40, blank=True, default="")
    reasons = models.JSONField(default=list, blank=True)
    categories = models.JSONField(default=list, blank=True)
    most_open = models.PositiveIntegerField(null=True, blank=True)
    away_until = models.DateField(null=True, blank=True)
    group = models.CharField(max_length=8, blank=True, default="none", db_column="trade_side")
    changed_at = models.DateTimeField(default=now)

    class Meta:
        db_table = "neutral_profile"

    def __str__(self) -> str:
        return self.person_id


class NeutralConflict(models.Model):
    """That a neutral has a stake in a shop or a person; why is read by himself and by operators alone.

    party      id of the shop or the person
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="neutral_conflicts")
    party = models.CharField(max_length=16)
    reason = models.CharField(max_length=500)
    declared_at = models.DateTimeField(default=now)

    class Meta:
        db_table = "neutral_conflict"
        constraints = [models.UniqueConstraint(fields=["person", "party"], name="neutral_conflict_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.party}"
