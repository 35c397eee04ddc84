"""Who counted: the state, or an organization, a place or one agency of several."""

from tests.intake.figures.reading import scope

SCOPES = {
    # the state and its bodies
    "The government identified 12 victims.": "12",
    "The national police arrested 12 suspects.": "12",
    "The Ministry of Labor conducted 12 inspections.": "12",
    "Twelve victims were identified.": "12",
    # organizations of their own
    "An NGO identified 12 victims.": "12 NGO",
    "NGOs assisted 12 victims.": "12 NGOs",
    "IOM assisted 12 victims.": "12 IOM",
    "Twelve victims were assisted by an NGO.": "12 NGO",
    "An international organization repatriated 12 victims.": "12 international organization",
    "The government identified 12 victims, and NGOs identified nine.": "12, 9 NGOs",
    # … and with the state
    "The government and NGOs identified 12 victims.": "12",
    "Authorities, in cooperation with NGOs, identified 12 victims.": "12",
    "The government referred 12 victims to NGOs.": "12",
    "Government-funded NGOs assisted 12 victims.": "12",
    "Police identified 12 victims through an NGO.": "12",
    "NGOs reported the government identified 12 victims.": "12",
    "NGOs referred 40 victims to police, and the government sheltered 30.": "40 NGOs, 30",
    # places
    "In Karo province, police arrested 12 suspects.": "12 Karo province",
    "Police in Karo arrested 12 suspects.": "12 Police in Karo",
    "Municipal police arrested 12 suspects.": "12 Municipal police",
    "The district court convicted 12 traffickers.": "12 district court",
    "The ministry trained 37 officers in Karo and 24 in Belo.": "37 Karo, 24 Belo",
    "In total, police arrested 12 suspects.": "12",
    "In March, police arrested 12 suspects.": "12",
    "Police arrested 12 suspects in Karo.": "12 Karo",
    "Police arrested 12 suspects in Karo, Belo, and Tiva provinces.": "12",
    "Police arrested 12 suspects in Oman.": "12",
    "Police arrested 12 suspects in April 2022.": "12",
    "Police arrested 12 suspects in Operation Storm.": "12",
    "Police arrested 12 suspects in Karo and nine in Belo, and courts convicted four.": "12 Karo, 9 Belo, 4",
    "In Karo, police arrested 12 suspects.": "12 Karo",
    "In the capital, police arrested 12 suspects.": "12 the capital",
    "In the state of Karo, police arrested 12 suspects.": "12 the state of Karo",
    "In Karo, courts convicted 12 traffickers; in Belo, they convicted nine.": "12 Karo, 9 Belo",
    "In Kenya, police arrested 12 suspects.": "12",
    "In addition, police arrested 12 suspects.": "12",
    # lists of places and bodies in the order of their counts
    "The ministry employed 12, eight, and five officers in Karo, Belo, and Tiva.": "12 Karo, 8 Belo, 5 Tiva",
    "In Karo and Belo districts, police opened 12 and nine cases, respectively.": "12 Karo, 9 Belo",
    "The police, the prosecutor’s office, and an NGO identified 12, nine, and four victims, respectively.": "12 The police, 9 the prosecutor’s office, 4 an NGO",
    "The hotline received 12 calls from Karo and nine from Belo.": "12 Karo, 9 Belo",
    "Police arrested 12 and charged nine suspects in Karo and Belo.": "12, 9",
    # one case, operation, shelter
    "In one case, police identified 12 victims.": "12 one case",
    "For example, police identified 12 victims.": "12 For example",
    "Police identified 12 victims at one mine.": "12 one mine",
    "Police identified 12 victims in all cases.": "12",
    "One shelter assisted 12 victims.": "12 One shelter",
    "One shelter was closed.": "1",
    "The shelter in Karo had 24 beds.": "24 The shelter",
    "The ministry ran one shelter in Karo with a capacity of 24.": "1, 24 in Karo",
    "The ministry ran one shelter with a capacity of 24.": "1, 24",
    "An NGO-run shelter assisted 12 victims.": "12 NGO-run shelter",
    "Government-funded NGO shelters assisted 12 victims.": "12",
    "Police identified 12 victims at one checkpoint.": "12 one checkpoint",
    "The embassy in Doha assisted 12 workers.": "12 embassy in Doha",
    "The embassies in Doha and Muscat assisted 12 workers.": "12",
    "Foreign embassies identified 12 victims.": "12 Foreign embassies",
    "Foreign governments and international organizations repatriated 12 victims.": "12 international organizations",
    "In one operation, police arrested 12 recruiters.": "12 one operation",
    "Shelters assisted 12 victims.": "12",
    # money to one
    "The ministry gave $900 to one shelter.": "900 one shelter",
    "The ministry gave $900 to each shelter.": "900 each shelter",
    "The ministry gave $900 to shelters.": "900",
    # as reports write
    "NGOs identified and assisted 40 victims, and the government assisted 30.": "40 NGOs, 30",
    "A local NGO, which received government funding, assisted 40 victims.": "40 NGO",
    "With support from an international organization, the government trained 40 officers.": "40",
    "UNICEF trained 40 officers.": "40 UNICEF",
    "The government, in partnership with IOM, trained 40 officers.": "40",
    "The Belo city court convicted 40 traffickers.": "40 The Belo city court",
    "Media reported police identified 40 victims.": "40",
    "According to an NGO, police identified 40 victims.": "40",
    "Police identified 40 victims in a single operation.": "40 a single operation",
    "During one raid, police identified 40 victims.": "40 one raid",
    "The national hotline received 40 calls.": "40",
    "An NGO operated a hotline that received 40 calls.": "40 NGO",
    "The NGO’s hotline received 40 calls.": "40 The NGO’s hotline",
    "The police hotline received 40 calls.": "40 The police hotline",
    "The labor ministry’s hotline received 40 calls.": "40 The labor ministry’s hotline",
    "The government hotline received 40 calls.": "40",
    # places counted are national whoever runs them
    "NGOs operated 12 shelters.": "12",
}
SIDE_BY_SIDE = {
    "The police academy trained 12 cadets. The judicial institute trained nine judges.": "12 The police academy, 9 The judicial institute",
    "The Ministry of Labor identified 12 victims, and the Ministry of Interior identified nine victims.": "12 Ministry of Labor, 9 Ministry of Interior",
    "The ANTP identified 12 victims; the DRN identified nine victims.": "12 ANTP, 9 DRN",
    "The police academy trained 12 cadets.": "12",
    "The police academy trained 12 cadets, and an NGO trained nine judges.": "12 The police academy, 9 NGO",
    "The government trained 12 cadets, and an NGO trained nine judges.": "12, 9 NGO",
    "Police identified 12 victims, prosecutors nine, and NGOs four.": "12 Police, 9 prosecutors, 4 NGOs",
    "Police identified 12 victims and arrested nine suspects.": "12, 9",
    "The Ministry of Labor identified 12 victims, and the Ministry of Interior arrested nine suspects.": "12, 9",
}


class TestScope:
    def test_is_who_counted(self):
        assert {text: scope(text) for text in SCOPES} == SCOPES

    def test_is_each_of_several_agencies(self):
        assert {text: scope(text) for text in SIDE_BY_SIDE} == SIDE_BY_SIDE
