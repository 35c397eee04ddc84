"""Rules by which what courts did is named, and proceedings against users and officials."""

from tracker.intake.figures.amounts import Rule, rule
from tracker.intake.figures.words import COMPLICIT, RELATED, UNLICENSED, USERS

ACCUSED = "accused persons users"
ANYBODY = "victims persons accused users officials"
CONVICTED = f"{ANYBODY} sentences convictions"

VERDICTS: tuple[Rule, ...] = (  # the first that fits
    rule("EXTRADITIONS", "extraditions accused persons", "extradite"),
    rule("EXTRADITIONS", "extraditions"),
    rule(
        "ACQUITTED",
        "accused persons victims",
        near=r"^\S+ (?:\w+ ){0,2}?(?<!pleaded )(?:not guilty|innocent)\b",
    ),
    rule("ACQUITTED", f"acquittals {ACCUSED}", "acquit"),
    rule("ACQUITTED", "acquittals"),
    rule(
        "ACQUITTED",
        ACCUSED,
        words=r"\bnot[ -]guilty\b[^.;\d]{0,40}$|\bfound (?:to be )?not guilty",
    ),
    rule("UPHELD", "convictions sentences cases accused", "uphold"),
    rule(
        "UPHELD", "convictions sentences", words=r"\b(?:upheld|confirm\w*|affirm\w*)\s+(?:the )?$"
    ),
    rule(
        "COOP_CASES",
        "others",
        near=r"mutual legal assistance|requests? for legal assistance",
    ),
    rule(
        "COOP_CASES",
        "cases investigations",
        words=(
            r"(?:exchang|cooperat|joint|shared?|collaborat)\w*[^.;]{0,60}(?:foreign|other "
            r"countries|international|governments?|counterparts|Europol|Interpol|INTERPOL|abroad)|"
            r"\bjoint\s+(?:\w+\s+)?(?:investigat|case)|international (?:investigat|case)|"
            r"cooperat\w+ with (?!(?:the |local |its )?(?:prosecut|police|courts?\b|NGOs?\b|"
            r"inspectors?\b|ministr))|mutual legal assistance|(?:assistance|evidence|information|"
            r"intelligence) (?:from|to|with) (?-i:[A-Z])"
        ),
    ),
    rule(
        "UPHELD",
        "accused",
        near=r"^\S+ (?:\w+ ){1,3}(?:were|was) (?:upheld|confirmed|affirmed)\b",
    ),
    rule(
        "COOP_CASES",
        "cases investigations",
        words=r"\bwith (?:[\w-]+ ){0,4}counterparts (?:in [A-Z]\w+ )?on (?:\w+ )?$",
    ),
    rule("USERS_INV", f"{ANYBODY} cases investigations", "investigate arrest open", USERS),
    rule("USERS_PROS", f"{ANYBODY} cases prosecutions", "prosecute", USERS),
    rule("USERS_CONV", f"{ANYBODY} cases convictions", "convict", USERS),
    rule("USERS_INV", "users", "investigate arrest"),
    rule("USERS_PROS", "users", "prosecute"),
    rule("USERS_CONV", "users", "convict sentence penalise"),
    rule("OFFICIALS_INV", f"{ANYBODY} cases investigations", "investigate", COMPLICIT),
    rule("OFFICIALS_PROS", f"{ANYBODY} cases prosecutions", "prosecute", COMPLICIT),
    rule("OFFICIALS_CONV", f"{ANYBODY} cases convictions", "convict", COMPLICIT),
    rule("OFFICIALS_INV", "officials", "investigate arrest open"),
    rule(
        "OFFICIALS_INV",
        "officials",
        near=r"under investigation|pending (?:an? |\w+ )?investigat",
    ),
    rule("OFFICIALS_PROS", "officials", "prosecute"),
    rule("OFFICIALS_CONV", "officials", "convict sentence"),
    rule("RELATED_INV", f"{ANYBODY} cases investigations", "investigate", RELATED),
    rule("RELATED_PROS", f"{ANYBODY} cases prosecutions", "prosecute", RELATED),
    rule(
        "RELATED_PROS",
        "accused",
        "prosecute",
        near=r"against (?:any )?(?:employers|compan|business)|^\s*any (?:\w+ ){0,2}employers",
    ),
    rule("RELATED_CONV", f"{ANYBODY} cases convictions", "convict", RELATED),
    rule("RELATED_PROS", "accused officials", "prosecute", near=UNLICENSED),
    rule("RELATED_CONV", "accused officials", "convict", near=UNLICENSED),
    rule(
        "SENT_LIGHT",
        CONVICTED,
        words=r"\bsuspend\w* (?:(?:the |their )?(?:[\w-]+ )?(?:sentences?|terms?) )?(?:of|for|"
        r"against) (?:(?:the|all|other|another|remaining|about) )*$",
    ),
    rule("VIOLATIONS", "sentences", words=r"inspect|employers|compan|agencies"),
    *(
        rule(code, CONVICTED, deeds, "" if is_near else words, words if is_near else "")
        for is_near in (True, False)
        for deeds in ("sentence", "give")
        for code, words in (
            (
                "SENT_LIGHT",
                r"^(?:(?!prison|imprison|\bjail|,\s+and\b|\band\s+\w+ed\b).){0,120}?(?:suspended|"
                r"\bfines?\b|probation|community service|(?<!un)conditional|non-custodial)",
            ),
            ("SENT_PRISON", r"prison|imprison|\bjail|incarcerat|\blife (?:terms?|sentences?)"),
        )
    ),
    rule("SENT_LIGHT", CONVICTED, near=r"^\S+ (?:\w+ ){0,2}?off with (?:\w+ ){0,4}?fines?\b"),
    rule("SENT_LIGHT", "accused persons convictions", "penalise", near=r"\bfined\b"),
    rule("VIOLATIONS", "accused", "penalise", near=r"^\s*any (?:\w+ ){0,2}employers"),
    rule("SENT_LIGHT", "accused", "penalise", r"\b(?:courts?|judges?) (?:\w+ )?fined (?:\w+ )?$"),
    rule(
        "SENT_PRISON", "accused convictions", "penalise", r"\b(?:imprisoned|incarcerated|jailed)\b"
    ),
    rule(
        "SENT_PRISON",
        "accused",
        near=r"^\S+ of the \S+ (?:\w+ )?(?:went|were sent) to (?:prison|jail)\b",
    ),
)
