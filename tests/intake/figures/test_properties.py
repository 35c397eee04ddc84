"""Whatever is read, its words stand in the text at the place given; each number is read once."""

import re
from itertools import pairwise
from pathlib import Path

from hypothesis import HealthCheck, given, settings, strategies as st

from tracker.intake.narrative import read_narrative
from tracker.intake.normalization import normalize
from tracker.intake.numbers import ONES, TENS
from tracker.vocabulary import INDICATORS, NumberRole, Section

MARKED = Path(__file__).parent / "marked"
# Without the country's name, which is another than that they are read as.
TEXTS = [
    re.sub(
        r" of (?:Armenia|Botswana|Bulgaria|Estonia|Jamaica|Moldova|Nicaragua|the\s+Netherlands)",
        "",
        path.read_text(),
    )
    for path in sorted(MARKED.glob("*.txt"))
]
COUNTED = {Section.PROSECUTION, Section.PROTECTION, Section.PREVENTION, Section.SUMMARY}
OPENING = "PROSECUTION\n\nThe government increased law enforcement efforts against trafficking. "
SENTENCES = [
    "Police identified {0} victims ({1} women and {2} men), compared with {3} in 2021.",
    "Courts convicted {0} traffickers and acquitted {1}, compared with {2} and {3}, respectively.",
    "It gave €75,000 ($82,870) to {0} shelters, up from €61 500, and 1.2 million lek ($9,100).",
    "Authorities did not identify any victims; in 2020, they identified {0} victims.",
    "Police identified {0} victims; of the {0} victims, {1} were men, and {2} of the {0} were new.",
    "Among {0} victims were {1} women, including {2} of the {1} women in forced labor.",
    "Of the {0} victims, {1} were girls; the hotline (0800 11 22) received {3} calls.",
    "Article {0} prescribed {1} to {2} years’ imprisonment; {3} percent were aged 12 to 17.",
    "This was an increase compared with {0} in 2019, {1} in 2018, and {2} in 2017.",
    "{0}, {1} and {2}",
]
SPLINTERS = [
    "12th",
    "2½ million",
    "17,5",
    "COVID-19",
    "24-hour",
    "(",
    ")",
    "; ",
    ", and ",
    " 2022 ",
    "€",
    " none of ",
    "\u00ad",
    "\u200b",
    "\ufb01",
]
NAMES = {**ONES, **TENS}
VALUES = {**NAMES, "once": 1, "twice": 2}
WORDS = re.compile(rf"\b(?:{'|'.join(VALUES)})\b", re.IGNORECASE)
DIGITS = re.compile(r"\d+(?:[,.\u00a0 ]\d{3}\b)*(?:\.\d+)?")
few = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def narratives(draw):
    """Sentences with numbers in them, or a marked text, cut, doubled and splintered."""
    numbers = st.one_of(st.integers(0, 3000).map("{:,}".format), st.sampled_from(list(NAMES)))
    sentences = st.sampled_from(SENTENCES).flatmap(
        lambda sentence: st.lists(numbers, min_size=4, max_size=4).map(
            lambda values: sentence.format(*values)
        )
    )
    text = " ".join(draw(st.lists(sentences, min_size=1, max_size=5)))
    if draw(st.booleans()):
        text = draw(st.sampled_from(TEXTS)).split("\n", 1)[-1]
    for _turn in range(draw(st.integers(0, 4))):
        words = text.split(" ")
        a, b = sorted(draw(st.tuples(*[st.integers(0, len(words))] * 2)))
        piece = draw(st.sampled_from([*SPLINTERS, " ".join(words[a : min(b, a + 8)])]))
        end = draw(st.sampled_from([a, min(b, a + 4)]))
        text = " ".join([*words[:a], piece, *words[end:]])
    return OPENING + text


def read(text):
    return read_narrative(text, year=2022, country="Karesh")


def values_in(words):
    """Every value that words may stand for, whole or by a word or a run of digits of theirs."""
    names = [VALUES[word.lower()] for word in WORDS.findall(words)]
    digits = [float(re.sub(r"[^\d.]", "", run)) for run in DIGITS.findall(words)]
    whole = [float(re.sub(r"\D", "", run)) for run in DIGITS.findall(words)]
    decimals = [float(run.replace(",", ".")) for run in re.findall(r"\d+,\d+", words)]  # "17,5"
    # "one hundred and six", "two years and six months"
    both = [n * a + b for n in (12, 100) for a in names + digits for b in names + digits]
    return {*names, sum(names), *both, *digits, *whole, *decimals}


class TestWhateverIsRead:
    @few
    @given(narratives())
    def test_stands_in_the_text_at_its_place(self, text):
        narrative = read(text)
        texts = {paragraph.number: paragraph.text for paragraph in narrative.paragraphs}
        for figure in narrative.figures:
            for value, place in ((v.value, v.place) for v in (figure, *figure.previous)):
                if value and place:
                    words = texts[place.paragraph][place.start : place.end]
                    scaled = {
                        n * scale for n in values_in(words) for scale in (1, 12, 100, 1e3, 1e6, 1e9)
                    }
                    assert value in scaled, words
            assert figure.place.start < figure.place.end
            plain = normalize(texts[figure.place.paragraph]).text
            joined = {"in", "national"}  # "officials in Oshikango", who are "at Oshikango"
            words = set(re.findall(r"\w+", plain))  # "NGO" of "an NGO-run shelter" is one
            assert set(re.findall(r"\w+", figure.scope)) - joined <= words
        for question in narrative.questions:
            assert all(0 <= p.start < p.end <= len(texts[p.paragraph]) for p in question.places)

    @few
    @given(narratives())
    def test_accounts_for_each_number_once(self, text):
        narrative = read(text)
        places = sorted(number.place for number in narrative.numbers)
        for a, b in pairwise(places):
            assert a.paragraph < b.paragraph or a.end <= b.start
        for paragraph in narrative.paragraphs:
            held = {
                at
                for place in places
                if place.paragraph == paragraph.number
                for at in range(place.start, place.end)
            }
            if paragraph.section in COUNTED:
                plain = normalize(paragraph.text)  # without numbers of notes
                for number in (*DIGITS.finditer(plain.text), *WORDS.finditer(plain.text)):
                    assert plain.place(*number.span())[0] in held, plain.text[number.start() - 30 :]

    @few
    @given(narratives())
    def test_names_indicators_of_the_list_and_wholes_that_are_read(self, text):
        narrative = read(text)
        figures = narrative.figures
        for index, figure in enumerate(figures):
            assert figure.indicator is None or figure.indicator in INDICATORS
            seen = {index}
            while (whole := figures[index].part_of) is not None:
                assert whole not in seen
                seen.add(index := whole)
        roles = {number.role for number in narrative.numbers}
        assert roles <= set(NumberRole)
