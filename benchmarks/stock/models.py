"""Recommendations with plain models, whose history django-simple-history records."""

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords

STATUSES = ["open", "in_progress", "implemented", "partially"]
STATUSES += ["not_implemented", "rejected", "superseded"]
THEMES = [f"theme{i:02d}" for i in range(20)]
PRIORITIES = ["low", "medium", "high"]


def choices(codes: Iterable[str]) -> list[tuple[str, str]]:
    return [(code, code.replace("_", " ").title()) for code in codes]


class Body(models.Model):
    name = models.CharField(max_length=200)
    acronym = models.CharField(max_length=20, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Report(models.Model):
    country = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)

    class Meta:
        ordering = ["country", "-year"]
        constraints = [models.UniqueConstraint(fields=["country", "year"], name="uq_report")]

    def __str__(self) -> str:
        return f"{self.country} {self.year}"


class Recommendation(models.Model):
    report = models.ForeignKey(Report, models.CASCADE, related_name="recommendations")
    number = models.PositiveIntegerField()
    text = models.TextField()
    status = models.CharField(max_length=20, choices=choices(STATUSES), db_index=True)
    theme = models.CharField(max_length=20, choices=choices(THEMES))
    priority = models.CharField(max_length=10, choices=choices(PRIORITIES))
    due_date = models.DateField(null=True, blank=True, db_index=True)
    lead_body = models.ForeignKey(Body, models.PROTECT, related_name="led")
    supporting = models.ManyToManyField(Body, related_name="supports", blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["report__country", "-report__year", "number"]
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="uq_rec")]

    def __str__(self) -> str:
        return f"{self.report} #{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("detail", args=[self.pk])


class StatusUpdate(models.Model):
    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="updates")
    date = models.DateField(db_index=True)
    status = models.CharField(max_length=20, choices=choices(STATUSES))
    note = models.TextField(blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)

    class Meta:
        ordering = ["-date", "-id"]


class Evidence(models.Model):
    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="evidence")
    title = models.CharField(max_length=200)
    url = models.URLField()
    kind = models.CharField(
        max_length=20, choices=choices(["law", "report", "statistic", "statement"])
    )
    date = models.DateField()

    class Meta:
        ordering = ["-date"]
