"""A request whose user is ours."""

from django.http import HttpRequest

from tracker.models import User


class UserRequest(HttpRequest):
    """The request of somebody signed in: what a view behind `login_required` gets."""

    user: User
