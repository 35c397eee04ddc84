"""Numbers of a sentence: what they count, and those that count nothing."""

from tracker.intake.figures.counts import find_numbers

# What each number is: the class of its noun for a count, its role for another.
NUMBERS = {
    # digits, words, thousands
    "Police found 12 victims.": "12 victims",
    "Twenty-three suspects were arrested.": "23 accused",
    "It received 1,204 calls.": "1204 calls",
    "It received 1.2 million calls.": "1200000 calls",
    "Four hundred and five children worked there.": "405 persons",
    "It had 24-hour staff and 12th-century walls.": "duration; other",
    # nouns: across adjectives, compounds, joined adjectives; by country, unknown ones
    "They trained 30 newly hired police officers.": "30 officials",
    "They found 15 potential labor trafficking victims.": "15 victims",
    "They found 15 adult and minor females.": "15 persons",
    "They found 15 adults and nine minors.": "15 persons; 9 persons",
    "They found two Peruvians.": "2 persons",
    "They trained 40 social workers.": "40 officials",
    "They found 40 domestic workers.": "40 persons",
    "They built 40 bridges.": "40 others",
    "They served 40 in Lima.": "40",
    "They found nine of the victims.": "9 victims",
    "They drafted nine amendments with speed.": "9 others",
    "They used nine glass panes.": "9",
    # a noun before: in number, whose number rose; one in the number itself; "ones" count nothing
    "Labor inspectors, 262 in number, drove.": "262 officials",
    "They held monthly meetings, nine in all.": "9 meetings",
    "They added inspectors, nine in Lima.": "9",
    "It raised the number of inspectors to 82.": "82 officials",
    "Its staff grew to 82.": "82 officials",
    "They rented a 40-bed home.": "40 beds",
    "They made 40 visits, nine unannounced ones.": "40 visits; 9",
    "Of these, nine took place in Lima; 12 of these took place in Karo.": "9; 12",
    "They found nine of those convicted.": "9 accused",
    # shares
    "Of them, 40 percent left.": "share",
    "About 15 to 20 percent left.": "share; share",
    "One-third left.": "share",
    "Two thirds of 60 victims left.": "share; 60 victims",
    "It was three times as high.": "share",
    "The council met three times.": "3 times",
    "Nearly 12 victims left.": "12 victims",
    # laws
    "Under Article 21 police arrested 12 suspects.": "law; 12 accused",
    "Articles 21, 22 and 23 apply.": "law; law; law",
    "Under Law 9/2012 they act.": "law; law",
    "It remained on Tier Two.": "law",
    "It ratified Convention 189.": "law",
    "Laws protect 12 victims.": "12 victims",
    # ages
    "A boy as young as 11 begged.": "age",
    "Girls aged 12 to 15 begged.": "age; age",
    "Children under 18 begged.": "age",
    "A 14-year-old girl begged.": "age",
    "Persons over the age of 60 begged.": "age",
    "Aid went to over 15 victims.": "15 victims",
    # dates
    "In 2021 they left.": "date",
    "On 3 March 2021 they left.": "date; date",
    "In fiscal year 2020-21 they left.": "date; date",
    "From 2019 through 2021 they left.": "date; date",
    "In 2,021 cases they left.": "2021 cases",
    "The number of victims fell from 20 in 2021 to 12.": "20 victims; date; 12 victims",
    "The number of police officers trained was 40.": "40 officials",
    "The number of victims rose; 12 testified.": "12",
    # durations
    "They stayed 30 days.": "duration",
    "They stayed two or three months.": "duration; duration",
    "It is open 24/7.": "duration; duration",
    "Its three-year plan ended.": "duration",
    "A training lasted two days for 12 judges.": "duration; 12 officials",
    # other numbers
    "One of the victims fled.": "other",
    "One victim fled.": "1 victims",
    "They helped one another.": "other",
    "They call 0800 11 222.": "other; other; other",
    "The hotline (116 006) was open.": "other; other",
    "The hotline received 116 calls.": "116 calls",
    "It passed to phase two.": "other",
    "It was a one-stop center.": "other",
    "During COVID-19 they stayed.": "other",
    "There were 12 fewer than before.": "other",
    # thousands and decimals as in Europe
    "The hotline received 1 312 calls.": "1312 calls",
    "The hotline received 1\u00a0312 calls.": "1312 calls",
    "The hotline received 1.312 calls.": "1312 calls",
    "They found 12 500 victims and 12 women.": "12500 victims; 12 persons",
    "They paid 12’000 leaflets.": "12000 others",
    "They found 12.5 victims for each unit.": "12.5 victims",
    "It reached 1.312 million people.": "1312000 persons",
    "It reached 1,312 people.": "1312 persons",
    "In June 2023 312 victims fled.": "date; 312 victims",
    "It spent RSD 28,6 million ($260,000).": "28600000 RSD; conversion",
    "It spent €2,5 million.": "2500000 EUR",
    "It spent 12'000 francs.": "12000 francs",
    "It spent Rs. 12,000 ($140).": "12000 rupees; conversion",
    # times
    "They arrested 12 suspects, compared with 2.5 times as many.": "12 accused; share",
    "They arrested three times as many as before.": "share",
    "They met three times.": "3 times",
    # money
    "It spent 4.1 million euros.": "4100000 EUR",
    "It spent €75,000.": "75000 EUR",
    "It spent €75 000 on food.": "75000 EUR",
    "It spent 75.000 euros.": "75000 EUR",
    "It spent TTD 1.2 million ($177,000).": "1200000 TTD; conversion",
    "It spent 28.6 billion FCFA ($48 million).": "28600000000 FCFA; conversion",
    "It spent 3 million taler ($40,000).": "3000000 taler; conversion",
    "It spent $3 million and $40,000.": "3000000 USD; 40000 USD",
    "It spent 300 Namibian dollars.": "300 Namibian dollars",
    "It spent 3 million Namibian dollars and 2 million dollars.": "3000000 Namibian dollars; 2000000 Namibian dollars",
    "It spent 3 million Namibian dollars and $40,000.": "3000000 Namibian dollars; 40000 USD",
    "It fined them two million Rwandan francs ($2,100).": "2000000 francs; conversion",
    "It paid ten million lek to 12 victims.": "10000000 ALL; 12 victims",
    "It reached ten million people.": "10000000 persons",
    "It spent 54 million FCFA, or $97,000, on food.": "54000000 FCFA; conversion",
    "It spent 900,000 lei or about $50,000.": "900000 lei; conversion",
    "It spent €20,000, equivalent to $22,000.": "20000 EUR; conversion",
    "It spent (900,000 lei = $50,000).": "900000 lei; conversion",
    "It spent €20,000 or €30,000.": "20000 EUR; 30000 EUR",
    "It spent €20,000 and $30,000.": "20000 EUR; 30000 USD",
    "The law prescribed fines of up to $5,000.": "law",
    "It fined them $5,000.": "5000 USD",
    # prison terms
    "Courts imposed sentences of two to nine years.": "24 months; 108 months",
    "They were sentenced to between six months and two years.": "6 months; 24 months",
    "Terms ranged from 18 months to six years.": "18 months; 72 months",
    "Courts imposed a prison sentence of two years and six months.": "30 months",
    "A court sentenced one trafficker to 18 months in prison and another to five years.": "1 accused; 18 months; 60 months",
    "A court sentenced the recruiter to 10 years’ imprisonment and the other to seven.": "120 months; 84 months",
    "They received four years’ imprisonment; the year before, terms ranged from one to two years.": "48 months; 12 months; 24 months",
    "A court gave her a term of six years and one month.": "73 months",
    "Courts sentenced them to at least five years in prison.": "duration",
    "Courts sentenced them to two years’ probation.": "duration",
    "Courts sentenced them to prison after two years of trial.": "duration",
    "Prosecutors sought a sentence of 10 years.": "duration",
    "The law set a maximum sentence of 10 years.": "duration",
    "They received visas for two years.": "duration",
    "The law prescribes imprisonment of two to nine years.": "duration; duration",
    "The trainings lasted two to nine months.": "duration; duration",
}
QUALIFIERS = {
    "At least 12 victims fled.": "at least",
    "More than 12 victims fled.": "more than",
    "An estimated 12 victims fled.": "an estimated",
    "At least, 12 victims fled.": "",
}
# Dimensions of the first count.
DIMENSIONS = {
    "They found 12 women.": "female adult",
    "They found 12 girls from Chad.": "female child Chad",
    "They found 12 minors.": "child",
    "They found 12 male victims.": "male",
    "They found 12 child sex trafficking victims.": "sex trafficking child",
    "They found 12 victims of forced labor.": "labor trafficking",
    "They found 12 in domestic servitude.": "domestic servitude",
    "They found 12 in both sex and labor trafficking.": "both",
    "They found 12 foreign victims.": "foreign",
    "They found 12 Nepali women.": "female adult Nepali",
    "They found 12 women and men.": "adult",
    "They found 12 women and girls.": "female",
    "They found 12 men, women, and boys.": "",
    "They found 12 women and detained men.": "female adult",
    "They paid $12 for girls.": "",
    "They closed 12 girls’ homes.": "",
    "They opened 12 shelters for child victims.": "child",
    "Police arrested 12 Nepali suspects.": "",
    "Forced labor accounted for 12.": "labor trafficking",
}


def read(text):
    counts, others = find_numbers(text, 0, len(text))
    places = [(c.start, f"{c.value:.12g} {c.currency or c.head}".strip()) for c in counts] + [
        (start, str(role)) for start, _end, role in others
    ]
    return "; ".join(word for _, word in sorted(places))


def qualify(text):
    return find_numbers(text, 0, len(text))[0][0].qualifier


def divide(text):
    return " ".join(find_numbers(text, 0, len(text))[0][0].dimensions.values())


class TestFindNumbers:
    def test_tells_what_each_number_is(self):
        assert {text: read(text) for text in NUMBERS} == NUMBERS

    def test_keeps_what_qualifies_it(self):
        assert {text: qualify(text) for text in QUALIFIERS} == QUALIFIERS

    def test_tells_what_it_is_a_part_by(self):
        assert {text: divide(text) for text in DIMENSIONS} == DIMENSIONS
