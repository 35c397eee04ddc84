"""Who may open and do what on the site: one entry for each address, as `test_site.py` tries it.

An entry says what stands there, who gets it of what concerns THBD, who is told why not (403), and
what a filled form sends. Everybody else finds nothing there (404). What concerns OSP alone, the
contributor of THBD does not find; what is missing, nobody does; a stranger is sent to sign in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.narratives import narrative

SEE = "viewer contributor analyst reviewer publisher auditor administrator"
EVERYBODY = f"{SEE} nobody superuser"  # who is signed in
READ = "viewer analyst reviewer publisher auditor administrator"
PAPERWORK = "analyst reviewer publisher auditor administrator"
LOG = "analyst reviewer"
SPEAK = "contributor analyst reviewer"


@dataclass(frozen=True)
class Entry:
    """What is at an address, and who gets it."""

    of: str = ""  # the noun of `world.py` that stands there; none: a page without one
    may: str = ""
    told: str = ""  # told why not
    reads: bool = True  # answers GET
    asks: Mapping[str, str] = field(default_factory=dict)  # the query of the address
    sends: Mapping[str, str] | None = None  # what a filled form sends; none: answers no POST
    answer: int = 302  # to a filled form; 302 saves it
    concerns: bool = True  # the contributor finds what concerns THBD alone
    rights_first: bool = False  # who may not is told so of what is missing too
    is_open: bool = False  # a stranger gets it too


def page(of: str = "", may: str = SEE, **more: Any) -> Entry:
    """A page to read."""
    return Entry(of, may, **more)


def form(of: str, may: str, seen_by: str = SEE, sends: Any = None, **more: Any) -> Entry:
    """A page with a form: who sees the thing and may not fill it in is told why."""
    told = " ".join(role for role in seen_by.split() if role not in may.split())
    return Entry(of, may, told, sends=sends or {}, **more)


def deed(of: str, may: str, seen_by: str = SEE, sends: Any = None, **more: Any) -> Entry:
    """A button of another page."""
    return form(of, may, seen_by, sends, reads=False, **more)


ON = "2025-03-01"
WHY = {"reason": "Looked at twice."}
BECAUSE = {"because_of": "Looked at twice."}
WORDS = {"words": "Looked at twice."}
LINK = {"link": "https://a.example.org/1", "title": "Minutes"}
JUDGED = {"status": "initial_steps", "sentence": "A group met.", "as_of": ON, **LINK}
VIEW = {"perspective": "responsible_body", "body": "THBD"}
ASKED = {"question": "How many?", "kind": "ask", "body": "THBD", "on": ON}
PROMISED = {"text": "Open a shelter", "body": "THBD", "undertaken_on": ON, **LINK}
EARLIER = {"edition": "tip-2023-kosovo", "number": "THBD-1"}
FIGURE = {"value": "12", "period": "2025"}
HEARD = {"sentence": "A tender was opened.", "on": ON}
MOVED = {"due_on": "2026-03-31", "reason": "No bids", "agreed_by": "Minister", "agreed_on": ON}

NARRATIVE = narrative(country="Albania", year=2022)
TOLD_NO = " ".join(role for role in EVERYBODY.split() if role not in LOG.split())


def intake(of: str = "", **more: Any) -> Entry:
    """Of the intake: everybody else is told who may, of what is missing too."""
    return Entry(of, LOG, TOLD_NO, concerns=False, rights_first=True, **more)


# "route: what of it", for a route that answers differently for different things.
SITE: dict[str, Entry] = {
    "home": page(may=EVERYBODY),
    "board": page(may=EVERYBODY),
    "board: approve several": deed(
        "", "reviewer", EVERYBODY, {"assessment": "@assessment that waits", **WORDS}
    ),
    "disagreements": page(may=EVERYBODY),
    "recommendations": page(may=EVERYBODY),
    "assign_several": form("", LOG, EVERYBODY, {"person": "analyst", "count": "6", **WORDS}),
    "reports": page(may=EVERYBODY),
    "report": page("report"),
    "progress": page("report"),
    "recommendation": page("recommendation"),
    "log": form("recommendation with approved ones", SPEAK, sends={**JUDGED, **VIEW}),
    "assign": form("recommendation", LOG, sends={"person": "analyst"}),
    "approve": deed("assessment that waits", "reviewer", PAPERWORK),
    "approve: a body's view": deed("view that waits", "reviewer", f"{PAPERWORK} contributor"),
    "return": deed("assessment that waits", "reviewer", PAPERWORK, WHY),
    "return: a body's view": deed("view that waits", "reviewer", f"{PAPERWORK} contributor", WHY),
    "mend": form("own draft", SPEAK, f"{PAPERWORK} contributor", JUDGED),
    "mend: somebody else's": form("somebody's draft", "", "", JUDGED),
    "correct": form("approved assessment", LOG, sends=JUDGED),
    "correct: a body's view": form("approved view", SPEAK, sends=JUDGED),
    "withdraw": deed("assessment that waits", "reviewer", PAPERWORK, WHY),
    "withdraw: one's own": deed("own draft", SPEAK, f"{PAPERWORK} contributor", WHY),
    "withdraw: somebody else's draft": deed("somebody's draft", "", "auditor", WHY),
    "say": deed("assessment that waits", LOG, PAPERWORK, {"text": "Which group?"}),
    "say: on what is approved": deed("approved assessment", LOG, sends={"text": "Which group?"}),
    "say: on a body's view": deed("approved view", SPEAK, sends={"text": "Which group?"}),
    "unsay": deed("an analyst's comment", "analyst", PAPERWORK, WHY),
    "lineage": form("recommendation", LOG, sends=EARLIER),
    "unlink": form("link", LOG, sends=BECAUSE),
    "ask": form("recommendation", LOG, sends=ASKED),
    "promise": form("recommendation", LOG, sends=PROMISED),
    "close": form("recommendation with approved ones", LOG, sends={"because": "moot", **WORDS}),
    "closing": page("closing", PAPERWORK),
    "closing: approve": deed("closing", "reviewer", PAPERWORK, {"approve": "yes", **WORDS}),
    "closing: return": deed("closing", "reviewer", PAPERWORK, {"return": "yes", **WORDS}),
    "closing: withdraw": deed("closing", "reviewer", PAPERWORK, {"withdraw": "yes", **WORDS}),
    "reopen": form("closed recommendation", "reviewer", sends=WORDS),
    "questions": page(may=EVERYBODY),
    "question": page("question"),
    "question: not asked yet": page("unasked question", READ),
    "question_ask": form("unasked question", LOG, READ, {"body": "THBD", "on": ON}),
    "question_remind": form("question", LOG, sends={"on": ON}),
    "question_answer": form("question", LOG, sends={**HEARD, "use": "context", **LINK}),
    "question_dismiss": form("question", LOG, sends=BECAUSE),
    "question_reopen": form("dismissed question", LOG, sends=BECAUSE),
    "report_figures": page("report"),
    "indicators": page(may=EVERYBODY),
    "indicator": page("indicator", concerns=False),
    "observation_add": form("indicator", LOG, sends={**FIGURE, **LINK}, concerns=False),
    "observation_confirm": form("provisional figure", LOG, sends=BECAUSE),
    "observation_revise": form("provisional figure", LOG, sends={"value": "9", **BECAUSE}),
    "observation_withdraw": form("provisional figure", LOG, sends=BECAUSE),
    "measures": page(may=EVERYBODY),
    "measure": page("measure"),
    "measure_move": form("measure", LOG, sends=MOVED),
    "measure_hear": form("measure", LOG, sends=HEARD),
    "measure_finish": form("measure", LOG, sends={**HEARD, **LINK}),
    "measure_drop": form("measure", LOG, sends=BECAUSE),
    "measure_withdraw": form("measure", LOG, sends=BECAUSE),
    "leaving": form(
        "person", "administrator", EVERYBODY, {"close": "yes", **WORDS}, rights_first=True
    ),
    "bodies": page(may=EVERYBODY),
    "body": page("body", concerns=False),
    "sheet": form("body", LOG, concerns=False, answer=422),
    "sheet_file": page(
        "body",
        LOG,
        told="viewer contributor publisher auditor administrator",
        asks={"format": "docx", "language": "en"},
        concerns=False,
    ),
    "sheet_confirm": deed("body", LOG, concerns=False, answer=422),
    "imports": intake(),
    "import_new": intake(sends={"pasted": NARRATIVE}),
    "import_reading": Entry("file being read", "", TOLD_NO, rights_first=True),
    "run": intake("run"),
    "run_say": intake(
        "run",
        sends={"mechanism": "TIP", "country": "Albania", "year": "2024", "title": "Of Albania"},
        reads=False,
    ),
    "run_mark": intake("run", sends={"drop": "", "kind": "figure"}, reads=False),
    "run_accept": intake("run", sends={}, reads=False),
    "run_drop": intake("run", sends=BECAUSE),
    "run_undo": intake("accepted run", sends=BECAUSE),
    "draft": intake("draft", sends={"split": "", "begins": "and prosecute"}),
    "draft_join": intake("draft", sends={}, reads=False),
    "draft_take": intake("suggested body", sends={"role": "lead"}, reads=False),
    "table_new": intake(sends={}, answer=422),
    "table": intake("table", sends=WORDS),
    "table: leave it out": intake("table", sends={"drop": "yes", **WORDS}, reads=False),
    "table_mapping": intake("table"),
    "evidence_find": page(may=EVERYBODY),
    "login": page(may=EVERYBODY, is_open=True),
    "logout": deed("", EVERYBODY, EVERYBODY, is_open=True),
    "password_change": page(may=EVERYBODY),
    "set_language": deed("", EVERYBODY, EVERYBODY, {"language": "sq"}, is_open=True),
}
WRITES_NOTHING = {"logout", "set_language"}  # of what anybody audits
