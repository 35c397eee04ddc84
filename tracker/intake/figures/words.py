"""Words around a count that name its indicator, as patterns that several rules share."""

COMPLICIT = (
    r"complicit|corrupt|(?:officials?|officers?|employees|diplomats|soldiers)\b.{0,60}\b(?:for|"
    r"in)\b.{0,20}(?:traffick|abuse|bribe)"
)
UNLICENSED = r"^\S+ (?:\w+ )?(?:illegal|unlicensed|unregistered|unauthorized) (?:\w+ )?[a-z]+s\b"
USERS = (
    r"(?:utiliz|us|purchas|buy|solicit|pay)\w*\s+(?:for\s+)?(?:(?:the|a|sexual)\s+)*(?:commercial "
    r"sex|services?\s+(?:of|from)|sex\b)|\b(?:clients|buyers|purchasers)\b|sexual services from|"
    r"\bsex touris[tm]"
)
RELATED = (
    r"(?:pimping|pandering|procur\w+|exploitation of prostitution|related (?:crimes?|offen[sc]es?|"
    r"laws?|charges|statutes)|(?:crimes|offen[sc]es) related to|(?:facilitat|promot|profit)\w* "
    r"(?:\w+ )?(?:the )?prostitution|brothel[ -]keeping|(?:for|of) slavery|under (?:\w+ "
    r")?(?:articles?|laws?|provisions?|statutes?|acts?) (?:on|against) (?![^.;,]*traffick)|illegal "
    r"adoption|labor exploitation (?:crimes|offenses)|(?:for|under) (?:other|lesser|"
    r"non-trafficking|different)|smuggling|abuse of prostitution|mediation in prostitution|lesser "
    r"(?:crimes|offen|charg)|kidnapping|pornograph\w+|child labor|under the (?:\w+ "
    r"){0,2}(?:immigration|employment|labor|smuggling|passport|migration|prostitution|child "
    r"protection|domestic violence|organized crime) (?:act|law|code|statute))"
)
LEGAL = (
    r"(?<!mutual )legal(?:,? (?:(?:and|or) )?[\w-]+){0,3}? (?:aid|assistance|services?|support|"
    r"counsel|representation|advice)|(?:free|appointed) (?:legal|lawyers?|counsel)|lawyers?\b|"
    r"attorneys?\b"
)
SHELTER = (
    r"\bshelters?\b|\bfoster\b|(?:in|with|at) (?:\w+ )?(?:hotels?|host famil)|\bhousing\b|"
    r"accommodation|safe ?hous|lodging|apartments?\b|(?:in|into|at) (?:[\w-]+ ){1,3}homes?\b"
)
COMPENSATION = (
    r"compensation|restitution|damages|back wages|order\w*\s+(?:\w+\s+){0,3}to pay|unpaid wages"
)
AWARDED = r"\b(?:court|judge|tribunal)s?\b[^.;\d]{0,30}\bawarded"
CLAIMS = (
    r"(?:claim|seek|sought|pursu|request|appl|fil)\w*\s+(?:for\s+)?(?:\w+\s+){0,2}?(?:compensation|"
    r"restitution|damages|back wages|civil)"
)
TAUGHT = (
    r"\b(?:received|completed|attended|took|underwent|benefit\w*|took part|participat\w*|"
    r"enrolled)\b[^.;,]{0,40}\b(?:training|course|workshop|seminar)"
)
HOTLINE = (
    r"tip ?line|hot ?line|help ?line|toll-free|\bcalls\b(?:[^.;,\d]{0,60} and)? "
    r"(?:led|resulted|helped|contributed)|from "
    r"(?:these|the|its) calls|operators (?:identified|referred|detected)"
)
COURSE = r"(?:training|course|workshop|seminar|session|class|lesson)"
