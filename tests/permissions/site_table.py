"""Who may open and do what on the site: one entry for each address, as `test_site.py` tries it.

An entry says what the address is about, who may open it for THBD, who gets the page that says why
not (403), and what its form sends. Everybody else gets a 404. The contributor of THBD gets a 404
for what concerns OSP alone, everybody for what is missing; a stranger is sent to sign in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.helpers.clock import TODAY
from tests.helpers.narratives import narrative

INSIDERS = "viewer contributor analyst reviewer publisher auditor administrator"
EVERYBODY = f"{INSIDERS} nobody superuser"  # who is signed in
READERS = "viewer analyst reviewer publisher auditor administrator"
PAPERWORK = "analyst reviewer publisher auditor administrator"
LOGGERS = "analyst reviewer"
SPEAKERS = "contributor analyst reviewer"


@dataclass(frozen=True)
class Entry:
    """One address, and who may open it."""

    of: str = ""  # the object of `world.py` it is about; none: a page without one
    may: str = ""
    forbidden: str = ""  # gets the page that says why not
    reads: bool = True  # answers GET
    asks: Mapping[str, str] = field(default_factory=dict)  # the query of the address
    sends: Mapping[str, str] | None = None  # what a filled form sends; none: answers no POST
    answer: int = 302  # to a filled form; 302 saves it
    concerns: bool = True  # the contributor sees what concerns THBD alone
    refuses_others: bool = False  # of another body, the contributor gets a 403 instead
    rights_first: bool = False  # who may not gets a 403 of what is missing too
    is_open: bool = False  # a stranger gets it too
    opens: int = 200  # the answer to a GET
    missing: int = 404  # the answer to a form about what is gone; 409 gives its words back


def page(of: str = "", may: str = INSIDERS, **more: Any) -> Entry:
    """Return an entry for a page without a form."""
    return Entry(of, may, **more)


def form(of: str, may: str, seen_by: str = INSIDERS, sends: Any = None, **more: Any) -> Entry:
    """Return an entry for a form; who may see its object but not fill it in gets a 403."""
    forbidden = " ".join(role for role in seen_by.split() if role not in may.split())
    return Entry(of, may, forbidden, sends=sends or {}, **more)


def button(of: str, may: str, seen_by: str = INSIDERS, sends: Any = None, **more: Any) -> Entry:
    """Return an entry for a button of another page."""
    return form(of, may, seen_by, sends, reads=False, **more)


ON = "2025-03-01"
MAKERS = f"{LOGGERS} publisher"
PUBLISHERS = "reviewer publisher"
WHOLE = {"show": "all"}  # with the parts that are fetched when they are opened
WHY = {"reason": "Looked at twice."}
OWN_LIST = {"owner": "own", "report": "tip-2024-kosovo", "as_of": ON}
NOTE = {"note": "Looked at twice."}
RESTRICTED = {"sensitivity": "named_readers", **WHY}
LINK = {"url": "https://a.example.org/1", "title": "Minutes"}
ASSESSMENT = {"status": "initial_steps", "sentence": "A group met.", "as_of": ON, **LINK}
VIEW = {"perspective": "responsible_body", "body": "THBD"}
NEW_QUESTION = {"text": "How many?", "kind": "ask", "body": "THBD", "on": ON}
NEW_COMMITMENT = {"text": "Open a shelter", "body": "THBD", "undertaken_on": ON, **LINK}
EARLIER_RECOMMENDATION = {"edition": "tip-2023-kosovo", "number": "THBD-1"}
EVIDENCE = {"title": "A letter", "kind": "letter", "attribution": "attributable"}
NEW_EVIDENCE = {**EVIDENCE, "sensitivity": "internal", **WHY}
CITATION = {
    **{"report": "tip-2024-kosovo", "number": "THBD-1", "sentence": "A group met."},
    **{"use": "supports", "as_of": ON},
}
ORIGINAL = {"original": "yes"}
FIGURE = {"value": "12", "period": "2025"}
REMARK = {"text": "A shelter was opened.", "as_of": ON}
SAVED_REPORT = {"name": "Yearly", "kind": "brief", "language": "sq", "audience": "internal"} | {
    **{"frequency": "year", "first_run_on": str(TODAY)}
}
NEWS = {"sentence": "A tender was opened.", "on": ON}
NEW_DATE = {"due_on": "2026-03-31", "reason": "No bids", "agreed_by": "Minister", "agreed_on": ON}

NARRATIVE = narrative(country="Albania", year=2022)
NO_AUDITOR = " ".join(role for role in EVERYBODY.split() if role != "auditor")
KEEPERS = "auditor administrator"
NO_KEEPERS = " ".join(role for role in EVERYBODY.split() if role not in KEEPERS.split())
REDACTION = {"words": "THBD-1", "about": "words", "ground": "A court asked for it."}
NO_MAKERS = " ".join(role for role in EVERYBODY.split() if role not in MAKERS.split())
NO_LOGGERS = " ".join(role for role in EVERYBODY.split() if role not in LOGGERS.split())


def intake(of: str = "", **more: Any) -> Entry:
    """Return an entry of an import; everybody else gets a 403, of what is missing too."""
    return Entry(of, LOGGERS, NO_LOGGERS, concerns=False, rights_first=True, **more)


# "route: what of it", for a route that answers differently for different things.
SITE: dict[str, Entry] = {
    "home": page(may=EVERYBODY),
    "search": page(may=EVERYBODY, asks={"q": "Zanzibar"}),
    "note_new": form(
        "",
        LOGGERS,
        EVERYBODY,
        {"sentence": "A group met.", "recommendation": "@key of a recommendation"},
    ),
    "note_matches": button("", LOGGERS, EVERYBODY, {"search": "THBD"}, answer=200),
    "note_withdraw": form("note", LOGGERS, sends=WHY),
    "review_queue": page(may=EVERYBODY),
    "review_queue: approve several": button(
        "", "reviewer", EVERYBODY, {"assessment": "@view that waits", **WHY}
    ),
    "sample_list": form("", "reviewer", EVERYBODY, answer=422),
    "disagreement_list": page(may=EVERYBODY),
    "changed_strength_list": page(may=EVERYBODY),
    "recommendation_list": page(may=EVERYBODY),
    "recommendations_assign": page(may=EVERYBODY, opens=302),
    "recommendations_change": form(
        "", LOGGERS, EVERYBODY, {"kind": "assign", "person": "analyst", **WHY}, answer=200
    ),
    "recommendations_change: a preview": button(
        "",
        LOGGERS,
        EVERYBODY,
        {"kind": "set_review_date", "review_on": "2027-03-31", **WHY},
        answer=200,
    ),
    "report_list": page(may=EVERYBODY),
    "report": page("report"),
    "progress_report": page("report"),
    "publication_list": page(may=EVERYBODY),
    "publication": page("published report", READERS, concerns=False),
    "publication: a draft": page("draft report", PAPERWORK, concerns=False),
    "publication: a public one": page("public report", concerns=False),
    "publication_file": page("file of a published report", READERS, concerns=False),
    "publication_file: of a draft": page("file of a draft report", PAPERWORK, concerns=False),
    "publication_file: of a public one": page("file of a public report", concerns=False),
    "publication_new": form("report", MAKERS, sends={**WHY, "formats": "md"}),
    "conclusions": form("report", MAKERS),
    "publication_task": Entry("report being made", "", NO_MAKERS, rights_first=True),
    "publication: a draft that the body was sent": page("sent draft", f"contributor {PAPERWORK}"),
    "publication_send": form(
        "sent draft",
        LOGGERS,
        f"contributor {PAPERWORK}",
        {"body": "MFLT", "sent_on": ON, "reply_by": str(TODAY)},
    ),
    "publication_reply": form(
        "reply",
        SPEAKERS,
        f"contributor {PAPERWORK}",
        {"text": "We agree.", "replied_on": str(TODAY)},
    ),
    "publication_publish": form("draft report", PUBLISHERS, PAPERWORK, {}, concerns=False),
    "publication_discard": form("draft report", PUBLISHERS, PAPERWORK, {"notice": "Wrong day."}),
    "publication_withdraw": form("published report", PUBLISHERS, READERS, {"notice": "Wrong."}),
    "published_list": page(may=EVERYBODY, is_open=True),
    "published": page("public report", EVERYBODY, is_open=True, concerns=False),
    "published_file": page("file of a public report", EVERYBODY, is_open=True, concerns=False),
    "report_comparison": page("report", opens=301),
    "report_text": form("report", LOGGERS, sends={"sender": "Office"}),
    "summary_edit": form("report", LOGGERS, sends=REMARK),
    "translations": form("report", LOGGERS, sends={}),
    "translations_table": form("report", LOGGERS, sends={}, answer=422),
    "remark_edit": form("recommendation", LOGGERS, sends=REMARK),
    "remark_bindings": form("summary", LOGGERS, READERS, {"bindings": "0:full"}),
    "remark_withdraw": form("remark", LOGGERS, READERS, WHY),
    "saved_report_list": page(may=EVERYBODY),
    "saved_report_new": form("report", LOGGERS, sends=SAVED_REPORT),
    "saved_report_recipients": form(
        "saved_report", LOGGERS, PAPERWORK, {"recipients": "guri@example.org"}
    ),
    "unsubscribe": form(
        "message about a saved report", EVERYBODY, "", is_open=True, concerns=False, answer=200
    ),
    "saved_report_stop": form("saved_report", LOGGERS, PAPERWORK, WHY),
    "recommendation": page("recommendation", asks=WHOLE),
    "recommendation_history_pdf": page("recommendation"),
    "log_progress": form(
        "recommendation with approved ones", SPEAKERS, sends={**ASSESSMENT, **VIEW}
    ),
    "recommendation_assign": form("recommendation", LOGGERS, sends={"person": "analyst"}),
    "assessment_decide": page("assessment that waits, by key", PAPERWORK),
    "assessment_decide: a body's view": page("view that waits, by key", f"{PAPERWORK} contributor"),
    "assessment_decide: approve": button(
        "assessment that waits, by key", "reviewer", PAPERWORK, {"do": "approve"}
    ),
    "assessment_decide: approve a body's view": button(
        "view that waits, by key", "reviewer", f"{PAPERWORK} contributor", {"do": "approve"}
    ),
    "assessment_decide: return": button(
        "assessment that waits, by key", "reviewer", PAPERWORK, {"do": "return", **NOTE}
    ),
    "assessment_revise": form("own draft", SPEAKERS, f"{PAPERWORK} contributor", ASSESSMENT),
    "assessment_revise: somebody else's": form("somebody's draft", "", "", ASSESSMENT),
    "assessment_correct": form("approved assessment", LOGGERS, sends=ASSESSMENT),
    "assessment_correct: a body's view": form("approved view", SPEAKERS, sends=ASSESSMENT),
    "assessment_invite: its page": page("assessment that waits", PAPERWORK),
    "assessment_invite": button(
        "assessment that waits", "reviewer", PAPERWORK, {"person": "nobody"}
    ),
    "assessment_withdraw: its page": page("assessment that waits", PAPERWORK),
    "assessment_withdraw": button("assessment that waits", "reviewer", PAPERWORK, WHY),
    "assessment_withdraw: one's own": button(
        "own draft", SPEAKERS, f"{PAPERWORK} contributor", WHY
    ),
    "assessment_withdraw: somebody else's draft": button("somebody's draft", "", "auditor", WHY),
    "comment_new: its page": page("assessment that waits", PAPERWORK),
    "comment_new": button("assessment that waits", LOGGERS, PAPERWORK, {"text": "Which group?"}),
    "comment_new: on what is approved": button(
        "approved assessment", LOGGERS, sends={"text": "Which group?"}
    ),
    "comment_new: on a body's view": button(
        "approved view", SPEAKERS, sends={"text": "Which group?"}
    ),
    "comment_withdraw: its page": page("an analyst's comment", PAPERWORK),
    "comment_withdraw": button("an analyst's comment", "analyst", PAPERWORK, WHY),
    "comment_sensitivity": form("an analyst's comment", LOGGERS, PAPERWORK, RESTRICTED),
    "lineage": form("recommendation", LOGGERS, sends=EARLIER_RECOMMENDATION),
    "lineage_withdraw": form("link", LOGGERS, sends=WHY),
    "question_new": form("recommendation", LOGGERS, sends=NEW_QUESTION),
    "commitment_new": form("recommendation", LOGGERS, sends=NEW_COMMITMENT),
    "closing_new": form(
        "recommendation with approved ones",
        LOGGERS,
        sends={"closure_reason": "moot", "explanation": "Looked at twice."},
    ),
    "closing_decide": page("closing", PAPERWORK),
    "closing_decide: approve": button("closing", "reviewer", PAPERWORK, {"approve": "yes", **NOTE}),
    "closing_decide: return": button("closing", "reviewer", PAPERWORK, {"return": "yes", **NOTE}),
    "closing_decide: withdraw": button(
        "closing", "reviewer", PAPERWORK, {"withdraw": "yes", **NOTE}
    ),
    "recommendation_reopen": form("closed recommendation", "reviewer", sends=WHY),
    "question_list": page(may=EVERYBODY),
    "questions_ask": form(
        "", LOGGERS, EVERYBODY, {"kind": "ask", **WHY}, asks={"body": "THBD"}, answer=400
    ),
    "question": page("question"),
    "question: not asked yet": page("unasked question", READERS),
    "question_ask": form("unasked question", LOGGERS, READERS, {"body": "THBD", "on": ON}),
    "question_remind": form("question", LOGGERS, sends={"on": ON}),
    "question_answer": form("question", LOGGERS, sends={**NEWS, "use": "context", **LINK}),
    "question_dismiss": form("question", LOGGERS, sends=WHY),
    "question_reopen": form("dismissed question", LOGGERS, sends=WHY),
    "report_figures": page("report"),
    "indicator_list": page(may=EVERYBODY),
    "indicator": page("indicator", asks=WHOLE, concerns=False),
    "figure_new": form("indicator", LOGGERS, sends={**FIGURE, **LINK}, concerns=False),
    "figure_confirm": form("provisional figure", LOGGERS, sends=WHY),
    "figure_revise": form("provisional figure", LOGGERS, sends={"value": "9", **WHY}),
    "figure_withdraw": form("provisional figure", LOGGERS, sends=WHY),
    "commitment_list": page(may=EVERYBODY),
    "commitment": page("commitment", asks=WHOLE),
    "commitment_reschedule": form("commitment", LOGGERS, sends=NEW_DATE),
    "commitment_news": form("commitment", LOGGERS, sends=NEWS),
    "commitment_complete": form("commitment", LOGGERS, sends={**NEWS, **LINK}),
    "commitment_cancel": form("commitment", LOGGERS, sends=WHY),
    "commitment_withdraw": form("commitment", LOGGERS, sends=WHY),
    "person": page("person", "auditor administrator"),
    "hand_over": form(
        "person", "administrator", EVERYBODY, {"close": "yes", **WHY}, rights_first=True
    ),
    "event_list": page(may=EVERYBODY),
    "event_export": page(may=EVERYBODY, asks={"format": "jsonl"}),
    "request_undo": form("bulk assignment", LOGGERS, sends=WHY),
    "my_body": page(may="contributor", opens=302),
    "my_answers": page(may="contributor", opens=302),
    "body_answers": form(
        "body",
        "contributor",
        sends={"stated_by": "Ana", "stated_on": str(TODAY)},
        concerns=False,
        refuses_others=True,
    ),
    "answer_part": form(
        "part",
        "contributor",
        sends={"words": "A group met."},
        concerns=False,
        refuses_others=True,
        rights_first=True,
        missing=409,
    ),
    "answered_sheet": page("answers", f"contributor {PAPERWORK}"),
    "answered_sheet: accept": button("answers", LOGGERS, f"contributor {PAPERWORK}", answer=422),
    "answered_file": page("file_of_answers", f"contributor {PAPERWORK}"),
    "answered_sheet_take_back": button("answers", "contributor", f"contributor {PAPERWORK}"),
    "answered_sheet_return": form("answers", LOGGERS, f"contributor {PAPERWORK}", WHY),
    "body_list": page(may=EVERYBODY),
    "body_matrix": page(may=EVERYBODY),
    "body": page("body", concerns=False),
    "body_divide": form("ended body", LOGGERS, concerns=False, answer=422),
    "question_sheet": form("body", SPEAKERS, concerns=False, refuses_others=True, answer=422),
    "question_sheet_file": page(
        "body",
        SPEAKERS,
        forbidden="viewer publisher auditor administrator",
        asks={"format": "docx", "language": "en"},
        concerns=False,
        refuses_others=True,
    ),
    "question_sheet_confirm": form(
        "body", SPEAKERS, concerns=False, refuses_others=True, answer=422
    ),
    "import_list": intake(),
    "import_new": intake(sends={"text": NARRATIVE}),
    "import_task": Entry("file being read", "", NO_LOGGERS, rights_first=True),
    "import_run": intake("run"),
    "import_details": intake(
        "run",
        sends={"mechanism": "TIP", "country": "Albania", "year": "2024", "title": "Of Albania"},
        reads=False,
    ),
    "import_mark_new": intake("run", sends={"drop": "", "kind": "figure"}, reads=False),
    "import_accept": intake("run", sends={}, reads=False),
    "import_discard": intake("run", sends=WHY),
    "import_undo": intake("accepted run", sends=WHY),
    "draft_edit": intake("draft", sends={"split": "", "split_before": "and prosecute"}),
    "import_figure_new": intake("run", sends={"words": "12 cases", "value": "12"}),
    "import_figure": intake("figure read", sends={"value": "13", "scope": "one court"}),
    "draft_merge": intake("draft", sends={}, reads=False),
    "draft_accept": intake("suggested body", sends={"role": "lead"}, reads=False),
    "import_table_new": intake(sends={}, answer=422),
    "import_table": intake("table", sends=WHY),
    "import_table: what was done": intake("table of statuses", sends=OWN_LIST, answer=200),
    "import_table_mapping": intake("table"),
    "evidence_list": page(may=EVERYBODY),
    "evidence_search": page(may=EVERYBODY),
    "evidence_new": form("", LOGGERS, EVERYBODY, NEW_EVIDENCE),
    "evidence_to_confirm": Entry("", LOGGERS, NO_LOGGERS),
    "evidence_inbox": form("", LOGGERS, EVERYBODY, answer=200),
    "inbox_file": intake("waiting file", sends={"do": "leave"}),
    "inbox_page": intake("page of a waiting file"),
    "source_list": Entry("", LOGGERS, NO_LOGGERS),
    "source_accept": form(
        "new source", "reviewer", sends={"name": "HRW", "kind": "ngo"}, concerns=False
    ),
    "source_merge": form("new source", "reviewer", sends={"body": "THBD", **WHY}, concerns=False),
    "evidence": page("piece", asks=WHOLE),
    "evidence: for named readers": page("named piece", "analyst"),
    "evidence_edit": form("piece", LOGGERS, sends={**EVIDENCE, "reason_code": "editorial"}),
    "evidence_withdraw": form("piece", LOGGERS, sends=WHY),
    "evidence_withdraw: for named readers": form("named piece", "analyst", "", WHY),
    "citation_new": form("piece", LOGGERS, sends=CITATION),
    "file_new": form("piece", LOGGERS, sends=WHY, answer=422),  # no file
    "file": page("file"),
    "file: the original": page(
        "file",
        LOGGERS,
        forbidden="viewer contributor publisher auditor administrator",
        asks=ORIGINAL,
    ),
    "file: for named readers": page("named file", "analyst"),
    "file_withdraw": form("file", LOGGERS, sends=WHY),
    "file_page": page("page of a file"),
    "file_page: for named readers": page("page of a named file", "analyst"),
    "evidence_sensitivity": form("piece", LOGGERS, sends=RESTRICTED),
    "evidence_sensitivity: for named readers": form("named piece", "analyst", "", RESTRICTED),
    "file_sensitivity": form("file", LOGGERS, sends=RESTRICTED),
    # What is open, or was asked today, leads on.
    "evidence_purpose": form("piece", INSIDERS, sends={"purpose": "To cite it"}, opens=302),
    "evidence_purpose: for named readers": page("named piece", "analyst", opens=302),
    "sensitivity_request_approve: its page": page("sensitivity_request", PAPERWORK),
    "sensitivity_request_approve": button("sensitivity_request", LOGGERS, PAPERWORK, WHY),
    "sensitivity_request_decline: its page": page("sensitivity_request", PAPERWORK),
    "sensitivity_request_decline": button("sensitivity_request", LOGGERS, PAPERWORK, WHY),
    "help": page(may=EVERYBODY),
    "help_methodology": page(may=EVERYBODY),
    "help_role": page("role", EVERYBODY, concerns=False),
    "glossary": page(may=EVERYBODY),
    "health": page(may=KEEPERS, forbidden=NO_KEEPERS),
    "seal_check": page(may=EVERYBODY, is_open=True),
    "redaction_list": page(may=KEEPERS, forbidden=NO_KEEPERS),
    "redaction_list: asking": button("", "administrator", EVERYBODY, REDACTION),
    "redaction": form("redaction", "administrator", KEEPERS, {"words": "Witness"}, answer=200),
    "redaction_decline": button("redaction", "administrator", KEEPERS, {"note": "Not needed."}),
    "read_log": page(may="auditor", forbidden=NO_AUDITOR),
    "read_log_export": page(may="auditor", forbidden=NO_AUDITOR),
    "recommendations_export": page(may=EVERYBODY),
    "evidence_export": page(may=EVERYBODY),
    "commitments_export": page(may=EVERYBODY),
    "questions_export": page(may=EVERYBODY),
    "indicators_export": page(may=EVERYBODY),
    "publications_export": page(may=EVERYBODY),
    "reports_export": page(may=EVERYBODY),
    "bodies_export": page(may=EVERYBODY),
    "export_task": Entry("file being made", ""),
    "upload_new": button("", SPEAKERS, EVERYBODY, answer=200),  # what is dropped is no row yet
    "evidence_line": button("", SPEAKERS, EVERYBODY, answer=200),  # nor is what is read of it
    "reading_confirm": button("piece", LOGGERS),
    "progress_schema": page(may=EVERYBODY, is_open=True),
    "login": page(may=EVERYBODY, is_open=True),
    "account_login": page(may=EVERYBODY, is_open=True),
    "account_reset_password": page(may=EVERYBODY, is_open=True),
    "account_reset_password_done": page(may=EVERYBODY, is_open=True),
    "account_reset_password_from_key": page("link to a new password", EVERYBODY, is_open=True),
    "mfa_authenticate": page(may=EVERYBODY, opens=302),  # nothing is waited for: home
    "mfa_login_webauthn": page(may=EVERYBODY, is_open=True, opens=302),
    "logout": button("", EVERYBODY, EVERYBODY, is_open=True),
    "account_logout": button("", EVERYBODY, EVERYBODY, is_open=True),
    "password_change": page(may=EVERYBODY),
    "account": form("", EVERYBODY, EVERYBODY, {"full_name": "Ana Krasniqi"}),
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
    "session_end": button("session", EVERYBODY, EVERYBODY),
    "session_end_others": button("", EVERYBODY, EVERYBODY),
    "saved_view_new": form(
        "",
        EVERYBODY,
        EVERYBODY,
        {"list": "evidence_list", "query": "kind=law", "name": "Laws"},
        asks={"list": "evidence_list", "query": "kind=law"},
    ),
    "saved_view": form("saved view", EVERYBODY, EVERYBODY, {"name": "Laws and decrees"}),
    "saved_view: delete": button("saved view", EVERYBODY, EVERYBODY, {"delete": "yes"}),
    "set_language": button("", EVERYBODY, EVERYBODY, {"language": "sq"}, is_open=True),
    "set_theme": button("", EVERYBODY, EVERYBODY, {"theme": "dark"}, is_open=True),
}
WRITES_NOTHING = {  # of what anybody audits
    "evidence_inbox",
    "inbox_file",  # unless it is stored
    "note_matches",
    "translations",  # likewise
    "logout",
    "account_logout",
    "evidence_purpose",
    "session_end",
    "session_end_others",
    "saved_view_new",
    "saved_view",
    "set_language",
    "set_theme",
}
