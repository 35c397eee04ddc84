"""Earlier values: the words that give them, their years, and the figures they belong to."""

from tests.intake.figures.reading import compare, read

# The edition is that of 2023: its figures are about 2022, the year before is 2021.
COMPARED = {
    # words that lead an earlier value
    "Police arrested 12 suspects, compared with nine in 2021.": "12 < 9 2021",
    "Police arrested 12 suspects, compared to nine the previous year.": "12 < 9 2021",
    "Police arrested 12 suspects, in comparison with nine in 2021.": "12 < 9 2021",
    "Police arrested 12 suspects, an increase from nine in 2021.": "12 < 9 2021",
    "Police arrested 12 suspects, more than the nine arrested in 2021.": "12 < 9 2021",
    "Police arrested 12 suspects, up from nine.": "12 < 9 2021",
    "Police arrested 12 suspects, as opposed to nine in 2021.": "12 < 9 2021",
    "Police arrested 12 suspects versus nine in 2021.": "12 < 9 2021",
    "Police arrested 12 suspects after arresting nine in 2021.": "12 < 9 2021",
    "Police arrested 12 suspects (nine in 2021).": "12 < 9 2021",
    "Police arrested 12 suspects (compared with nine during the prior reporting period).": "12 < 9 2021",
    "Police arrested 12 suspects, against 9 in 2021.": "12 < 9 2021",
    "Police arrested 12 suspects, compared with none in 2021.": "12 < 0 2021",
    "Police arrested 12 suspects, compared with no suspects in 2021.": "12 < 0 2021",
    "Police opened 30 cases, compared with 21 in 2021, and arrested 12 suspects (nine in 2021).": "30 < 21 2021, 12 < 9 2021",
    "Police opened 30 cases, compared with 21 in 2021 and 18 in 2020.": "30 < 21 2021 < 18 2020",
    "Inspectors visited 120 recruitment offices. In 2021, they visited 145 offices.": "120 < 145 2021",
    # … and what looks like them
    "Police arrested 12 suspects from nine villages.": "12",
    "Police arrested more than 12 suspects.": "12",
    "Police arrested 12 suspects, fewer than the previous year.": "12",
    "Police arrested 12 suspects, compared with an unknown number in 2021.": "12",
    "Police acted against 12 suspects.": "12",
    "Judges sentenced 12 traffickers to terms from two to nine years.": "12, 24, 108",
    "The number of victims rose in 2022; police identified 12.": "12",
    # several years
    "Police arrested 12 suspects, compared with nine in 2021 and six in 2020.": "12 < 9 2021 < 6 2020",
    "Police arrested 12 suspects, compared with nine in 2021, six in 2020, and none in 2019.": "12 < 9 2021 < 6 2020 < 0 2019",
    "Police arrested 12 suspects (nine in 2021, six in 2020).": "12 < 9 2021 < 6 2020",
    "Police arrested 12 suspects, compared with nine in 2021 and 2020.": "12 < 9 2021 < 9 2020",
    "Police arrested 12 suspects, compared with nine in 2021, and charged six.": "12 < 9 2021, 6",
    # order by year
    "Police arrested 12 suspects in 2022 and nine in 2021.": "12 < 9 2021",
    "Police arrested nine suspects in 2021 and 12 in 2022.": "12 < 9 2021",
    "In 2021, police arrested nine suspects; in 2022, they arrested 12 suspects.": "12 < 9 2021",
    "Police arrested 12 suspects in May 2022.": "12",
    "Police arrested 12 suspects in 2022 under a law of 2021.": "12",
    # from … to
    "The ministry raised its budget from €20,000 to €30,000.": "30,000 < 20,000 2021",
    "The number of shelters grew from three in 2021 to five in 2022.": "5 < 3 2021",
    "The ministry increased the number of shelters from three to five.": "5 < 3 2021",
    "The number of calls to the hotline rose from 1,200 to 1,500.": "1,500 < 1,200 2021",
    "The number of victims identified fell to 12, compared with 20 in 2021.": "12 < 20 2021",
    "The number of officials rose, and courts convicted 12.": "12",
    "Officials worked from 2021 to 2022.": "",
    # the same
    "Police arrested 12 suspects, the same number as in 2021.": "12 < 12 2021",
    "Police arrested 12 suspects, the same as the previous year.": "12 < 12 2021",
    "Police arrested 12 suspects in both 2022 and 2021.": "12 < 12 2021",
    "Police arrested 12 suspects on the same day.": "12",
    # a sentence that compares the one before
    "Police arrested 12 suspects. This was an increase from nine in 2021.": "12 < 9 2021",
    "Police arrested 12 suspects. The number was nine in 2021.": "12 < 9 2021",
    "Police arrested 12 suspects. In 2021, they arrested nine.": "12 < 9 2021",
    "Police arrested 12 suspects. During the previous year, police arrested nine suspects.": "12 < 9 2021",
    "Police arrested 12 suspects. In 2021, the ministry trained nine judges.": "12, 9",
    "Police arrested 12 suspects. Courts convicted nine traffickers.": "12, 9",
    # pairs by what they count
    "Police opened 12 cases involving 15 suspects, compared with nine cases involving 11 suspects in 2021.": "12 < 9 2021, 15 < 11 2021",
    "Police opened 12 cases against 15 suspects (nine cases against 11 suspects in 2021).": "12 < 9 2021, 15 < 11 2021",
    "Police identified 12 victims and arrested 15 suspects, compared with nine victims in 2021.": "12 < 9 2021, 15",
    "Police identified 12 victims and arrested 15 suspects, compared with 11 suspects in 2021.": "12, 15 < 11 2021",
    "They spent €900 on shelters, compared with €700 in 2021, for 12 victims.": "900 < 700 2021, 12",
    "Police identified 12 victims at a cost of €900, compared with nine victims in 2021.": "12 < 9 2021, 900",
    # lists in order
    "Police arrested 12, charged nine, and convicted four suspects, compared with 10, eight, and three, respectively, in 2021.": "12 < 10 2021, 9 < 8 2021, 4 < 3 2021",
    "Police opened 12 cases and courts convicted nine traffickers (10 and six, respectively, in 2021).": "12 < 10 2021, 9 < 6 2021",
    # parts with parts of their kind
    "Police identified 12 victims (seven girls and five boys), compared with nine (six girls and three boys) in 2021.": "12 < 9 2021, 7 < 6 2021, 5 < 3 2021",
    "Police identified 12 victims, including seven girls, compared with nine in 2021.": "12 < 9 2021, 7",
    "Police identified 12 victims, including seven girls, compared with six girls in 2021.": "12, 7 < 6 2021",
    "Police identified 12 victims—eight in sex trafficking and four in forced labor—compared with nine in 2021.": "12 < 9 2021, 8, 4",
    # … a shorter list is no pair, nor what is compared with something uncounted
    "The council held 18, 25, and seven sessions, compared with 16 and 20 in 2021.": "18, 25, 7",
    "Police coordinated 12 cases and took part in three action days (nine in 2021).": "12",
    "The ministry trained 12 officers in three sessions (nine in 2021).": "12, 3 < 9 2021",
    "Police arrested 12 suspects, compared with nine convictions in 2021.": "12, 9",
    "Police adopted 12 plans. In 2021, it updated two bylaws.": "12, 2",
    # by verb, where one deed has two
    "The agency suspended the licenses of 12 firms and revoked three. In 2021, it had suspended nine licenses and revoked five.": "12 < 9 2021, 3 < 5 2021",
    "Inspectors closed 12 firms; they closed nine in 2021 and six in 2020.": "12 < 9 2021 < 6 2020",
    "Police carried out 12 raids and closed four firms (nine raids and two closures in 2021).": "12 < 9 2021, 4 < 2 2021",
    "In 2022, police opened 12 cases, seven of transnational and five of internal trafficking, compared with nine cases in 2021.": "12 < 9 2021, 7, 5",
    "In 2021, three traffickers received suspended sentences and two received prison terms.": "3, 2",
    # once and twice
    "The council met twice, compared with once in 2021.": "2 < 1 2021",
    "The council met four times in 2022 and twice in 2021.": "4 < 2 2021",
    "The council met twice a month.": "",
    "Once identified, victims were sheltered.": "",
    "Between 2019 and 2022, police arrested 12 suspects.": "12",
    "The state assisted 120 victims, of which 90 were women, compared with 100 (75 women) in 2021.": "120 < 100 2021, 90 < 75 2021",
    "Police arrested 12 suspects. Officers, who numbered 710 (574 in 2021), were few.": "12",
    # earlier values of zeros and unknown values
    "Police arrested 12 suspects. The state did not report prosecuting any, compared with nine prosecutions in 2021.": "12, unknown < 9 2021",
    "It did not report how many traffickers it convicted, compared with nine in 2021.": "unknown < 9 2021",
    "It did not provide any funding to NGOs, compared with $900 in 2021.": "0 < 900 2021",
    "Police did not arrest any suspects, compared with nine in 2021.": "0 < 9 2021",
    "Officials approved 41 of 77 applications; the year before, they approved 52 of 80.": "41 < 52 2021, 77 < 80 2021",
    "It gave the council $4,000, up from $2,000 in 2021, and its secretariat had nine employees (six in 2021).": "4,000 < 2,000 2021, 9 < 6 2021",
    "The budget of the council increased to $400,000 from $350,000.": "400,000 < 350,000 2021",
    "The number of arrests grew to 64 from 51.": "64 < 51 2021",
    "The rise in arrests led police to train 64 officers from nine units.": "64, 9",
    # as reports write
    "Authorities investigated 40 cases, prosecuted 31 defendants, and convicted 20 traffickers in 2022, compared with investigating 35 cases, prosecuting 28 defendants, and convicting 15 traffickers in 2021.": "40 < 35 2021, 31 < 28 2021, 20 < 15 2021",
    "The government identified 40 victims—30 in sex trafficking and 10 in forced labor—compared with 35 victims in 2021, including 25 in sex trafficking and 10 in forced labor.": "40 < 35 2021, 30 < 25 2021, 10 < 10 2021",
    "The hotline received 400 calls in 2022; in 2021 it received 350.": "400 < 350 2021",
    "In 2022, the hotline received 400 calls, while in 2021, it received 350.": "400 < 350 2021",
    "The government trained 400 officials, 50 more than in 2021.": "400",
    "The government spent $1.5 million on shelters, an increase of $300,000 from 2021.": "1,500,000",
    "The government spent $1.5 million on shelters, an increase from $1.2 million in 2021.": "1,500,000 < 1,200,000 2021",
    "The government identified 40 victims, double the 20 it identified in 2021.": "40 < 20 2021",
    "The government identified 40 victims, a significant decrease from 55 victims during the previous reporting period and 60 in 2020.": "40 < 55 2021 < 60 2020",
    "Police opened 40 cases (35 in 2021), prosecutors charged 30 suspects (28 in 2021), and courts convicted 20 traffickers (15 in 2021).": "40 < 35 2021, 30 < 28 2021, 20 < 15 2021",
    "Police identified 40 victims; NGOs identified 20 (18 in 2021).": "40, 20 < 18 2021",
    "Unlike in 2021, when police arrested nine suspects, they arrested 12.": "12 < 9 2021",
    "Police arrested 12 suspects, while it had arrested nine in 2021.": "12 < 9 2021",
    "For the second year, police arrested 12 suspects.": "12",
    "Police arrested 12 suspects, a 20 percent increase from 10 in 2021.": "12 < 10 2021",
    "Police arrested 12 suspects, a 20 percent increase from 2021.": "12",
    "The shelter hosted 12 victims at the end of 2022.": "12",
    "Since 2019, police arrested 12 suspects.": "12",
    # a total of several, once there is none now; with one of its kind it is compared
    "The government facilitated the return of 24 workers from Kuwait and seven from Oman; in 2021, it repatriated a total of 85 workers.": "24, 7, 85",
    "The academy trained 58 judges, and the ministry trained 112 teachers; in 2021, they trained a total of 640 officials.": "58, 112, 640",
    "The ministry trained 58 judges. In 2021, it trained a total of 64 judges.": "58 < 64 2021",
    # other nouns and deeds of the same thing
    "The committee met three times in 2022, compared with two meetings in 2021.": "3 < 2 2021",
    "The ministry did not initiate any prosecutions of officials, compared with one prosecution in 2021.": "0 < 1 2021",
    "Officials approved 41 of 77 applications for permits, compared with 52 of 80 in 2021.": "41 < 52 2021, 77 < 80 2021",
    "Authorities granted 35 permits, including 12 renewals (28 permits in 2021).": "35 < 28 2021, 12",
    "The secretariat had nine employees (six in 2021).": "9 < 6 2021",
    "The ministry raised the number of inspectors from 70 to 82.": "82 < 70 2021",
    "The secretariat’s staff grew from six to nine.": "9 < 6 2021",
    "The committee met three times and heard two ministers in 2021.": "3, 2",
    # the deed nearest to the value, also after a noun of another
    "Inspectors made 45 inspections of farms and found 20 violations. In 2021, they found 17 violations.": "45, 20 < 17 2021",
    "Courts sent 12 traffickers to prison. In 2021, courts sentenced nine traffickers to prison.": "12 < 9 2021",
    # as reports write
    "In 2022, the government investigated 41 cases, prosecuted 30 suspects, and convicted 19 traffickers. In 2021, it investigated 38 cases, prosecuted 27 suspects, and convicted 22 traffickers.": "41 < 38 2021, 30 < 27 2021, 19 < 22 2021",
    "Police identified 64 victims. This compared with 51 victims identified in 2021 and 70 in 2020.": "64 < 51 2021 < 70 2020",
    "The number of victims identified rose to 64 from 51 in 2021.": "64 < 51 2021",
    "The number of prosecutions fell from 30 in 2021 to 24 in 2022.": "24 < 30 2021",
    "Convictions dropped from 22 to 19.": "19 < 22 2021",
    "Courts convicted 19 traffickers, down from 22 the year before.": "19 < 22 2021",
    "Courts convicted 19 traffickers; the previous year, they had convicted 22.": "19 < 22 2021",
    "Courts convicted 19 traffickers. The year before, courts convicted 22.": "19 < 22 2021",
    "By comparison, authorities convicted 22 traffickers in 2021 and 19 in 2022.": "19 < 22 2021",
    "Police opened 41 investigations (38 in 2021), and prosecutors indicted 30 people, the same number as in 2021.": "41 < 38 2021, 30 < 30 2021",
    "The hotline received 3,400 calls—up from 2,900 calls in 2021—and identified 36 victims, compared to 31.": "3,400 < 2,900 2021, 36 < 31 2021",
    "The government allocated $2.4 million to victim services in 2022 and $2.1 million in 2021.": "2,400,000 < 2,100,000 2021",
    "The government’s budget for shelters was $800,000, versus $650,000 in the prior year.": "800,000 < 650,000 2021",
    "The government more than doubled its shelter budget, from $400,000 to $900,000.": "900,000 < 400,000 2021",
    "Inspectors conducted 8,200 inspections, a 10 percent increase over the 7,450 conducted in 2021.": "8,200 < 7,450 2021",
    "The ministry trained 310 officials, while it had trained 450 in 2021 and 390 in 2020.": "310 < 450 2021 < 390 2020",
    "The committee met six times in 2022, after four meetings in 2021.": "6 < 4 2021",
    "Police identified 64 victims; in the previous reporting period, police identified 51 and NGOs 20.": "64 < 51 2021",
    "The ministry employed 198 inspectors (205 in 2021), who made 8,200 visits (7,450 in 2021).": "198 < 205 2021, 8,200 < 7,450 2021",
    "During the reporting period, 17 victims received permits, while 21 did in 2021.": "17 < 21 2021",
    "Authorities prosecuted 24 alleged traffickers, including 20 for sex trafficking and four for forced labor, compared with 30, including 25 for sex trafficking and five for forced labor, in 2021.": "24 < 30 2021, 20 < 25 2021, 4 < 5 2021",
    "The government did not report the number of investigations, compared with 38 in 2021.": "unknown < 38 2021",
    "The government did not convict any traffickers in 2022; it convicted four in 2021.": "0 < 4 2021",
    "The government did not extradite any suspects, compared with extraditing two in 2021.": "0 < 2 2021",
    "NGOs identified 33 victims. The government identified 12, compared with 15 in 2021.": "33, 12 < 15 2021",
    "The government identified 64 victims, compared with an average of 50 in prior years.": "64",
    # values without a present one keep their year
    "In 2021, police arrested nine suspects.": "9",
}
# Value and period.
DATED = {
    "In 2020, police arrested nine suspects.": "9 2020",
    "During the previous reporting period, police arrested nine suspects.": "9 2021",
    "Police arrested nine suspects in the previous year.": "9 2021",
    "Police arrested nine suspects in the first half of 2022.": "9 2022",
    "Police arrested nine suspects under the law of 2019.": "9 2022",
    "The 2021–2025 plan named nine ministries.": "9 2022",
    "Police charged nine suspects whom they arrested the previous year.": "9 2022",
}


def date(text):
    return ", ".join(f"{f.value:g} {f.period}" for f in read(text))


class TestEarlierValues:
    def test_belong_to_what_they_are_compared_with(self):
        assert {text: compare(text) for text in COMPARED} == COMPARED

    def test_are_told_from_those_of_the_year_reported(self):
        assert {text: date(text) for text in DATED} == DATED
