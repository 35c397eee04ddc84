"""A series of editions with a break, as everybody sees it: the chart, the table, the figures."""

import pytest

from tests.browser.pages import check_every_look
from tests.factories import (
    BodyFactory,
    EvidenceFactory,
    FigureFactory,
    IndicatorFactory,
    QuestionFactory,
    QuestionSpanFactory,
    UserFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]

BY_FORM = "form of trafficking"


@pytest.fixture
def series(transactional_db):
    """Five editions, a break in 2022, one year of which nothing is known, a letter, two parts."""
    IndicatorFactory(breaks=[{"period": "2022", "words": "potential victims are counted too"}])
    values = {2020: 14.0, 2021: 9.0, 2022: None, 2023: 41.0, 2024: 27.0}
    for edition, value in values.items():
        before = values.get(edition - 1)
        FigureFactory(
            edition=edition,
            value=value,
            previous_value=44.0 if edition == 2024 else before,
            previous_period=str(edition - 2) if before is not None else "",
        )
    letter = EvidenceFactory(
        title="Letter of the police, 3 May 2026", url="", issuer=BodyFactory(acronym="KP")
    )
    FigureFactory(evidence=letter, period="2024", value=31.0, is_provisional=True)
    for part, value in (("sex trafficking", 19.0), ("forced labor", 8.0)):
        FigureFactory(edition=2024, value=value, breakdown={BY_FORM: part})
        FigureFactory(edition=2023, value=value + 3, breakdown={BY_FORM: part})
    IndicatorFactory(code="HOTLINE_CALLS", name="hotline calls received", unit="calls")


@pytest.fixture
def as_analyst(sign_in):
    return sign_in(UserFactory(analyst=True))


PAGES = {
    "indicators": "/indicators/",
    "indicator": "/indicators/VICT_IDENTIFIED/",
    "indicator-add": "/indicators/VICT_IDENTIFIED/figures/new/",
    "report-figures": "/reports/tip-2024-kosovo/figures/",
}


class TestIndicatorPages:
    def test_are_accessible_and_fit_in_every_look(self, series, as_analyst, visit, subtests):
        for name, path in PAGES.items():
            with subtests.test(name):
                check_every_look(visit(path), name)


class TestQuestion:
    def test_with_its_words_is_accessible_and_fits_in_every_look(
        self, transactional_db, as_analyst, visit
    ):
        question = QuestionFactory(text="Do six victims and the total of nine agree?")
        QuestionSpanFactory(question=question)
        QuestionSpanFactory(question=question)

        check_every_look(visit(question.get_absolute_url()), "question-words")


@pytest.fixture
def small_figures(transactional_db):
    """Three years of a letter, one of them small, and of the last one the parts."""
    letter = EvidenceFactory(title="Letter of the police, 3 May 2026", url="")
    for period, value, before in (("2021", 40, 35), ("2022", 3, 40), ("2023", 20, 3)):
        FigureFactory(
            evidence=letter,
            period=period,
            value=float(value),
            previous_value=float(before),
            previous_period=str(int(period) - 1),
        )
    for sex, value in (("female", 17), ("male", 3)):
        FigureFactory(evidence=letter, value=float(value), breakdown={"sex": sex})
    return letter


class TestSmallNumberPages:
    def test_are_accessible_and_fit_in_every_look(self, small_figures, sign_in, visit, subtests):
        for role in ("viewer", "analyst"):
            with subtests.test(role):
                sign_in(UserFactory(**{role: True}))
                check_every_look(visit("/indicators/VICT_IDENTIFIED/"), f"small-numbers-{role}")
                piece = visit(small_figures.get_absolute_url())
                check_every_look(piece, f"small-numbers-piece-{role}")
