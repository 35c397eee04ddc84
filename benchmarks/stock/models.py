"""Recommendations with plain models, whose history django-simple-history records."""

from django.db import models
from simple_history.models import HistoricalRecords


class Body(models.Model):
    """Institution."""

    name = models.CharField(max_length=200)
    acronym = models.CharField(max_length=20, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Report(models.Model):
    """Edition on one country."""

    country = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)

    class Meta:
        ordering = ["country", "-year"]
        constraints = [models.UniqueConstraint(fields=["country", "year"], name="uq_report")]

    def __str__(self) -> str:
        return f"{self.country} {self.year}"


class Recommendation(models.Model):
    """Recommendation with a status, due date and lead body."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="recommendations")
    number = models.PositiveIntegerField()
    text = models.TextField()
    status = models.CharField(max_length=20, db_index=True)
    theme = models.CharField(max_length=20)
    priority = models.CharField(max_length=10)
    due_date = models.DateField(null=True, blank=True, db_index=True)
    lead_body = models.ForeignKey(Body, models.PROTECT, related_name="led")

    history = HistoricalRecords()

    class Meta:
        ordering = ["report__country", "-report__year", "number"]
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="uq_rec")]

    def __str__(self) -> str:
        return f"{self.report} #{self.number}"
