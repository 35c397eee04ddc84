"""Who may open and do what on the site: one entry for each address, as `test_site.py` tries it.

An entry says what stands there, who gets it of what concerns THBD, who is told why not (403), and
what a filled form sends. Everybody else finds nothing there (404). What concerns OSP alone, the
contributor of THBD does not find; what is missing, nobody does; a stranger is sent to sign in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from tests.helpers.narratives import narrative

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
    opens: int = 200  # the answer to a GET


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
MAKE = f"{LOG} publisher"
PUBLISH = "reviewer publisher"
WHY = {"reason": "Looked at twice."}
BECAUSE = {"because_of": "Looked at twice."}
WORDS = {"words": "Looked at twice."}
CLOSED = {"sensitivity": "named_readers", **WORDS}
LINK = {"link": "https://a.example.org/1", "title": "Minutes"}
JUDGED = {"status": "initial_steps", "sentence": "A group met.", "as_of": ON, **LINK}
VIEW = {"perspective": "responsible_body", "body": "THBD"}
ASKED = {"question": "How many?", "kind": "ask", "body": "THBD", "on": ON}
PROMISED = {"text": "Open a shelter", "body": "THBD", "undertaken_on": ON, **LINK}
EARLIER = {"edition": "tip-2023-kosovo", "number": "THBD-1"}
SAID = {"title": "A letter", "kind": "letter", "attribution": "attributable"}
NEW_PIECE = {**SAID, "sensitivity": "internal", **BECAUSE}
USED = {
    **{"report": "tip-2024-kosovo", "number": "THBD-1", "sentence": "A group met."},
    **{"use": "supports", "as_of": ON},
}
ORIGINAL = {"original": "yes"}
FIGURE = {"value": "12", "period": "2025"}
WRITTEN = {"text": "A shelter was opened.", "as_of": ON}
SAVED = {"name": "Yearly", "kind": "brief", "language": "sq", "audience": "internal"} | {
    **{"every": "year", "first_on": str(timezone.localdate())}
}
HEARD = {"sentence": "A tender was opened.", "on": ON}
MOVED = {"due_on": "2026-03-31", "reason": "No bids", "agreed_by": "Minister", "agreed_on": ON}

NARRATIVE = narrative(country="Albania", year=2022)
NO_AUDITOR = " ".join(role for role in EVERYBODY.split() if role != "auditor")
KEEP = "auditor administrator"
DO_NOT_KEEP = " ".join(role for role in EVERYBODY.split() if role not in KEEP.split())
TAKE_OUT = {"words": "THBD-1", "about": "words", "ground": "A court asked for it."}
NOT_MADE = " ".join(role for role in EVERYBODY.split() if role not in MAKE.split())
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
    "publications": page(may=EVERYBODY),
    "publication": page("published report", READ, concerns=False),
    "publication: a draft": page("draft report", PAPERWORK, concerns=False),
    "publication: a public one": page("public report", concerns=False),
    "publication_file": page("file of a published report", READ, concerns=False),
    "publication_file: of a draft": page("file of a draft report", PAPERWORK, concerns=False),
    "publication_file: of a public one": page("file of a public report", concerns=False),
    "publication_make": form("report", MAKE, sends={**BECAUSE, "formats": "md"}),
    "publication_being_made": Entry("report being made", "", NOT_MADE, rights_first=True),
    "publication_publish": form("draft report", PUBLISH, PAPERWORK, {}, concerns=False),
    "publication_discard": form("draft report", PUBLISH, PAPERWORK, {"notice": "Wrong day."}),
    "publication_withdraw": form("published report", PUBLISH, READ, {"notice": "Wrong."}),
    "published_list": page(may=EVERYBODY, is_open=True),
    "published": page("public report", EVERYBODY, is_open=True, concerns=False),
    "published_file": page("file of a public report", EVERYBODY, is_open=True, concerns=False),
    "compare": page("report"),
    "summary": form("report", LOG, sends=WRITTEN),
    "remark": form("recommendation", LOG, sends=WRITTEN),
    "withdraw_remark": form("remark", LOG, READ, BECAUSE),
    "schedules": page(may=EVERYBODY),
    "save_schedule": form("report", LOG, sends=SAVED),
    "stop_schedule": form("schedule", LOG, PAPERWORK, BECAUSE),
    "recommendation": page("recommendation"),
    "recommendation_history": page("recommendation"),
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
    "comment_sensitivity": form("an analyst's comment", LOG, PAPERWORK, CLOSED),
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
    "commitments": page(may=EVERYBODY),
    "commitment": page("commitment"),
    "measure_move": form("commitment", LOG, sends=MOVED),
    "measure_hear": form("commitment", LOG, sends=HEARD),
    "measure_finish": form("commitment", LOG, sends={**HEARD, **LINK}),
    "measure_drop": form("commitment", LOG, sends=BECAUSE),
    "measure_withdraw": form("commitment", LOG, sends=BECAUSE),
    "person": page("person", "auditor administrator"),
    "leaving": form(
        "person", "administrator", EVERYBODY, {"close": "yes", **WORDS}, rights_first=True
    ),
    "history": page(may=EVERYBODY),
    "history_export": page(may=EVERYBODY, asks={"format": "jsonl"}),
    "undo_several": form("bulk assignment", LOG, sends=BECAUSE),
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
    "evidence_list": page(may=EVERYBODY),
    "evidence_find": page(may=EVERYBODY),
    "evidence_new": form("", LOG, EVERYBODY, NEW_PIECE),
    "evidence": page("piece"),
    "evidence: for named readers": page("named piece", "analyst"),
    "evidence_change": form("piece", LOG, sends={**SAID, "why": "editorial"}),
    "evidence_withdraw": form("piece", LOG, sends=BECAUSE),
    "evidence_withdraw: for named readers": form("named piece", "analyst", "", BECAUSE),
    "evidence_cite": form("piece", LOG, sends=USED),
    "evidence_file_new": form("piece", LOG, sends=BECAUSE, answer=422),  # no file
    "file": page("file"),
    "file: the original": page(
        "file", LOG, told="viewer contributor publisher auditor administrator", asks=ORIGINAL
    ),
    "file: for named readers": page("named file", "analyst"),
    "file_withdraw": form("file", LOG, sends=BECAUSE),
    "file_page": page("page of a file"),
    "file_page: for named readers": page("page of a named file", "analyst"),
    "evidence_sensitivity": form("piece", LOG, sends=CLOSED),
    "evidence_sensitivity: for named readers": form("named piece", "analyst", "", CLOSED),
    "file_sensitivity": form("file", LOG, sends=CLOSED),
    # What is open, or was asked today, leads on.
    "evidence_purpose": form("piece", SEE, sends={"purpose": "To cite it"}, opens=302),
    "evidence_purpose: for named readers": page("named piece", "analyst", opens=302),
    "lowering_agree": deed("sensitivity_request", LOG, PAPERWORK, WORDS),
    "lowering_decline": deed("sensitivity_request", LOG, PAPERWORK, WORDS),
    "health": page(may=KEEP, told=DO_NOT_KEEP),
    "redactions": page(may=KEEP, told=DO_NOT_KEEP),
    "redactions: asking": deed("", "administrator", EVERYBODY, TAKE_OUT),
    "redaction": form("redaction", "administrator", KEEP, {"words": "Witness"}, answer=200),
    "redaction_decline": deed("redaction", "administrator", KEEP, {"note": "Not needed."}),
    "readings": page(may="auditor", told=NO_AUDITOR),
    "readings_export": page(may="auditor", told=NO_AUDITOR),
    "evidence_drop": deed("", SPEAK, EVERYBODY, answer=200),  # what is dropped is no row yet
    "report_schema": page(may=EVERYBODY, is_open=True),
    "login": page(may=EVERYBODY, is_open=True),
    "account_login": page(may=EVERYBODY, is_open=True),
    "mfa_authenticate": page(may=EVERYBODY, opens=302),  # nothing is waited for: home
    "mfa_login_webauthn": page(may=EVERYBODY, is_open=True, opens=302),
    "logout": deed("", EVERYBODY, EVERYBODY, is_open=True),
    "account_logout": deed("", EVERYBODY, EVERYBODY, is_open=True),
    "password_change": page(may=EVERYBODY),
    "account": page(may=EVERYBODY),
    "mfa_index": page(may=EVERYBODY),
    "account_reauthenticate": page(may=EVERYBODY),
    "mfa_reauthenticate": page(may=EVERYBODY),
    "mfa_reauthenticate_webauthn": page(may=EVERYBODY),
    "mfa_activate_totp": page(may=EVERYBODY, opens=302),  # there is one: to its removal
    "mfa_deactivate_totp": form("", EVERYBODY, EVERYBODY),
    "mfa_view_recovery_codes": page(may=EVERYBODY),
    "mfa_download_recovery_codes": page(may=EVERYBODY),
    "mfa_generate_recovery_codes": form("", EVERYBODY, EVERYBODY),
    "mfa_list_webauthn": page(may=EVERYBODY),
    "mfa_add_webauthn": page(may=EVERYBODY),
    "mfa_edit_webauthn": form("passkey", EVERYBODY, EVERYBODY, {"name": "Key"}),
    "mfa_remove_webauthn": form("passkey", EVERYBODY, EVERYBODY),
    "usersessions_list": page(may=EVERYBODY),
    "session_end": deed("session", EVERYBODY, EVERYBODY),
    "session_end_others": deed("", EVERYBODY, EVERYBODY),
    "set_language": deed("", EVERYBODY, EVERYBODY, {"language": "sq"}, is_open=True),
}
WRITES_NOTHING = {  # of what anybody audits
    "logout",
    "account_logout",
    "evidence_purpose",
    "mfa_edit_webauthn",
    "session_end",
    "session_end_others",
    "set_language",
}
