"""Texts that people write and reports print, as far as they can be translated."""

from django.utils.translation import ngettext_lazy

# By "table.field", without the prefix of the app: how many of them, as in "12 rationales".
TRANSLATED_TEXTS = {
    "recommendation.short_title": ngettext_lazy("%(number)d title", "%(number)d titles", "number"),
    "recommendation.text": ngettext_lazy(
        "%(number)d recommendation", "%(number)d recommendations", "number"
    ),
    "assessment.conclusion": ngettext_lazy(
        "%(number)d conclusion", "%(number)d conclusions", "number"
    ),
    "assessment.rationale": ngettext_lazy(
        "%(number)d rationale", "%(number)d rationales", "number"
    ),
    "assessment.remaining": ngettext_lazy(
        "%(number)d text on what remains", "%(number)d texts on what remains", "number"
    ),
    "assessment.next_step": ngettext_lazy(
        "%(number)d next step", "%(number)d next steps", "number"
    ),
    "assessment.decision_note": ngettext_lazy(
        "%(number)d note of a reviewer", "%(number)d notes of reviewers", "number"
    ),
    "component.title": ngettext_lazy("%(number)d component", "%(number)d components", "number"),
    "assessmentline.remark": ngettext_lazy(
        "%(number)d remark on a component", "%(number)d remarks on components", "number"
    ),
    "citation.sentence": ngettext_lazy(
        "%(number)d sentence on evidence", "%(number)d sentences on evidence", "number"
    ),
    "evidence.title": ngettext_lazy(
        "%(number)d title of evidence", "%(number)d titles of evidence", "number"
    ),
    "commitment.text": ngettext_lazy("%(number)d commitment", "%(number)d commitments", "number"),
    "commitment.latest": ngettext_lazy(
        "%(number)d update on a commitment", "%(number)d updates on commitments", "number"
    ),
    "commitment.dropped_reason": ngettext_lazy(
        "%(number)d reason for dropping", "%(number)d reasons for dropping", "number"
    ),
    "duedate.reason": ngettext_lazy(
        "%(number)d reason for a new date", "%(number)d reasons for new dates", "number"
    ),
    "question.text": ngettext_lazy("%(number)d question", "%(number)d questions", "number"),
    "remark.text": ngettext_lazy("%(number)d remark", "%(number)d remarks", "number"),
    "reply.text": ngettext_lazy("%(number)d reply", "%(number)d replies", "number"),
}
