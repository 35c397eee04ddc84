"""What is measured: addresses of each page at ours, the floor and the stock parts."""

from dataclasses import dataclass

ANALYST, CLERK, REVIEWER = "analyst", "contributor", "reviewer"
BOTH = (ANALYST, CLERK)
LIST, STOCK = "/recommendations/", "/recs/"
REPORTS = {9: "m00-2025-aa", 50: "m00-2024-aa", 5_000: "m00-2025-zz"}


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its address here and at the stock parts, and whether the floor has it, too."""

    what: str
    path: str
    stock: str = ""
    has_floor: bool = False
    roles: tuple[str, ...] = BOTH


PAGES = [
    Page("list", LIST, STOCK, True),
    Page("list, by status", f"{LIST}?status=partial", f"{STOCK}?status=partially", True),
    Page("list, by body", f"{LIST}?body=B042", f"{STOCK}?body=42"),
    Page("list, last page", f"{LIST}?order=-key", f"{STOCK}?page={{last}}", True),
    Page("list, by review date", f"{LIST}?order=review"),
    Page("list, asked of me", f"{LIST}?asked_of=me"),
    Page("list, search", f"{LIST}?search=juvenile", f"{STOCK}?q=juvenile", True),
    Page("search", "/search/?q=juvenile", f"{STOCK}?q=juvenile"),
    Page("recommendation", "{recommendation}", "/rec/{recommendation}/", True),
    Page("recommendation in its list", "{recommendation}?in=status%3Dpartial"),
    Page("state on a past day", f"{LIST}?on=2024-12-31", "/on/2024-12-31/", True),
    *(
        Page(
            f"progress report of {size:,}, {kind}",
            f"/reports/{slug}/progress/?kind={kind}",
            f"/report/{number}/",
            True,
        )
        for number, (size, slug) in enumerate(REPORTS.items(), start=1)
        for kind in ("brief", "full")
    ),
    Page("home", "/", "/dash/"),
    Page("waiting for action", "/review-queue/", roles=(REVIEWER,)),
    Page("reports", "/reports/"),
    Page("bodies", "/bodies/"),
    Page("bodies by status", "/bodies/matrix/", roles=(ANALYST,)),
    Page("answers of a body", "/bodies/THBD/answers/", roles=(CLERK,)),
    Page("evidence inbox", "/evidence/inbox/", roles=(ANALYST,)),
    Page("evidence", "/evidence/"),
    Page("evidence, search", "/evidence/?search=juvenile"),
    Page("commitments", "/commitments/"),
    Page("questions", "/questions/"),
    Page("indicators", "/indicators/"),
    Page("change many", f"{LIST}change/?kind=assign&status=partial", roles=(ANALYST,)),
    Page("history", "/history/"),
    Page(
        "admin list",
        "/admin/tracker/recommendation/",
        "/admin/stock/recommendation/",
        roles=(ANALYST,),
    ),
    Page(
        "admin change page",
        "/admin/tracker/recommendation/{key}/change/",
        "/admin/stock/recommendation/{recommendation}/change/",
        roles=(ANALYST,),
    ),
]
ON_DEMAND = [  # measured where --only names them; the bytes are those read, or the events
    Page("read a narrative", "read a narrative", roles=(ANALYST,)),
    Page("verify history", "verify history", roles=(ANALYST,)),
]
