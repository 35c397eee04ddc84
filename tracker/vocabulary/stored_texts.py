"""Texts of the fixtures with their translation, and which texts of people are translated."""

from django.utils.functional import Promise
from django.utils.translation import ngettext_lazy, pgettext, pgettext_lazy

# English texts that the fixtures of the Kosovo report store. They are listed for the translation
# files alone: what people wrote since is shown as they wrote it.
STORED_TEXTS: tuple[Promise, ...] = (
    pgettext_lazy("country after “on”", "Kosovo"),
    pgettext_lazy("topic", "Awareness"),
    pgettext_lazy("topic", "Forced begging"),
    pgettext_lazy("topic", "Compensation and restitution"),
    pgettext_lazy("topic", "Complicity of officials"),
    pgettext_lazy("topic", "Confidentiality and privacy"),
    pgettext_lazy("topic", "Demand"),
    pgettext_lazy("topic", "Hotline"),
    pgettext_lazy("topic", "Identification of victims"),
    pgettext_lazy("topic", "Inspections and labor recruitment"),
    pgettext_lazy("topic", "Investigation and prosecution"),
    pgettext_lazy("topic", "Reintegration and vocational training"),
    pgettext_lazy("topic", "Sentencing"),
    pgettext_lazy("topic", "Shelters"),
    pgettext_lazy("topic", "Social work"),
    pgettext_lazy("topic", "Strategy and coordination"),
    pgettext_lazy("topic", "Training"),
    pgettext_lazy("component", "Investigate"),
    pgettext_lazy("component", "Prosecute"),
    pgettext_lazy("component", "Adequate penalties"),
    pgettext_lazy("component", "Complicit officials"),
    pgettext_lazy("component", "Individuals involved in commercial sex"),
    pgettext_lazy("component", "Children"),
    pgettext_lazy("component", "Romani, Ashkali and Egyptian communities"),
    pgettext_lazy("component", "Other at-risk groups of ¶ 11"),
    pgettext_lazy("component", "Written guidance"),
    pgettext_lazy("component", "Identification"),
    pgettext_lazy("component", "Assistance to children"),
    pgettext_lazy("component", "Legal classification of begging with parents"),
    pgettext_lazy("component", "Judges"),
    pgettext_lazy("component", "Prosecutors"),
    pgettext_lazy("component", "Law enforcement"),
    pgettext_lazy("component", "Content: psychological coercion, charging, sentencing"),
    pgettext_lazy("component", "Staff"),
    pgettext_lazy("component", "Budget"),
    pgettext_lazy("component", "Workload standard"),
    pgettext_lazy("component", "Amount"),
    pgettext_lazy("component", "Timeliness of payment"),
    pgettext_lazy("component", "Municipal share"),
    pgettext_lazy("component", "Shelters open"),
    pgettext_lazy("component", "Measures strengthened (rules, SOPs)"),
    pgettext_lazy("component", "Private information not shared"),
    pgettext_lazy("component", "Civil-registry safeguards in municipalities"),
    pgettext_lazy("component", "Breach reporting"),
    pgettext_lazy("component", "Training of officials"),
    pgettext_lazy("component", "Vocational training"),
    pgettext_lazy("component", "Reintegration services"),
    pgettext_lazy("component", "Housing and compensation"),
    pgettext_lazy("component", "Training on identification"),
    pgettext_lazy("component", "Training on referral"),
    pgettext_lazy("component", "Calls on child forced begging"),
    pgettext_lazy(
        "reason of a responsibility",
        "Prosecuting and seeking penalties are the prosecutor's acts; investigating is "
        "the THBD's. The text names no single owner: one lead with components is "
        "proposed. Alternatives: THBD.",
    ),
    pgettext_lazy("reason of a responsibility", "The sentence shows it doing so."),
    pgettext_lazy(
        "reason of a responsibility",
        "Coordination of cases; the sentence names no task under no. 1.",
    ),
    pgettext_lazy(
        "reason of a responsibility",
        "Formal identification is shared by the THBD investigator and the victim's "
        "advocate; the THBD is also the body credited with inspections. Alternatives: "
        "NAATIP, VAAO.",
    ),
    pgettext_lazy("reason of a responsibility", "Coordination of cases; screening is not named."),
    pgettext_lazy(
        "reason of a responsibility",
        "No sentence says who should write the guidance. It has to bind police, border "
        "police, prosecutors and social workers, so the interagency coordinator is "
        "proposed; the THBD is the natural drafter of the police part. ¶ 3 places the "
        "obstacle in the criminal code, which is a legislative matter. Alternatives: "
        "THBD, CSW.",
    ),
    pgettext_lazy("reason of a responsibility", "SOPs would carry the guidance."),
    pgettext_lazy(
        "reason of a responsibility", "Keeps the local teams that would use the guidance."
    ),
    pgettext_lazy("reason of a responsibility", "Takes calls about begging children."),
    pgettext_lazy(
        "reason of a responsibility",
        "The Academy runs the institutional programmes for judges and prosecutors; police "
        "training is separate. Alternatives: OSP.",
    ),
    pgettext_lazy("reason of a responsibility", "The report shows it to benefit."),
    pgettext_lazy("reason of a responsibility", "Judges are those to be trained."),
    pgettext_lazy("reason of a responsibility", "Trains the police (aksp-ks.net)."),
    pgettext_lazy(
        "reason of a responsibility",
        "The CSW are the beneficiaries and cannot be the lead. The text does not say who "
        "funds them; the MLSW is the only body shown funding social services. Outside the "
        "report: the CSW work at municipal level and the MLSW was merged into the "
        "Ministry of Finance, Labour and Transfers in 2021, so the lead must be "
        "confirmed. Outside the report: the MLSW ended in 2021. In 2023 the Ministry of "
        "Justice funded these shelters (May to December); on 27 December 2023 the finance "
        "ministry refused its request for the next months (womensnetwork.org, statement "
        "on shelters). Ask both. Acting today: MOJ, MFLT. Alternatives: MUN, MOJ, MFLT.",
    ),
    pgettext_lazy(
        "reason of a responsibility",
        "Outside the report: centres work at municipal level since 2009.",
    ),
    pgettext_lazy("reason of a responsibility", "Coordinates; funds nothing."),
    pgettext_lazy(
        "reason of a responsibility",
        "The ministry's name predates 2021 (see bodies). Outside the report: the MLSW "
        "ended in 2021. In 2023 the Ministry of Justice funded these shelters (May to "
        "December); on 27 December 2023 the finance ministry refused its request for the "
        "next months (womensnetwork.org, statement on shelters). Ask both. Confidence: "
        "high that the report names it; it no longer exists. Acting today: MOJ, MFLT. "
        "Alternatives: MUN_PRISTINA.",
    ),
    pgettext_lazy(
        "reason of a responsibility",
        "No owner is named. The known breach was in a municipal office, and handling of "
        "victim data is spread over police, prosecution, courts, social services, "
        "shelters and municipalities, all of which sit in the NAATIP. Alternatives: KP, "
        "VAAO, MUN, AIP.",
    ),
    pgettext_lazy(
        "reason of a responsibility", "Holds victim data; here only the reporter of the breach."
    ),
    pgettext_lazy("reason of a responsibility", "Holds victim data."),
    pgettext_lazy("reason of a responsibility", "Present at interviews."),
    pgettext_lazy("reason of a responsibility", "Grant witness protection."),
    pgettext_lazy(
        "reason of a responsibility", "Supervises the data-protection law; implements nothing here."
    ),
    pgettext_lazy(
        "reason of a responsibility",
        "The ministry in charge of labour and welfare is proposed; no sentence assigns "
        "vocational training. Outside the report: the MLSW ended in 2021. In 2023 the "
        "Ministry of Justice funded these shelters (May to December); on 27 December 2023 "
        "the finance ministry refused its request for the next months (womensnetwork.org, "
        "statement on shelters). Ask both. Acting today: MOJ, MFLT. Alternatives: CSW, "
        "NGO_SHELTERS.",
    ),
    pgettext_lazy("reason of a responsibility", "Compensation eases reintegration; not asked for."),
    pgettext_lazy(
        "reason of a responsibility",
        "The text names no operator of the hotline. The victim-assistance office is "
        "proposed because it serves victims of crime; confirm who runs the line. The "
        "NAATIP is the alternative because it promotes the number. Outside the report: "
        "the OSCE calls it the helpline of the prosecutor’s office "
        "(omik.osce.org/kosovo/83805), whose office this is. Alternatives: NAATIP.",
    ),
    pgettext_lazy("reason of a responsibility", "Advertises the number."),
    pgettext_lazy("reason of a responsibility", "Receives the referrals."),
)


def translate_stored(context: str, text: str) -> str:
    """Return the text in the reader's language, or as stored if it has no translation."""
    return pgettext(context, text) if text else text


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
