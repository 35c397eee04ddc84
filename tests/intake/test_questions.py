"""What a narrative is asked: sentences written for these tests, their figures marked by hand."""

from dataclasses import replace

import pytest

from tests.intake.question_text import ADDS_UP, AGE, ASK, FORM, SEX, Text
from tracker.intake.questions import add_doubts
from tracker.vocabulary import Section


class TestParts:
    def test_are_asked_about_where_they_make_more_than_their_whole(self):
        text = Text("Police identified 51 victims (35 sex trafficking, 20 labor trafficking).")
        text.figure("51 victims", 51, "VICT_IDENTIFIED")
        text.part("35 sex", 35, FORM["sex"]).part("20 labor", 20, FORM["labor"])

        (question,) = text.questions

        assert question.kind == ADDS_UP
        assert "35 + 20 make 55, but the text says 51 (victims counted, ¶ 1)" in question.message
        assert len(question.places) == 3

    def test_are_asked_about_where_those_included_are_more_than_all(self):
        text = Text("Police identified 36 victims, including 30 women and 12 men.")
        text.figure("36 victims", 36, "VICT_IDENTIFIED").part("30 women", 30, SEX["f"])

        assert "30 + 12 make 42" in text.part("12 men", 12, SEX["m"]).questions[0].message

    def test_are_asked_about_where_a_list_without_a_rest_makes_less(self):
        text = Text("Police identified 36 victims (23 women and girls and seven men and boys).")
        text.figure("36 victims", 36, "VICT_IDENTIFIED")
        text.part("23 women and girls", 23, SEX["f"]).part("seven men and boys", 7, SEX["m"])

        (question,) = text.questions

        assert "23 + 7 make 30, but the text says 36" in question.message

    @pytest.mark.parametrize(
        ("code", "words", "asks"),
        [
            ("INV_SUSPECTS", "27 suspects (17 men and eight women).", True),
            ("CONV_TRAFFICKERS", "27 traffickers—17 men and eight women.", True),
            ("CONV_TRAFFICKERS", "27 traffickers, of whom 17 men and eight women.", False),
            ("VICT_IDENTIFIED", "27 victims (17 men and eight women).", False),
        ],
        ids=["suspects", "after a dash", "of whom", "victims may be children"],
    )
    def test_of_the_accused_are_men_and_women(self, code, words, asks):
        text = Text(f"Police reported {words}")
        text.figure(" ".join(words.split()[:2])[:9], 27, code)
        text.part("17 men", 17, SEX["m"], AGE["adult"])
        text.part("eight women", 8, SEX["f"], AGE["adult"])

        assert ["17 + 8 make 25" in question.message for question in text.questions] == [
            True
        ] * asks

    def test_of_an_earlier_year_are_asked_about_with_the_whole_of_that_year(self):
        text = Text(
            "Courts convicted 9 traffickers, compared with 20 traffickers (12 for sex trafficking "
            "and 11 for labor trafficking) in 2021."
        )
        text.figure("9 traffickers", 9, "CONV_TRAFFICKERS", ("20 traffickers", 20, "2021"))
        text.part("12 for sex", 12, FORM["sex"], period="2021")
        text.part("11 for labor", 11, FORM["labor"], period="2021")

        (question,) = text.questions

        assert "12 + 11 make 23, but the text says 20" in question.message

    @pytest.mark.parametrize(
        ("words", "parts"),
        [
            ("(30 sex trafficking and 21 labor trafficking)", {"30": "sex", "21": "labor"}),
            ("(30 sex trafficking and 11 labor trafficking)", {"30": "sex", "11": "labor"}),
            ("(30 sex trafficking, including 28 unspecified)", {"30": "sex", "28": "rest"}),
            ("(30 sex trafficking and some 28 labor trafficking)", {"30": "sex", "28": "labor"}),
            ("(60 sex trafficking)", {"60": "sex"}),
        ],
        ids=["right", "no rest named", "inclusive", "vague", "single"],
    )
    def test_are_not_asked_about_where_the_list_may_be_partial(self, words, parts):
        text = Text(f"Police identified 51 victims {words}.")
        text.figure("51 victims", 51, "VICT_IDENTIFIED")
        for digits, form in parts.items():
            text.part(digits, int(digits), FORM[form])

        assert text.questions == []

    def test_are_not_asked_about_while_a_number_among_them_was_not_read(self):
        text = Text("Police identified 51 victims (35 women, 20 of them new, and 28 men).")
        text.figure("51 victims", 51, "VICT_IDENTIFIED")
        text.part("35 women", 35, SEX["f"]).part("28 men", 28, SEX["m"])

        assert len(text.questions) == 1
        assert text.leave("20").questions == []

    @pytest.mark.parametrize(
        "rest", ["and the age of 59 was unknown", "compared with 548 then: adults and children"]
    )
    def test_are_not_asked_about_beside_another_number_that_may_explain_them(self, rest):
        text = Text(f"Of 607 victims, 308 were adults, 240 children, {rest}.")
        text.figure(
            "607 victims", 607, "VICT_IDENTIFIED", *[("548", 548, "2022")] * ("548" in rest)
        )
        text.part("308 were", 308, AGE["adult"]).part("240 ch", 240, AGE["child"])

        assert (text if "548" in rest else text.leave("59")).questions == []

    def test_are_not_asked_about_across_two_lists(self):
        text = Text("Of the 17 victims, 12 were female and five male; 14 were adults.")
        text.figure("17 victims", 17, "VICT_IDENTIFIED")
        text.part("12 were", 12, SEX["f"]).part("five male", 5, SEX["m"])
        text.part("14 were", 14, AGE["adult"])

        assert text.questions == []

    def test_are_not_asked_about_in_one_list_of_sexes_and_ages(self):
        text = Text("Police identified 61 victims: 40 women, 20 men, and 11 children.")
        text.figure("61 victims", 61, "VICT_IDENTIFIED")
        text.part("40 women", 40, SEX["f"], AGE["adult"]).part("20 men", 20, SEX["m"], AGE["adult"])
        text.part("11 children", 11, AGE["child"])

        assert text.questions == []

    @pytest.mark.parametrize("fields", [{"doubt": "Perhaps."}, {"qualifier": "at least"}])
    def test_are_not_asked_about_while_the_whole_is_uncertain(self, fields):
        text = Text("Police identified 51 victims (35 women, 20 men).")
        text.figure("51 victims", 51, "VICT_IDENTIFIED", **fields)
        assert text.part("35 w", 35, SEX["f"]).part("20 m", 20, SEX["m"]).questions == []

    def test_are_asked_about_beside_a_list_divided_alike_that_adds_up(self):
        text = Text(
            "Police identified 50 victims: 20 of sex trafficking and 30 of forced labor. Of these, 12 "
            "women and five girls were in sex trafficking, and 18 women and 12 men in forced labor."
        )
        text.figure("50 victims", 50, "VICT_IDENTIFIED")
        text.part("20 of sex", 20, FORM["sex"]).part("30 of forced", 30, FORM["labor"])
        for words, value, group, whole in (
            ("12 women", 12, SEX["f"], 1),
            ("five girls", 5, AGE["child"], 1),
            ("18 women", 18, SEX["f"], 2),
            ("12 men", 12, SEX["m"], 2),
        ):
            text.part(words, value, FORM["sex" if whole == 1 else "labor"], group, of=whole)

        (question,) = text.questions

        assert question.kind == ADDS_UP
        assert "12 + 5 make 17, but the text says 20" in question.message


class TestProviders:
    STORY = "The three shelters assisted 70 victims. {one} assisted 16 victims. {two} assisted 28 victims."

    def text(self, one, two):
        text = Text(self.STORY.format(one=one, two=two))
        for words, value in (("70 victims", 70), ("16 victims", 16), ("28 victims", 28)):
            text.figure(words, value, "VICT_ASSISTED", scope="shelters")
        return text

    def test_are_asked_about_where_all_helped_more_than_each(self):
        (question,) = self.text("The Haven", "The two NGO-run shelters").questions

        assert question.kind == ADDS_UP
        assert "70 victims; one by one: 16 + 28, which makes 44 (¶ 1)" in question.message

    @pytest.mark.parametrize(
        ("one", "two"), [("The Haven", "The Nest"), ("The four hostels", "The two NGO shelters")]
    )
    def test_are_not_asked_about_where_they_are_not_all(self, one, two):
        assert self.text(one, two).questions == []


class TestContradictions:
    def text(self, first, second, value=19):
        text = Text(first, second)
        text.figure("17 victims", 17, "VICT_IDENTIFIED")
        return text.figure(f"{value} victims", value, "VICT_IDENTIFIED")

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            ("Police identified 17 victims.", "The government identified 19 victims."),
            (
                "In 2023, authorities reported identifying 17 victims, compared with 21 in 2022.",
                "The government identified a total of 19 victims in 2023.",
            ),
            (
                "The government identified 17 victims; none were adults.",
                "In its own summary, the government stated that it had identified 19 victims.",
            ),
        ],
    )
    def test_are_asked_about_with_both_places(self, first, second):
        (question,) = self.text(first, second).questions

        assert question.kind == ADDS_UP
        assert "17 in ¶ 1, 19 in ¶ 2" in question.message
        assert [place.paragraph for place in question.places] == [1, 2]

    @pytest.mark.parametrize(
        ("first", "second", "value"),
        [
            ("Police identified 17 victims.", "The government identified 17 victims.", 17),
            ("Police identified 17 victims.", "Police identified 19 victims in the port.", 19),
            ("Police identified 17 victims.", "A charity identified 19 victims.", 19),
            ("Police identified 17 victims in one raid.", "Police identified 19 victims.", 19),
        ],
    )
    def test_are_none_where_words_narrow_a_number(self, first, second, value):
        assert self.text(first, second, value).questions == []

    @pytest.mark.parametrize(
        ("code", "questions"),
        [("INSPECTIONS", 1), ("VICT_SHELTERED", 1), ("TRAIN_PERSONS", 0), ("FUND_SHELTERS", 0)],
    )
    def test_are_none_where_several_acts_add_up(self, code, questions):
        text = Text("The government reported 17 cases.", "Officials reported 19 cases.")
        text.figure("17 cases", 17, code).figure("19 cases", 19, code)

        assert len(text.questions) == questions

    def test_are_none_between_years_or_scopes(self):
        text = self.text("Police identified 17 victims.", "The government identified 19 victims.")
        *_, other = text.figures
        text.figures[1:] = [replace(other, period="2022"), replace(other, scope="Haven")]

        assert text.questions == []


class TestDirections:
    @pytest.mark.parametrize(
        ("sentence", "before"),
        [
            ("Inspectors conducted 30 inspections, a slight increase from 45 in 2022.", 45),
            ("Inspectors conducted 30 inspections (an increase compared with 45 in 2022).", 45),
            ("Inspectors conducted 30 inspections, which was a decrease from 24 in 2022.", 24),
            ("It increased its controls from 45 in 2022 to 30 inspections.", 45),
            ("In a rise over the year before, they conducted 30 inspections (45 in 2022).", 45),
            ("They conducted 30 inspections (45 in 2022), an increase over the year before.", 45),
            (
                "Inspectors conducted 30 inspections. This was an increase compared with 30 in 2022.",
                30,
            ),
        ],
    )
    def test_are_asked_about_where_the_figures_go_another_way(self, sentence, before):
        at = f"{before} in 2022"
        text = Text(sentence).figure("30 inspections", 30, "INSPECTIONS", (at, before, "2022"))

        (question,) = text.questions

        assert question.kind == ADDS_UP
        assert f"{before} inspections → 30 inspections. Which is right?" in question.message

    @pytest.mark.parametrize(
        "sentence",
        [
            "Inspectors conducted 50 inspections, an increase from 45 in 2022.",
            "Inspectors conducted 30 inspections, a decrease compared with 45 in 2022.",
            "Inspectors conducted 30 inspections, more serious than the 45 in 2022.",
            "Inspectors made 30 inspections and reported an increase in complaints from 45 in 2022.",
            "It decreased its controls from 45 in 2022 to 30 inspections.",
            "In a rise of complaints, 12 more, they conducted 30 inspections (45 in 2022).",
            "They conducted 30 inspections (45 in 2022), an increase in quality.",
            "Inspectors conducted 30 inspections. This was a decrease compared with 45 in 2022.",
        ],
    )
    def test_are_not_asked_about_where_they_agree_or_speak_of_another_thing(self, sentence):
        value = 50 if "50" in sentence else 30
        text = Text(sentence)
        words = f"{value} inspections"

        assert text.figure(words, value, "INSPECTIONS", ("45", 45, "2022")).questions == []

    def test_of_a_total_are_asked_about_where_only_the_sum_rose(self):
        text = Text(
            "It gave €8,175 for posters and €2,000 for books. This was an increase compared with "
            "€8,180 in 2022."
        )
        text.figure("€8,175", 8175, "FUND_OTHER", ("€8,180", 8180, "2022"), doubt="Of which?")
        text.figure("€2,000", 2000, "FUND_OTHER")

        (question,) = text.questions

        assert "“increase compared with €8,180”" in question.message
        assert "EUR 8,180 → EUR 8,175 + EUR 2,000" in question.message

    def test_of_a_total_are_not_asked_about_where_one_rose(self):
        text = Text("It gave €90 for posters and €120 for books. This was an increase from €100.")
        text.figure("€90", 90, "FUND_OTHER").figure("€120", 120, "FUND_OTHER")

        assert text.figure("€100", 100, "FUND_OTHER", period="2022").questions == []


class TestEfforts:
    def text(self, words, *changes):
        codes = ("INV_CASES", "INV_SUSPECTS", "PROS_DEFENDANTS")
        numbers = "; ".join(f"{now} now and {before} then" for before, now in changes)
        text = Text(f"The government {words} law enforcement efforts. {numbers}.")
        for code, (before, now) in zip(codes, changes, strict=False):
            text.figure(f"{now} now", now, code, (f"{before} then", before, "2022"))
        return text

    def test_are_asked_about_where_slightly_is_by_more_than_half(self):
        (question,) = self.text("slightly decreased", (16, 6), (39, 17), (50, 8)).questions

        assert question.kind == ADDS_UP
        assert "“slightly decreased law enforcement efforts”" in question.message
        assert "-62.5 % (cases counted 16 → 6)" in question.message

    def test_are_asked_about_where_every_figure_points_the_other_way(self):
        (question,) = self.text("increased", (16, 15), (39, 37), (52, 48)).questions

        assert question.kind == ASK

    @pytest.mark.parametrize(
        ("words", "changes"),
        [
            ("slightly decreased", [(16, 6), (39, 17)]),
            ("slightly decreased", [(16, 15), (39, 37), (52, 48)]),
            ("slightly decreased", [(2, 1), (4, 0), (3, 0)]),
            ("decreased", [(16, 6), (39, 17), (52, 8)]),
            ("increased", [(16, 6), (39, 40), (52, 8)]),
        ],
        ids=["few", "slight indeed", "small numbers", "not slight", "mixed"],
    )
    def test_are_not_asked_about_otherwise(self, words, changes):
        assert self.text(words, *changes).questions == []


class TestRequests:
    def test_ask_whether_more_prosecuted_than_investigated_come_from_earlier_years(self):
        text = Text("Police investigated 6 cases. Authorities prosecuted 8 cases.")
        text.figure("6 cases", 6, "INV_CASES").figure("8 cases", 8, "PROS_CASES")

        (question,) = text.questions

        assert question.kind == ASK
        assert "(8) than investigated (6, ¶ 1)" in question.message

    @pytest.mark.parametrize(
        "fields", [{"period": "2022"}, {"scope": "Haven"}, {"doubt": "?"}, {"qualifier": "about"}]
    )
    def test_compare_the_same_period_and_scope_only(self, fields):
        text = Text("Police investigated 6 cases. Authorities prosecuted 8 cases.")
        text.figure("6 cases", 6, "INV_CASES")
        assert text.figure("8 cases", 8, "PROS_CASES", **fields).questions == []

    def test_ask_for_the_number_behind_the_same_number(self):
        text = Text("Courts convicted 14 traffickers, the same number as in 2022.")
        text.figure("14 traffickers", 14, "CONV_TRAFFICKERS", ("", 14, "2022"), doubt="Inferred.")
        (question,) = text.questions

        assert (question.kind, "Is it 14 traffickers?" in question.message) == (ASK, True)

    def test_ask_for_no_number_that_the_text_gives(self):
        text = Text("Courts convicted 14 traffickers, the same number as the 14 in 2022.")

        assert text.figure("14 t", 14, "CONV_TRAFFICKERS", ("14 in", 14, "2022")).questions == []


class TestGaps:
    WHOLE = (Section.PROSECUTION, Section.PROTECTION, Section.PREVENTION)

    def questions(self, request, *texts, sections=WHOLE):
        return Text(*(texts or ("Nothing.",) * 3), sections=sections, requests=[request]).questions

    @pytest.mark.parametrize(
        ("request_", "words"),
        [
            ("Train judges and the police.", "Was anybody trained, how many people"),
            ("Systematically screen migrants.", "How many people were screened"),
            ("Convict complicit officials.", "How many were investigated"),
            ("Award restitution to victims.", "How many victims received any"),
        ],
    )
    def test_are_asked_about_in_the_words_of_their_subject(self, request_, words):
        (question,) = self.questions(request_)

        assert question.kind == ASK
        assert "Recommendation 1 asks" in question.message
        assert words in question.message

    @pytest.mark.parametrize(
        ("request_", "text"),
        [
            ("Provide training to judges.", "The academy trained 40 judges."),
            ("Provide training to judges.", "It held two workshops."),
            ("Increase vocational training for victims.", "Nothing."),
            ("Amend the law.", "Nothing."),
        ],
    )
    def test_are_none_where_a_sentence_counts_it(self, request_, text):
        assert self.questions(request_, text, "Nothing.", "Nothing.") == []

    def test_are_none_of_an_excerpt(self):
        assert self.questions("Train judges.", "Nothing.", sections=[Section.PROTECTION]) == []


class TestDoubts:
    def doubts(self, text):
        return [figure.doubt for figure in add_doubts(text.figures)]

    def test_fall_on_an_earlier_value_that_is_no_earlier_one(self):
        text = Text("Police arrested 12 suspects in 2021 and 9 in 2023.")
        text.figure("12 suspects", 12, "INV_SUSPECTS", ("9 in", 9, "2023"), period="2021")

        assert self.doubts(text) == ["The value compared is of 2023, which is not earlier."]

    def test_fall_on_both_of_two_values_for_one_thing(self):
        text = Text("Police identified 17 victims. Judges compensated 4 victims.")
        text.figure("17 victims", 17, "VICT_IDENTIFIED").figure("4 victims", 4, "VICT_IDENTIFIED")

        assert self.doubts(text) == [f"The text also gives {n} victims for it." for n in (4, 17)]

    def test_fall_on_none_of_two_parts_two_scopes_or_two_times_the_same(self):
        text = Text("Police identified 17 victims (12 female, 5 male). A charity identified 6.")
        text.figure("17 victims", 17, "VICT_IDENTIFIED").part("12 f", 12, SEX["f"])
        text.part("5 m", 5, SEX["m"]).figure("6", 6, "VICT_IDENTIFIED", scope="charity")
        text.figure("17", 17, "VICT_IDENTIFIED", ("12", 12, "2022"))

        assert self.doubts(text) == [""] * 5

    def test_leave_a_doubt_of_the_reader_as_it_is(self):
        text = Text("Police identified 17.").figure("17", 17, "ARRESTS", doubt="Whose?")

        assert self.doubts(text) == ["Whose?"]
