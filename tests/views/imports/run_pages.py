"""What a browser sends from the page of a run, and what stands there afterwards."""

from django.urls import reverse

from tracker.vocabulary import DraftKind


def of_kind(run, kind, turn=0):
    return run.drafts.filter(kind=kind).order_by("position")[turn]


def recommendations_of(run):
    """The recommendations of a run that are not dropped: number and words, by number."""
    rows = run.drafts.not_dropped().filter(kind=DraftKind.RECOMMENDATION)
    return {one.values["number"]: one.values["text"] for one in rows}


def marked(client, run, **pressed):
    return client.post(reverse("import_mark_new", args=[run.pk]), pressed)


def accepted(client, run, words=""):
    return client.post(reverse("import_accept", args=[run.pk]), {"reason": words})
