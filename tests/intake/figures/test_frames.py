"""Frames: the deed that a count is an object or subject of, and whether it is its subject."""

from tests.intake.figures.reading import name
from tracker.intake.figures.counts import find_numbers
from tracker.intake.figures.frames import build_frame
from tracker.intake.figures.lexicon import find_form, find_head, is_plural, name_deed
from tracker.intake.figures.readings import are_alike

DEEDS = {
    # object of the verb right before it, of one further away, of the first of two
    "Police arrested 12 men.": "arrest",
    "Police arrested at least 12 men.": "arrest",
    "Police quickly arrested another 12 men.": "arrest",
    "Police identified and referred 12 men.": "identify",
    "Police arrested one man and, in a raid, 12 men.": "arrest",
    "The ministry offered care to 12 men.": "give",
    "The conviction of 12 men": "convict",
    "The indictment and arrest of 12 men": "arrest",
    "Courts affirmed the convictions of 12 men.": "uphold",
    "Police sent 12 men to trial.": "prosecute",
    "Police sent 12 men to clinics.": "refer",
    # subject of a passive, an active and a relative clause
    "Twelve men were arrested.": "arrest as subject",
    "At least 12 men were also arrested.": "arrest as subject",
    "Twelve men testified.": "participate as subject",
    "All 12 men took part in trials.": "participate as subject",
    "It said 12 men who testified stayed.": "participate as subject",
    "The 12 men whom police arrested stayed.": "arrest",
    "Twelve officers arrested a man.": " as subject",
    "Twelve men arrested in May testified.": "arrest as subject",
    # nouns with a deed of their own
    "Police reported 12 arrests.": "arrest",
    "Police identified 12 convictions.": "convict",
    # none
    "Police knew 12 men.": "",
    "The staff of 12 officers slept.": "employ",
}
FORMS = {
    "sex trafficking": "sex trafficking",
    "sexual exploitation": "sex trafficking",
    "exploited in prostitution": "sex trafficking",
    "sex and labor trafficking": "both",
    "labour exploitation": "labor trafficking",
    "bonded labor": "labor trafficking",
    "forced begging": "forced begging",
    "other forms": "other",
    "sex of the child": "",
    "labor inspectors": "",
}
HEADS = {
    "victims": "victims",
    "Children’s": "",
    "policewomen": "",
    "factories": "premises",
    "buses": "",
    "judge": "officials",
}


def frame(text):
    count = find_numbers(text, 0, len(text))[0][-1]
    built = build_frame(text, 0, count, previous=None)
    return f"{built.deed}{' as subject' if built.is_subject else ''}"


class TestBuildFrame:
    def test_finds_the_deed(self):
        assert {text: frame(text) for text in DEEDS} == DEEDS

    def test_shares_the_deed_of_a_list(self):
        text = "Police arrested 12 men, nine women, and three boys."

        assert name(text) == "ARRESTS 12, ARRESTS 9, ARRESTS 3"


class TestLexicon:
    def test_names_the_form_of_trafficking(self):
        assert {text: find_form(text) for text in FORMS} == FORMS

    def test_knows_the_class_of_a_noun(self):
        assert {text: find_head(text) for text in HEADS} == HEADS

    def test_knows_plurals(self):
        words = ["women", "victims", "police", "child", "premises", "business"]

        assert [word for word in words if is_plural(word)] == [
            "women",
            "victims",
            "police",
            "premises",
        ]

    def test_names_deeds_by_stems(self):
        stems = ["identif", "referr", "took part", "detent", "walk"]

        assert [name_deed(stem) for stem in stems] == [
            "identify",
            "refer",
            "participate",
            "penalise",
            "",
        ]

    def test_tells_nouns_that_stand_for_the_same(self):
        pairs = [("victims", "persons"), ("cases", "convictions"), ("victims", "accused")]

        assert [are_alike(*pair) for pair in pairs] == [True, True, False]
