"""Who writes, through what, on which request."""

from tracker.audit import context


def test_is_taken_back_at_the_end():
    before = context.current()

    with context.acting_as("ana", id=7, source="site", request="r-1"):
        inside = context.current()
        context.set_confirmed_kinds("birth_date")
        assert context.current().looked_at == "birth_date"

    assert (inside.name, inside.id, inside.source, inside.request) == ("ana", 7, "site", "r-1")
    assert (inside.reason, inside.code, inside.looked_at) == ("", "", "")
    assert context.current() == before == context.Context()


def test_confirms_nothing_by_itself():
    with context.acting_as("ana", source="site"):
        assert context.current().is_confirmed("any mark") is False
    with context.acting_as("ana", source="site", is_confirmed=lambda mark: mark == "this"):
        assert context.current().is_confirmed("this")
