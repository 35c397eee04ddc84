"""Help: a page for each role, the methodology and the glossary. None holds any data."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from tracker.models import User
from tracker.reporting.phrases import common_method_sentences
from tracker.requests import UserRequest, page_view
from tracker.views.base import render_page
from tracker.vocabulary import AssessmentKind, Duty, Group, Lifecycle, Sensitivity, Status, Use

# The page of each role, by its slug, in the order of the vocabulary.
ROLES = {("focal-point" if role == Group.CONTRIBUTOR else role.value): role for role in Group}


@page_view
def help_index(request: UserRequest) -> HttpResponse:
    """List the pages of help, those for the roles of the user first."""
    return render(request, "help/index.html", {"roles": _roles(request.user), "is_index": True})


@page_view
def help_role(request: UserRequest, role: str) -> HttpResponse:
    """Show what a role does, step by step; whoever has it gets links to the pages."""
    if role not in ROLES:
        raise Http404
    return render_page(
        request,
        f"help/roles/{role.replace('-', '_')}.html",
        roles=_roles(request.user),
        role=role,
        label=ROLES[role].label,
        is_own=ROLES[role] in request.user.group_names,
    )


@page_view
def methodology(request: UserRequest) -> HttpResponse:
    """Say how statuses, periods, evidence and counts work, in part as every report prints it."""
    return render_page(
        request,
        "help/methodology.html",
        roles=_roles(request.user),
        statuses=Status.choices,
        printed=common_method_sentences(),
    )


@page_view
def glossary(request: UserRequest) -> HttpResponse:
    """Show every word with its meaning, each under an anchor that other pages link to."""
    return render_page(
        request,
        "help/glossary.html",
        roles=_roles(request.user),
        statuses=Status.choices,
        duty=dict(Duty.choices),
        lifecycle=dict(Lifecycle.choices),
        kind=dict(AssessmentKind.choices),
        use=dict(Use.choices),
        sensitivity=dict(Sensitivity.choices),
        group_labels=dict(Group.choices),
    )


def _roles(user: User) -> list[tuple[str, str, bool]]:
    """Return slug and label of each role, and whether the user has it; the user's first."""
    roles = [(slug, str(role.label), role in user.group_names) for slug, role in ROLES.items()]
    return sorted(roles, key=lambda role: not role[2])
