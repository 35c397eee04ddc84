"""Who may open and change what in the admin, as `test_admin.py` tries it.

Whoever has no right to the admin is told so at its door (403), a stranger is sent to sign in. Who
is inside and may not is told so (403); nobody deletes anything.
"""

from dataclasses import dataclass, field

INSIDE = "analyst reviewer auditor administrator"
LOG = "analyst reviewer"
MANAGE = "administrator"


@dataclass(frozen=True)
class Noun:
    """Who opens the list, the page and the history of a noun, adds one, and changes one."""

    opens: str = INSIDE
    adds: str = ""
    changes: str = ""
    more: dict[str, str] = field(default_factory=dict)  # pages of its own: who gets them


NOUNS: dict[str, Noun] = {
    "assessment": Noun(),
    "body": Noun(adds=MANAGE, changes=MANAGE),
    "citation": Noun(changes=LOG),
    "closing": Noun(),
    "comment": Noun(),
    "component": Noun(adds=LOG, changes=LOG),
    "event": Noun(),
    "evidence": Noun(adds=LOG, changes=LOG),
    "file": Noun(),
    "finding": Noun(adds=LOG, changes=LOG),
    "indicator": Noun(adds=MANAGE, changes=MANAGE),
    "assessmentline": Noun(),
    "sensitivityrequest": Noun(),
    "commitment": Noun(),
    "mechanism": Noun(adds=MANAGE, changes=MANAGE),
    "publication": Noun(),
    "question": Noun(adds=LOG, changes=LOG),
    "reply": Noun(changes=LOG),
    "reporttext": Noun(adds=LOG, changes=LOG),
    "readlogentry": Noun("auditor"),
    "recommendation": Noun(changes=LOG, more={"log": LOG}),
    "report": Noun(adds=MANAGE, changes=MANAGE),
    "responsibility": Noun(adds=LOG, changes=LOG),
    "topic": Noun(adds=f"{LOG} {MANAGE}", changes=f"{LOG} {MANAGE}"),
    "user": Noun("auditor administrator", MANAGE, MANAGE, more={"password": MANAGE}),
}
GENERIC = {"changelist", "add", "change", "history", "delete", "withdraw"}

# Pages of the admin as a whole: who gets them.
WHOLE: dict[str, str] = {
    "index": INSIDE,
    "app_list": INSIDE,
    "autocomplete": INSIDE,
    "jsi18n": INSIDE,
}
DJANGO = {  # the doors, which the site has itself, and a page that leads to others
    "login",
    "logout",
    "password_change",
    "password_change_done",
    "view_on_site",
}
