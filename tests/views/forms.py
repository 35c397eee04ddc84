"""Forms as a browser sends them: as they were opened, with some answers."""

from django.urls import reverse

from tests.factories import UserFactory


def as_user(client, **right):
    """Signs somebody in who has these rights."""
    user = UserFactory(**right)
    client.force_login(user)
    return user


def place(name, assessment):
    """The address of something under an assessment."""
    one = assessment.recommendation
    return reverse(name, args=[one.report.slug, one.number, assessment.pk])


def opened(client, where, **answers):
    """What a browser sends: the form of the page as it was opened, with these answers."""
    form = client.get(where).context["form"]
    shown = {name: form[name].value() for name in form.fields if not form.fields[name].disabled}
    sent = {**shown, **answers}
    return {name: value for name, value in sent.items() if value not in (None, [])}


def decision_page(assessment):
    """The address where an assessment is decided."""
    return reverse("assessment_decide", args=[assessment.pk])
