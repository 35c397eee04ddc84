"""What tests of the timeline write."""

from tracker.audit.context import acting_as
from tracker.audit.reasons import because


def write(deed, reason="Order in force since May", request="r-1"):
    """Do it as Ana, on a request of the site."""
    with acting_as("Ana", id=7, source="site", request=request), because(reason):
        deed()
