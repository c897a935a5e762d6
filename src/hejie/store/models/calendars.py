"""Addresses under which people's calendar programs read their deadlines."""

from django.db import models
from django.utils.timezone import now

from hejie.store.models.people import Person


class CalendarAddress(models.Model):
    """The secret address of one person's calendar; a new one takes the place of the old.

    digest         SHA-256 of the token in the address, which is shown once
    last_read_at   when a program last read it
    reads          how often it was read since reads_from; more than so many an hour are refused
    """

    digest = models.CharField(max_length=64, primary_key=True)
    person = models.OneToOneField(Person, models.CASCADE, related_name="calendar_address")
    created_at = models.DateTimeField(default=now)
    last_read_at = models.DateTimeField(null=True, blank=True)
    reads = models.PositiveIntegerField(default=0)
    reads_from = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "calendar_address"

    def __str__(self) -> str:
        return f"{self.person_id} since {self.created_at:%Y-%m-%d}"
