"""What a neutral has prepared and shown to nobody."""

from django.db import models
from django.utils.timezone import now

from hejie.store.models.people import Person


class DecisionDraft(models.Model):
    """A neutral's draft of a decision; his alone, no part of the record, gone once he has decided.

    data     what stands in it now; before: how it read when it was kept the time before, to mark what has changed
    number   how often it was kept
    """

    case_id = models.CharField(max_length=32)
    person = models.ForeignKey(Person, models.CASCADE, related_name="drafts")
    number = models.PositiveIntegerField(default=0)
    data = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    at = models.DateTimeField(default=now)

    class Meta:
        db_table = "decision_draft"
        constraints = [models.UniqueConstraint(fields=["case_id", "person"], name="decision_draft_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.person_id} {self.number}"
