"""Opens pages as somebody, and tells which of their statements read a whole table."""

from unittest.mock import patch
from urllib.parse import parse_qsl, urlencode

from tests.permissions.test_admin import at
from tests.plans import pages
from tests.plans.explained import Finding, Statements, scans
from tracker.admin.base import MAX_COUNTED, CappedPaginator
from tracker.filters.base import StrictFilterSet
from tracker.filters.lists import LISTS
from tracker.views import pagination, urls

EXPORTS = {f"{path.replace('-', '_')}_export": name for path, (name, _view) in urls.LISTS.items()}
COUNT = CappedPaginator.count.func


class Guard:
    """Opens pages; what was explained once is not explained again."""

    def __init__(self, world):
        self.world, self.statements, self.findings = world, Statements(), []

    def open(self, role, address, params=()):
        """Return a page; what it reads is explained, as far as it is new."""
        params = {name: value for name, value in dict(params).items() if value}
        with self.statements.noted() as new:
            page = self.world.client(role).get(address, params)
            if page.streaming:
                b"".join(page.streaming_content)
        asked = f"{address}?{urlencode(params)}".removesuffix("?")
        assert page.status_code == 200, (role, asked, page.status_code)
        self.findings += dict.fromkeys(
            Finding(role, asked, table, step, sql)
            for sql, values in new
            for table, step in scans(sql, values)
        )
        return page

    def open_as_of_many(self, role, address, params=()):
        """Return a page that asks as if it had found more rows than it shows."""
        with (
            patch.object(pagination, "FEW", -1),
            patch.object(
                CappedPaginator, "count", property(lambda one: max(COUNT(one), MAX_COUNTED))
            ),
        ):
            return self.open(role, address, params)

    def open_site(self):
        """Open each page of the site, each list with each of its filters alone, in each order."""
        for role, name, address, asks in pages.site(self.world):
            page = self.open_as_of_many(role, address, asks)
            for params in pages.filtered(_filter_class(name, page), self.world.users[role]):
                opens = self.open_as_of_many if params.keys() <= pages.WIDENS else self.open
                opens(role, address, params)
            for params in [*pages.orders(page), *pages.MORE.get(name, ())]:
                self.open_as_of_many(role, address, params)

    def open_admin(self, rows):
        """Open each page of the admin, and each list as above."""
        for role, name, address in pages.admin(at, rows):
            page = self.open_as_of_many(role, address)
            for query in pages.of_changelist(page.context["cl"]) if name == "changelist" else ():
                self.open_as_of_many(role, address, parse_qsl(query.lstrip("?")))


def _filter_class(name, page):
    """Return the filters of a list, or of its export."""
    if listed := LISTS.get(EXPORTS.get(name, name)):
        return listed.filter_class
    filter_set = page.context.get("filter_set") if page.context else None
    return type(filter_set) if isinstance(filter_set, StrictFilterSet) else StrictFilterSet
