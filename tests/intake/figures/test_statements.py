"""Zeros and unknown values: what a negation says of which indicator."""

import time

import pytest

from tracker.intake.figures.statements import find_statements

ZEROS = {
    "Authorities did not prosecute any employers for knowingly using the services of trafficking victims.": "USERS_PROS",
    "Courts did not convict any individuals who bought sex.": "USERS_CONV",
    "Police did not arrest any men for buying sex.": "USERS_INV",
    "No individuals who had purchased commercial sex were prosecuted.": "USERS_PROS",
    "Police did not identify any people who used drugs.": "VICT_IDENTIFIED",
    "The state did not assist any individuals who sought services.": "VICT_ASSISTED",
    "Authorities did not prosecute any employers.": "RELATED_PROS",
    "Authorities did not fine any employers for retaining passports.": "VIOLATIONS",
    "Inspectors did not penalize any employers.": "VIOLATIONS",
    "Prosecutors did not charge any buyers of sex.": "USERS_PROS",
    "Prosecutors did not charge any employers.": "RELATED_PROS",
    "Courts did not convict any employers who used the services of victims.": "USERS_CONV",
    "The inspectorate did not fine any employers.": "VIOLATIONS",
    "Police did not fine any victims.": "VICT_PENALISED",
    "Police did not detain any suspects.": "ARRESTS",
    "Inspectors did not inspect private homes.": "INSPECTIONS",
    "Prosecutors did not bring criminal charges against any employers.": "RELATED_PROS",
    "The government did not allocate dedicated funding to the plan.": "FUND_COORDINATION",
    "The state had an action plan but did not allocate separate funding to it.": "FUND_COORDINATION",
    "Police did not investigate any child sex tourists.": "USERS_INV",
    "Courts did not convict any child sex tourists.": "USERS_CONV",
    # did not … any, and other ways to fail
    "The government did not identify any victims.": "VICT_IDENTIFIED",
    "Police failed to identify any victims among deported migrants.": "VICT_IDENTIFIED",
    "Police closed the case without identifying any victims.": "VICT_IDENTIFIED",
    "Neither police nor prosecutors identified any victims.": "VICT_IDENTIFIED",
    "Officers did not identify trafficking victims in 2019.": "VICT_IDENTIFIED",
    "Authorities had yet to convict a trafficker under the law.": "CONV_TRAFFICKERS",
    "Officials have never convicted any trafficker.": "CONV_TRAFFICKERS",
    "Courts did not sentence any traffickers to prison.": "SENT_PRISON",
    "Police did not arrest any of the suspects.": "ARRESTS",
    "Officers did not screen any asylum-seekers.": "VICT_SCREENED",
    "The ministry did not inspect any orchards.": "INSPECTIONS",
    "Courts did not award damages to any victims.": "VICT_COMPENSATED",
    "The ministry did not offer shelter to any victims.": "VICT_SHELTERED",
    "The ministry did not provide any funding to NGOs.": "FUND_SHELTERS",
    "The committee did not meet during the reporting period.": "MEETINGS",
    # lists of deeds and of things
    "They did not investigate, prosecute, or convict any officials.": (
        "OFFICIALS_INV OFFICIALS_PROS OFFICIALS_CONV"
    ),
    "There were no prosecutions or convictions of complicit officials.": (
        "OFFICIALS_PROS OFFICIALS_CONV"
    ),
    "It did not identify any victims, nor did it prosecute any suspects.": (
        "VICT_IDENTIFIED PROS_DEFENDANTS"
    ),
    "The agency did not close any firms or revoke any licenses.": "CLOSED LICENCES",
    # what did not come of something
    "None of the inspections resulted in the identification of a victim.": "VICT_IDENTIFIED",
    "None of the complaints led to prosecutions.": "PROS_CASES",
    "The raids did not lead to any arrests.": "ARRESTS",
    "Officials reported 19 prosecutions but no convictions.": "CONV_TRAFFICKERS",
    # without "any"
    "Courts did not order compensation during the year.": "VICT_COMPENSATED",
    "Even if it paid for shelters, the government did not identify any victims.": "VICT_IDENTIFIED",
    "The law provided for restitution, but courts did not award it to any victims.": (
        "VICT_COMPENSATED"
    ),
    "It issued 12 residence permits in 2022; it did not issue any in 2021.": "RESIDENCE_PERMITS",
    "The government did not fund NGO shelters.": "FUND_SHELTERS",
    "The government did not operate shelters exclusively for victims.": "SHELTERS",
    "There were no dedicated shelters for victims.": "SHELTERS",
    "Inspectors visited ships without finding any victims.": "VICT_IDENTIFIED",
    "Courts acquitted no one who was a trafficker.": "ACQUITTED",
    # no …
    "Police identified no victims.": "VICT_IDENTIFIED",
    "No victims took part in trials.": "VICT_PROCEEDINGS",
    "No boys were placed in shelters.": "VICT_SHELTERED",
    "For a fourth consecutive year, no users of victims’ services were prosecuted.": "USERS_PROS",
    "The inquiry resulted in no convictions.": "CONV_TRAFFICKERS",
    "The case ended without a conviction.": "CONV_TRAFFICKERS",
    "No government official was investigated.": "OFFICIALS_INV",
    "Not a single trafficker was convicted.": "CONV_TRAFFICKERS",
    "No NGOs received government funding.": "FUND_SHELTERS",
    # what was counted before
    "Police arrested four officers, and courts convicted none.": "OFFICIALS_CONV",
    "They indicted nine suspects, none of whom were convicted.": "CONV_TRAFFICKERS",
    "It opened seven cases but did not prosecute any of them.": "PROS_CASES",
    "No one was convicted.": "CONV_TRAFFICKERS",
    "The ministry reviewed 40 licenses and revoked none.": "LICENCES",
    # what was asked for before
    "Foreign victims could obtain residence permits; no victims applied.": "RESIDENCE_PERMITS",
    "The law provides for restitution, but no victims received it.": "VICT_COMPENSATED",
    "No victims requested compensation.": "VICT_COMPENSATED",
    # there was none
    "No specialized shelter existed for boys.": "SHELTERS",
    "The case did not result in a conviction.": "CONV_TRAFFICKERS",
    "The court did not issue a verdict.": "CONV_TRAFFICKERS",
    "The state reported prosecutions but no convictions.": "CONV_TRAFFICKERS",
    "Courts could order restitution but did not award any.": "VICT_COMPENSATED",
    "The state did not operate shelters exclusively for victims.": "SHELTERS",
    # none of what there was, and nobody ever
    "None of the investigations involved officials.": "OFFICIALS_INV",
    "None of the officials investigated was charged.": "OFFICIALS_PROS",
    "None of the cases were prosecuted.": "PROS_CASES",
    "No trafficker had ever been convicted.": "CONV_TRAFFICKERS",
    "No one has yet been convicted under the law.": "CONV_TRAFFICKERS",
    # shelters by another name
    "The ministry had no facility for adult male victims.": "SHELTERS",
    "There were no homes for victims.": "SHELTERS",
    "The state did not operate any facilities for child victims.": "SHELTERS",
    # money without "any"
    "The ministry did not provide financial support to NGOs.": "FUND_SHELTERS",
    "It did not allocate funding for its action plan.": "FUND_COORDINATION",
    "It did not fund any shelters.": "FUND_SHELTERS",
}
UNKNOWN = {
    "It did not report whether it had investigated anyone for using services of victims.": "USERS_INV",
    "It did not report convicting any individuals who paid for sex with children.": "USERS_CONV",
    "The department did not report how many of the violations involved indicators of forced labor.": "VIOLATIONS",
    "The ministry did not report how many of the violations it sent to prosecutors.": "VIOLATIONS",
    "The government did not report how many migrants its officers screened.": "VICT_SCREENED",
    # three deeds with one object, and short questions
    "Police did not report arresting, prosecuting, or convicting any traffickers.": (
        "ARRESTS PROS_DEFENDANTS CONV_TRAFFICKERS"
    ),
    "Police found 12 victims but did not report how many were referred to care.": "VICT_REFERRED",
    "Courts convicted 12 traffickers but did not say how many received prison sentences.": (
        "SENT_PRISON"
    ),
    "Officials did not report how many victims these units assisted.": "VICT_ASSISTED",
    "There were no reports authorities penalized any victims.": "VICT_PENALISED",
    "The government did not provide sentencing data.": "SENT_PRISON",
    "The government did not report sentences.": "SENT_PRISON",
    "The government did not make public the number of victims identified.": "VICT_IDENTIFIED",
    "There were no reports the government penalized victims.": "VICT_PENALISED",
    "It did not report investigating, prosecuting, or convicting any traffickers.": (
        "INV_SUSPECTS PROS_DEFENDANTS CONV_TRAFFICKERS"
    ),
    "There were no reports the state incarcerated or fined victims.": "VICT_PENALISED",
    "It did not report how many victims received legal or medical services.": (
        "VICT_LEGAL_AID VICT_ASSISTED"
    ),
    "Police arrested nine suspects; it did not report prosecuting any.": "PROS_DEFENDANTS",
    "Data on sentencing were not available.": "SENT_PRISON",
    "It did not report comprehensive sentencing data.": "SENT_PRISON",
    "Sentences were not available.": "SENT_PRISON",
    "The government did not report identifying any victims.": "VICT_IDENTIFIED",
    "It did not report any investigations or prosecutions of government employees.": (
        "OFFICIALS_INV OFFICIALS_PROS"
    ),
    "It never reported how many buyers of sex it prosecuted.": "USERS_PROS",
    "The ministry was unable to provide data on victims assisted.": "VICT_ASSISTED",
    "Authorities could not say how many calls the hotline received.": "HOTLINE_CALLS",
    "Data on the number of victims referred to care were not available.": "VICT_REFERRED",
    "The number of convictions was not reported.": "CONV_TRAFFICKERS",
    "There were no reports that police penalized victims.": "VICT_PENALISED",
    "There were no reports of any penalization of victims.": "VICT_PENALISED",
    "There was no information on the number of victims sheltered.": "VICT_SHELTERED",
    "The government referred an unknown number of victims to care.": "VICT_REFERRED",
    "It is unclear whether any victims were repatriated.": "VICT_REPATRIATED",
    "It did not report how many agencies lost their licenses.": "LICENCES",
    "The government did not report the amount.": "FUND_OTHER",
}
NOTHING = [
    "The task team had no budget.",
    "The ministry did not fine employers who had registered late.",
    "Inspectors did not inspect private homes consistently.",
    "Officers did not identify some victims because they lacked training.",
    "Police did not consistently identify victims.",
    "Officials did not adequately screen migrants.",
    "The government no longer trained officials.",
    "Courts convicted no fewer than 12 traffickers.",
    "Only one victim received compensation.",
    "The government had no formal procedures to identify victims.",
    "The government made no efforts to identify victims.",
    "The government did not open any shelters for men.",
    "Victims could apply to the fund if they were unable to obtain restitution from traffickers.",
    "Victims may sue unless a court did not convict any trafficker.",
    "The law allowed deportation if no victims testified.",
    "The ministry did not allocate sufficient funding for shelters.",
    "Police barred 40 offenders from entry and did not deport any of them.",
    "The government did not maintain a database on investigations and prosecutions.",
    "The government did not disaggregate data on victims it identified.",
    "It did not report the results of those investigations.",
    "Courts did not report sentences for the four convicted traffickers.",
    "Police did not refer cases to prosecutors.",
    "Officials did not have any training on referral.",
    "Courts did not convict defendants in most cases.",
    "Victims who did not testify received no assistance.",
    "The ministry did not report the nationality of the victims identified.",
    "None of the shelters admitted men.",
    "None of the inspections led to improvements.",
    "None of the cases resulted in more prosecutions.",
    "The training did not result in improved identification of victims.",
    "Courts did not order restitution in most cases.",
    "Prosecutors did not seek restitution in any cases.",
    "Judges did not order damages as often as before.",
    "The government did not provide funding for transportation.",
    "The government did not fully fund victim services.",
    "There were no shelters outside the capital.",
    "No shelters accepted men.",
    "No dedicated fund existed.",
    "No victims applied pressure.",
    "The ministry did not provide adequate financial support to NGOs.",
    "The government did not fund the repair of roads.",
    "Some officers did not know or use the guidelines to identify victims.",
    "There were no reports of the four victims.",
    "There were no facilities for detained migrants.",
    "None of the investigations concerned labor recruiters’ fees.",
    "None of the prosecutions involved forced begging.",
]


def read(text):
    """Return the codes of zeros and of unknown values, each in their order."""
    found = list(find_statements(text, 0, len(text)))
    return tuple(
        " ".join(s.indicator for s in found if s.is_unknown is unknown) for unknown in (False, True)
    )


class TestFindStatements:
    @pytest.mark.parametrize("text, codes", ZEROS.items())
    def test_reads_that_there_was_none_as_zero(self, text, codes):
        assert read(text) == (codes, "")

    @pytest.mark.parametrize("text, codes", UNKNOWN.items())
    def test_reads_what_is_not_reported_as_unknown(self, text, codes):
        assert read(text) == ("", codes)

    @pytest.mark.parametrize("text", NOTHING)
    def test_reads_no_remark_as_a_value(self, text):
        assert read(text) == ("", "")

    def test_reads_a_long_sentence_in_little_time(self):
        text = "no victims and none of any " * 500
        began = time.process_time()

        assert not list(find_statements(text, 0, len(text)))
        assert time.process_time() - began < 2

    def test_places_it_on_the_words_that_say_what(self):
        text = "It did not identify any child victims, and courts convicted none."

        counts = [s.count for s in find_statements(text, 0, len(text))]

        assert [text[c.start : c.end] for c in counts] == ["victims", "none"]
        assert counts[0].dimensions == {"age group": "child"}
