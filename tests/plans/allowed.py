"""What may read a table that grows from end to end, and why: one line for each."""

import re
from dataclasses import dataclass

# Of a list, up to 10,001: see `pagination.count_rows`.
IS_COUNT = re.compile(r"SELECT COUNT\(\*\) FROM \(SELECT .* LIMIT 1000[01]\) (AS counted|subquery)")


@dataclass(frozen=True)
class Allowed:
    """Scans of a table by pages whose "role address" begins like this, and the reason."""

    at: str
    table: str
    why: str
    counts: bool = False  # counts alone
    database: str = "sqlite"  # where they are found, or on both

    def covers(self, finding):
        return (
            re.match(self.at, f"{finding.role} {finding.address}")
            and re.search(rf"\b{self.table}\b", finding.table)
            and (not self.counts or IS_COUNT.match(finding.sql))
        )


RIGHT = (
    Allowed(
        r"\w+ [-a-z/]+(\?(all|withdrawn)=yes)?$",
        r"\w+",
        "a list without a filter: most rows may be seen, so 10,001 are soon found",
        counts=True,
    ),
    Allowed(
        r"\w+ /admin/tracker/\w+/\?",
        r"\w+",
        "codes of which each is common: 10,001 are soon found, and few ask for one",
        counts=True,
    ),
    Allowed(
        "auditor /health/",
        "tracker_(jobrun|worker)",
        "a row for each job and day of three months, and one for each worker",
    ),
    Allowed(
        r"\w+ /questions/\?state=(open|answered|dismissed)",
        "tracker_question",
        "the index has those of this state alone",
    ),
    Allowed(
        r"\w+ /commitments/\?(state=|postponed|quiet)",
        "tracker_commitment",
        "the index has those of this state alone",
    ),
    Allowed(
        r"\w+ /recommendations/\?on=",
        "tracker_recommendation",
        "with statistics of a real size, the editions published by the day are read first",
    ),
    Allowed(
        r"\w+ /evidence/\?(sensitivity=public|cited=yes|file=yes)",
        "tracker_evidence",
        "most evidence is public and cited, and much has a file: 10,001 are soon found",
    ),
    Allowed(
        r"analyst /imports/tables/\d+/$",
        "tracker_report",
        "once for a file: the countries of all editions, of which each has many recommendations",
    ),
    Allowed(
        r"analyst /admin/tracker/finding/$",
        "tracker_report",
        "a walk of the editions, to the limit of a page of their findings",
    ),
    Allowed(
        r"analyst /admin/tracker/report/$",
        "tracker_report",
        "the years of all editions, from an index of them alone",
    ),
)
# Faults that are known.
FAULTS = (
    Allowed(
        r"\w+ /evidence/\?cited=no",
        "tracker_evidence",
        "no index finds what is missing",
    ),
)
ALLOWED = FAULTS + RIGHT


def why_allowed(finding):
    """Return what allows a scan; None for one that is a fault."""
    return next((entry for entry in ALLOWED if entry.covers(finding)), None)
