"""Detection of requests: "Vigorously investigate …", "In coordination with NGOs, train …"."""

import re

REQUEST_WORDS = """
abide abolish accede accelerate achieve acknowledge act adapt add address adhere adjust
administer adopt advance advise advocate afford align allocate allot allow amend analyze apply
appoint appropriate approve arrange ascertain assess assign assist assure attempt augment
authorize avoid ban bar begin block bolster boost bring broaden budget build carry cease
centralize certify change channel charge clarify close codify collaborate collect combat
commence commit communicate compensate compile complete comply conclude conduct confirm consider
consolidate construct consult continue contribute convene convict cooperate coordinate correct
counter create criminalize curb curtail decrease deepen define delegate deliver demonstrate deny
deploy designate detect determine develop devise devote differentiate direct disaggregate
disband disburse discipline discontinue dismantle display disseminate distinguish distribute
diversify do document double draft earmark ease educate elevate eliminate employ empower enable
enact encourage end enforce engage enhance enlist enroll ensure equip eradicate establish
evaluate examine exclude exempt exercise expand expedite explain explore extend facilitate fight
fill finalize finance follow formalize formulate foster fulfill fund furnish gather give grant
guarantee halt harmonize have heighten hire hold identify implement impose improve incentivize
include incorporate increase inform initiate inspect institute institutionalize instruct
integrate intensify interview introduce invest investigate invite involve issue join keep launch
lead legislate lengthen license lift limit link locate maintain make mandate map maximize
measure meet merge minimize mitigate mobilize modify monitor move negotiate notify obligate
obtain offer offset open operate operationalize organize oversee pardon participate partner pass
pay penalize permit phase pilot place plan preclude prepare prescribe preserve press prevent
prioritize probe proceed process produce prohibit promote promulgate propose prosecute protect
provide publicize publish punish purchase pursue push put quantify raise ratify reach reactivate
reassess recognize reconsider record recover recruit redesign redouble reduce reestablish refer
refine reform refrain regularize regulate rehabilitate reinforce reinstate reinstitute
reintegrate reiterate relax release remedy remove renew reopen repatriate repeal replace report
request require rescind reserve resolve resource respect respond restore restrict resume retain
retrain return review revise revisit revive revoke run safeguard sanction scale schedule screen
secure seek seize select send sensitize sentence separate serve set share sharpen shield shift
show sign simplify solicit specify speed spend sponsor staff standardize start step stipulate
stop streamline strengthen strive structure study submit subsidize supervise supplement supply
support suspend sustain systematize tailor take target task teach terminate tighten toughen
trace track train transfer transition translate treat undertake unify update upgrade uphold urge
use utilize verify vet view visit waive warn widen withdraw work write
"""
VERBS = frozenset(REQUEST_WORDS.split())
LEADING_WORDS = """
according across after alongside among as at based before between beyond building by consistent
drawing during following for from given if in independent on once per pursuant so through to
together under until upon using when where while with within without
"""
LEADS = frozenset(LEADING_WORDS.split())
ALONGSIDE = frozenset(
    {"also", "and", "better", "further", "not", "then", "or", "more", "again", "never"}
)
WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
VERB_REACH = 220  # code points from "In coordination with …" to its verb
MIN_VERB_LENGTH = 6  # letters; shorter words such as "prize" are no verbs
MAX_ADVERBS = 6  # words before the verb: "significantly and"


def starts_request(text: str, start: int = 0, *, case: str = "any") -> bool:
    """Return whether the words from `at` on begin with a request.

    `case`: "upper" or "lower" requires the first letter to be so, as after a full stop or a
    semicolon.
    """
    first_word = WORD.match(text, start)
    if first_word is None or not _has_case(first_word[0], case):
        return False
    if _has_verb_soon(text, start):
        return True
    if first_word[0].lower() not in LEADS:
        return False
    end = min(len(text), start + VERB_REACH)
    comma = text.find(", ", start, end)
    while comma >= 0:
        if _has_verb_soon(text, comma + 2):
            return True
        comma = text.find(", ", comma + 2, end)
    return False


def _has_case(word: str, case: str) -> bool:
    if case == "any":
        return True
    return word[0].isupper() if case == "upper" else word[0].islower()


def _has_verb_soon(text: str, position: int) -> bool:
    """Return whether a verb follows, at once or after adverbs: "vigorously and openly probe"."""
    for _step in range(MAX_ADVERBS):
        word = WORD.match(text, position)
        if word is None:
            return False
        lowered = word[0].lower()
        if lowered in VERBS or lowered.removeprefix("re-") in VERBS or _has_verb_ending(lowered):
            return True
        if not lowered.endswith("ly") and lowered not in ALONGSIDE:
            return False
        position = word.end()
        while position < len(text) and text[position] in " ,\u00a0":
            position += 1
    return False


def _has_verb_ending(word: str) -> bool:
    """Return whether a word's ending makes it a verb although no list has it: "demilitarize"."""
    return (
        len(word) > MIN_VERB_LENGTH
        and word.endswith(("ize", "ise", "ify"))
        and not word.endswith("wise")
    )
