"""Parts: what a count divides, and by what."""

from tests.intake.figures.reading import divide, name

DIVIDED = {
    # forms by a single word
    "Police identified 82 victims (61 sex, 21 labor).": "82, 61 of 82 sex trafficking, 21 of 82 labor trafficking",
    "Police opened 40 cases (30 for sex and 10 for labour).": "40, 30 of 40 sex trafficking, 10 of 40 labor trafficking",
    "Police arrested 20 sex offenders and trained 12 labor inspectors.": "20, 12",
    # of this amount
    "The state allotted $500,000 to shelters, of which it paid $200,000.": "500,000, 200,000 of 500,000",
    "Courts awarded $80,000 in damages; of this amount, victims received $30,000.": "80,000, 30,000 of 80,000",
    "The state spent $90,000 on campaigns and $30,000 on training.": "90,000, 30,000",
    "The ministry found 161 violations by agencies and withdrew the licenses of four of them.": "161, 4",
    "Inspectors carried out 480 inspections, 35 of which targeted farms.": "480, 35 of 480",
    "The agency removed 43 children (23 girls and 20 boys).": "43 child, 23 of 43 female child, 20 of 43 male child",
    "Police charged eight persons under the provisions on slavery.": "8",
    # brackets and dashes
    "Police identified 12 victims (seven women and five men).": "12, 7 of 12 female adult, 5 of 12 male adult",
    "Police identified 12 victims—seven women and five men.": "12, 7 of 12 female adult, 5 of 12 male adult",
    "Police identified 12 victims: seven women and five men.": "12, 7 of 12 female adult, 5 of 12 male adult",
    "Police identified 12 victims (and arrested 20 suspects).": "12, 20",
    "Police identified 12 victims (under Article 5).": "12",
    "Police found 12 victims (seven women (three Nepali) and five men).": "12, 7 of 12 female adult, 3 of 7 Nepali, 5 of 12 male adult",
    # including
    "Police identified 12 victims, including seven girls.": "12, 7 of 12 female child",
    "Police identified 12 victims, of whom seven were girls.": "12, 7 of 12 female child",
    "Police identified 12 victims, among them seven girls.": "12, 7 of 12 female child",
    "Police identified 12 victims, including in seven provinces.": "12",
    "Police identified 12 victims, including for sex trafficking, and arrested seven suspects.": "12, 7",
    "Police trained 30 officers, including 12 judges.": "30, 12 of 30",
    "Fifteen victims were identified and 12 were assisted.": "15, 12",
    "Fifteen victims were identified and 12 were women.": "15, 12 of 15 female adult",
    "Fifteen victims were identified and 12 of them were assisted.": "15, 12 of 15",
    "Fifteen victims were identified; nine were referred and six were assisted.": "15, 9 of 15, 6 of 15",
    # of these
    "Police identified 12 victims. Of these, seven were girls.": "12, 7 of 12 female child",
    "Police identified 12 victims. Of the 12 victims, seven were girls.": "12, 7 of 12 female child",
    "Police identified 12 victims. Seven were girls and five were boys.": "12, 7 of 12 female child, 5 of 12 male child",
    "Police identified 12 victims. Among the victims were seven girls.": "12, 7 of 12 female child",
    "Police identified 12 victims. The victims included seven girls.": "12, 7 of 12 female child",
    "Police identified 12 victims. Courts convicted seven traffickers.": "12, 7",
    "Police identified 12 victims. Of these, 40 percent were girls.": "12",
    "Police identified 12 victims. NGOs identified seven girls.": "12, 7 female child",
    "Police identified 12 victims; seven were exploited in sex trafficking and five in forced labor.": "12, 7 of 12 sex trafficking, 5 of 12 labor trafficking",
    "Seven of the 12 victims were girls.": "7 of 12 female child, 12",
    "Police identified 12 victims. Seven of the 12 victims were girls.": "12, 7 of 12 female child",
    "Police assisted 12 victims at a cost of seven vans.": "12",
    "Police opened 12 cases, seven of which involved sex trafficking.": "12, 7 of 12 sex trafficking",
    "Police opened 12 cases, seven of sex trafficking and five of forced labor.": "12, 7 of 12 sex trafficking, 5 of 12 labor trafficking",
    "Women and girls accounted for seven of the 12 victims.": "7 of 12 female, 12",
    "The shelter housed 12 women and children.": "12",
    "The hotline received 12 calls; seven calls concerned trafficking.": "12, 7 of 12",
    "Police opened 12 cases; seven cases were closed.": "12, 7",
    "Police opened 12 cases, seven of transnational and five of internal trafficking.": "12, 7 of 12, 5 of 12",
    "The ministry assisted in the return of 12 citizens, including seven from Oman.": "12, 7 of 12",
    "Courts tried 12 suspects (seven federal and five local).": "12, 7 of 12, 5 of 12",
    "Police identified 12 victims (five women and seven girls), of whom nine were exploited in sex trafficking and three in forced labor.": "12, 5 of 12 female adult, 7 of 12 female child, 9 of 12 sex trafficking, 3 of 12 labor trafficking",
    "The hotline received 40 calls, of which 12 were trafficking-related.": "40, 12 of 40",
    "Courts convicted 12 traffickers of sex trafficking and four of labor trafficking.": "12 sex trafficking, 4 labor trafficking",
    "Courts convicted 12 traffickers; all but one received prison sentences.": "12",
    "The hotline received 40 calls, 12 of them in foreign languages.": "40, 12 of 40",
    # the rest
    "Police identified 12 victims; seven were girls, and the remaining five were boys.": "12, 7 of 12 female child, 5 of 12 male child",
    "Police identified 12 victims and another five victims in May.": "12, 5",
    # licenses that were not taken away, but for those refused
    "The ministry issued 12 licenses and revoked three.": "12 issued, 3",
    "The ministry renewed the licenses of 12 agencies and suspended three.": "12 renewed, 3",
    "The ministry refused to renew 12 licenses.": "12",
    # totals
    "Courts convicted seven men and five women, for a total of 12.": "7 of 12 male adult, 5 of 12 female adult, 12",
    "Courts convicted seven traffickers and fined five, a total success.": "7, 5",
    # further divided
    "Police identified 12 victims: seven in sex trafficking and five in forced labor. Of the sex trafficking victims, four were girls.": "12, 7 of 12 sex trafficking, 5 of 12 labor trafficking, 4 of 7 female child",
    # steps of a procedure are figures of their own
    "Police investigated 12 suspects, arrested seven, and charged five.": "12, 7, 5",
    "Police arrested 12 suspects, of whom seven were charged.": "12, 7 of 12",
    "Police arrested 12 suspects; courts convicted seven.": "12, 7",
    "Police arrested 12 suspects, of whom prosecutors charged seven.": "12, 7 of 12",
    "Police arrested 12 suspects, and prosecutors charged seven.": "12, 7",
    # of those to whom something was done
    "Police charged 30 suspects, and courts convicted 20. At least 12 of the convicted traffickers exploited women.": "30, 20, 12 of 20 female adult",
    "Police identified 30 victims and referred 20. Twelve of the referred victims were girls.": "30, 20, 12 of 20 female child",
    "Police charged 30 suspects and convicted 20. Twelve of the suspects were women.": "30, 20, 12 of 30 female adult",
    "Police opened 24 cases. Courts convicted 13 traffickers. Of the 13 traffickers, nine received prison sentences of two to eight years, and four received suspended sentences.": "24, 13, 9 of 13, 24, 96, 4 of 13",
    "Police opened 30 cases. Officers identified 40 victims. The Karo unit opened 12 of the investigations.": "30, 40, 12 of 30",
    "Inspectors closed 30 sites. The Karo office closed 12 of these sites.": "30, 12 of 30",
    "Police opened 30 cases. Courts convicted 40 traffickers. Twelve of the complaints were false.": "30, 40, 12",
    # not of those who asked
    "The state gave victim status to 18 persons out of 23 applicants. Ten were men.": "18, 23, 10 of 18 male adult",
    "Police confirmed 18 victims out of 23 potential victims.": "18 of 23, 23",
    "Police identified 12 victims. The state granted residence to two foreign victims.": "12, 2 foreign",
    "Police identified 12 victims. Courts awarded damages to two girls.": "12, 2 female child",
    # the nearer and the outer whole
    "Police identified 12 victims; seven were exploited in forced labor, including four women.": "12, 7 of 12 labor trafficking, 4 of 7 female adult",
    "Police identified 12 victims: seven women and five men, including four children.": "12, 7 of 12 female adult, 5 of 12 male adult, 4 of 12 child",
    "Shelters assisted 12 girls, seven of whom were new, and the hospital housed four boys.": "12 female child, 7 of 12, 4 male child",
    # more than the whole is no part
    "Police identified 12 victims. Twenty were women.": "12, 20 female adult",
    # nationality and where
    "Police identified 12 victims, including seven from Chad.": "12, 7 of 12 Chad",
    "Police identified 12 foreign victims and seven citizens.": "12 foreign, 7",
    "Police identified 12 victims in Chad.": "12",
    # as reports write
    "The government identified 40 victims, including 30 victims of sex trafficking (20 women and 10 girls) and 10 victims of forced labor.": "40, 30 of 40 sex trafficking, 20 of 30 female adult, 10 of 30 female child, 10 of 40 labor trafficking",
    "Of the 40 victims identified, 30 were women, six were men, and four were children.": "40, 30 of 40 female adult, 6 of 40 male adult, 4 of 40 child",
    "Authorities identified 40 adult and 10 child victims.": "40 adult, 10 child",
    "Police arrested 40 suspects—30 men and 10 women.": "40, 30 of 40 male adult, 10 of 40 female adult",
    "Police identified 40 victims (30 female, 10 male; 25 adults, 15 children).": "40, 30 of 40 female, 10 of 40 male, 25 of 40 adult, 15 of 40 child",
    "The government identified 40 victims. It referred 30 to shelters.": "40, 30",
    "The government identified 40 victims. Thirty were exploited in sex trafficking, eight in forced labor, and two in forced begging.": "40, 30 of 40 sex trafficking, 8 of 40 labor trafficking, 2 of 40 forced begging",
    "Courts convicted 40 traffickers: 30 for sex trafficking and 10 for forced labor.": "40, 30 of 40 sex trafficking, 10 of 40 labor trafficking",
    "Police investigated 40 cases, including 30 sex trafficking cases and 10 labor trafficking cases.": "40, 30 of 40 sex trafficking, 10 of 40 labor trafficking",
    "The government provided services to 40 victims, the majority of whom were women, and trained 30 officers.": "40, 30",
    "Police identified 40 victims, 30 fewer than planned.": "40",
    "The government ran 40 shelters, including two for men.": "40, 2 of 40 male adult",
    # money divides nothing
    "The state spent €900 (€700 on shelters).": "900, 700",
    # by nationality, form, sex and age, where these are of those counted
    "The government repatriated 84 Togolese victims from Chad.": "84 Togolese",
    "The government repatriated 84 victims from Chad.": "84",
    "Police identified 40 victims. Of the victims, 26 were Dutch nationals.": "40, 26 of 40 Netherlands",
    "Police identified 17 Nepali women, three Filipinos, and two Czech men.": "17 female adult Nepali, 3 Philippines, 2 male adult Czech",
    "Police identified 12 foreign victims from Chad.": "12 Chad",
    "Police identified 12 North Macedonian and three South African victims.": "12 North Macedonia, 3 South Africa",
    "Police identified 12 victims from North Macedonia, three from South Africa, and one from Côte d’Ivoire.": "12 North Macedonia, 3 South Africa, 1 Côte d’Ivoire",
    "Police identified 12 victims from Bosnia and Herzegovina and three from the Central African Republic.": "12 Bosnia and Herzegovina, 3 Central African Republic",
    "Police identified 12 victims from Nigeria and Ghana.": "12 Nigeria",
    "Police identified 12 victims from West Africa and three from South Asia.": "12 foreign, 3 foreign",
    "Police identified eight foreign victims: five Colombians and three Peruvians.": "8 foreign, 5 of 8 Colombians, 3 of 8 Peruvians",
    "Embassies assisted 12 workers in France.": "12",
    "Prosecutors charged 49 suspects, including six for online recruitment of children.": "49, 6 of 49",
    "Prosecutors charged 49 suspects, six of whom were women.": "49, 6 of 49 female adult",
    "Police identified 79 child victims of sex trafficking and domestic servitude.": "79 child",
    "Police identified 79 victims of sex and labor trafficking.": "79 both",
    "Police identified 79 victims, 20 of sex trafficking and nine of domestic servitude.": "79, 20 of 79 sex trafficking, 9 of 79 domestic servitude",
    "The institute organized two seminars on forced labor for 64 judges.": "2, 64",
    "The shelters had space for 18 women, 10 men, and 15 children.": "18 female adult, 10 male adult, 15 child",
    "The government removed 27 children (20 boys and seven girls) from work.": "27 child, 20 of 27 male child, 7 of 27 female child",
    "The government issued 700 work permits to foreign workers.": "700 foreign",
    "The government issued 700 work permits to victims.": "700",
    "Shelters offered 50 beds to adult foreign victims.": "50 adult foreign",
    "Police identified 40 victims; 20 were exploited in circumstances that could not be determined.": "40, 20 of 40 unspecified",
    "The ministry held 48 lectures; an NGO financed 15 of the events.": "48, 15 of 48",
    # of whom, of which, of these
    "Police opened 40 cases with 60 suspects, 12 of which involved forced labor.": "40, 60, 12 of 40 labor trafficking",
    "Police opened 40 cases with 60 suspects, of whom 12 were women.": "40, 60, 12 of 60 female adult",
    "Police inspected 40 sites and identified 60 victims, 12 of whom were women.": "40, 60, 12 of 60 female adult",
    "Police identified 40 victims, including 30 victims of forced labor, of whom 20 were men.": "40, 30 of 40 labor trafficking, 20 of 30 male adult",
    "Police identified 40 victims: 10 in sex trafficking and 30 in forced labor, including 20 in forced begging.": "40, 10 of 40 sex trafficking, 30 of 40 labor trafficking, 20 of 30 forced begging",
    "Police identified 40 victims: 10 in sex trafficking, 25 in forced labor, and five in forced begging.": "40, 10 of 40 sex trafficking, 25 of 40 labor trafficking, 5 of 40 forced begging",
    "The hotline received 90 calls. Of these, 12 concerned trafficking.": "90, 12 of 90",
    "Police identified 40 victims. The hotline received 90 calls. Of these, 12 concerned trafficking.": "40, 90, 12 of 90",
    "Police identified 40 victims. The government did not provide other data. Of these, 12 were women.": "40, 12 of 40 female adult",
    "The state trained 40 judges, 60 prosecutors, and 200 officers, a total of 300 officials.": "40 of 300, 60 of 300, 200 of 300, 300",
    "Five new committees began work, bringing the total to 22.": "5 of 22, 22",
    # named before a bracket
    "Police identified 40 victims. They came from Chad (12), Togo (nine), and Benin (three).": "40, 12 of 40 Chad, 9 of 40 Togo, 3 of 40 Benin",
    "Police identified 40 victims from Chad (12) and Togo (nine).": "40, 12 of 40 Chad, 9 of 40 Togo",
    "Police identified 40 victims. Most were Chadian (12) or Togolese (nine).": "40, 12 of 40 Chadian, 9 of 40 Togolese",
    "Police identified 40 victims; forms included sex trafficking (30) and forced begging (10).": "40, 30 of 40 sex trafficking, 10 of 40 forced begging",
    "Police identified 40 victims, including women (30) and girls (10).": "40, 30 of 40 female adult, 10 of 40 female child",
    "Police identified 40 victims, most of them in Karo (30).": "40, 30 of 40",
    # by place
    "Police identified 40 victims, 30 in Karo and 10 in Belo.": "40, 30 of 40, 10 of 40",
    "The embassies identified 40 victims abroad, 30 in Chad and 10 in Togo, and repatriated 20 of them.": "40, 30 of 40, 10 of 40, 20 of 40",
    "The police had 37 officers in Karo (33 in 2021) and 24 in Belo (27 in 2021).": "37, 24",
    "Police identified 40 victims; the Karo office arrested 12 in Belo.": "40, 12",
    "The state paid for three shelters run by NGOs, two in Karo and one in Bishkek.": "3, 2 of 3, 1 of 3",
    # of those of whom others of the list are
    "Police identified 40 victims. Later they confirmed 20 as victims, of whom 12 were Chadian, five Togolese, and three Beninese.": "40, 20 of 40, 12 of 20 Chadian, 5 of 20 Togolese, 3 of 20 Beninese",
    "Of the 90 victims, police referred 40, of whom 30 were women and 10 girls.": "90, 40, 30 of 40 female adult, 10 of 40 female child",
    "Police identified 40 victims: 30 women, of whom 12 were Chadian, and 10 men.": "40, 30 of 40 female adult, 12 of 30 Chadian, 10 of 40 male adult",
    # by what was done to them
    "Police identified 90 victims and referred 40. Among the referred victims, 30 were women.": "90, 40, 30 of 40 female adult",
    "Police identified 90 victims and referred 40. Of the identified victims, 30 were women.": "90, 40, 30 of 90 female adult",
    "Police identified 90 victims and referred 40. Of the exploited victims, 30 were women.": "90, 40, 30 of 90 female adult",
    # no place, body or offense is a group of those counted
    "Police removed 12 children from Indian kilns.": "12 child",
    "Police arrested 12 migrants in Thai courts.": "12",
    "Police identified 12 victims in Tunis.": "12",
    "Police identified 12 victims, four of whom were Thai and eight Lao.": "12, 4 of 12 Thai, 8 of 12 Laos",
    "The hotline received 90 calls, of which 12 concerned child labor.": "90, 12 of 90",
    "Police identified 90 victims, of whom 12 were child labor victims.": "90, 12 of 90 child",
    "Twelve of the victims were girls and women.": "12 female",
    "Police identified 12 victims; seven were exploited in other forms.": "12, 7 of 12 other",
}
# A part has the indicator of its whole unless its verb or its words say another.
NAMED = {
    "Police identified 12 victims, including seven girls.": "VICT_IDENTIFIED 12, VICT_IDENTIFIED 7",
    "Police identified 12 potential victims, of whom seven were confirmed.": "VICT_POTENTIAL 12, VICT_IDENTIFIED 7",
    "Police identified 12 victims, including seven potential victims.": "VICT_IDENTIFIED 12, VICT_POTENTIAL 7",
    "Police arrested 12 suspects, of whom seven were convicted.": "ARRESTS 12, CONV_TRAFFICKERS 7",
    "Courts convicted 12 traffickers, seven of whom received prison sentences.": "CONV_TRAFFICKERS 12, SENT_PRISON 7",
    "Police referred 12 victims to shelters, including seven girls.": "VICT_REFERRED 12, VICT_REFERRED 7",
    "Police identified 12 victims; seven declined assistance.": "VICT_IDENTIFIED 12, None 7",
    "Police identified 12 victims; all 12 were sheltered.": "VICT_IDENTIFIED 12, VICT_SHELTERED 12",
}


class TestParts:
    def test_name_their_whole_and_dimension(self):
        assert {text: divide(text) for text in DIVIDED} == DIVIDED

    def test_have_the_indicator_of_their_whole_or_their_own(self):
        assert {text: name(text) for text in NAMED} == NAMED
