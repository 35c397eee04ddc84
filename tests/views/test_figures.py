"""The list of indicators, the page of one with its series, and the figures of a report."""

from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.urls import reverse

from tests.factories import (
    CitationFactory,
    EvidenceFactory,
    FigureFactory,
    IndicatorFactory,
    ReportFactory,
    UserFactory,
    as_factory,
)
from tests.views.conftest import signed_in
from tracker.actions.figures import ReviseFigure, revise
from tracker.models import Figure, Indicator, ReadLogEntry
from tracker.views.pagination import PAGE_SIZE
from tracker.vocabulary import Sensitivity, Theme

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HERE = "/indicators/VICT_IDENTIFIED/"


def many(number):
    with as_factory():
        Indicator.objects.bulk_create(
            Indicator(code=f"C{n:03d}", name=f"things {n}", unit="things") for n in range(number)
        )


@pytest.mark.usefixtures("indexed")
class TestList:
    def test_tells_how_many_figures_are_held_of_each(self, viewer):
        FigureFactory(edition=2024)
        FigureFactory()
        FigureFactory(evidence=EvidenceFactory(sensitivity="named_readers"))
        IndicatorFactory(code="ARRESTS", name="suspects arrested")

        rows = viewer.get("/indicators/").context["list_page"].page.rows

        assert [(row.code, row.number) for row in rows] == [("ARRESTS", 0), ("VICT_IDENTIFIED", 2)]

    @pytest.mark.parametrize(
        ("asks", "finds"),
        [
            ("search=victims+IDENT", {"VICT_IDENTIFIED"}),
            ("search=inv_", {"INV_CASES"}),
            ("search=raste", {"INV_CASES"}),
            ("theme=prosecution", {"INV_CASES"}),
            ("unit=victims", {"VICT_IDENTIFIED"}),
            ("unit=raste", {"INV_CASES"}),
            ("unit=victims&theme=prosecution", set()),
        ],
    )
    def test_finds_what_is_asked_for(self, viewer, asks, finds):
        IndicatorFactory()
        IndicatorFactory(
            code="INV_CASES",
            name="cases opened",
            definition="",
            unit="cases",
            name_sq="raste të hetuara",
            unit_sq="raste",
            theme=Theme.PROSECUTION,
        )

        rows = viewer.get(f"/indicators/?{asks}").context["list_page"].page.rows

        assert {row.code for row in rows} == finds

    @pytest.mark.parametrize("asks", ["theme=x", "unit=miles", "colour=red", "after=~"])
    def test_of_what_can_t_be_read_shows_its_error_and_no_rows(self, viewer, asks):
        IndicatorFactory()

        answer = viewer.get(f"/indicators/?{asks}")

        assert answer.status_code == 400
        assert "Nothing is listed until" in answer.text and "Victims identified" not in answer.text

    def test_shows_every_row_once(self, viewer):
        many(PAGE_SIZE + 3)

        first = viewer.get("/indicators/").context["list_page"].page
        second = viewer.get(f"/indicators/?after={first.after}").context["list_page"].page

        assert len({row.code for row in (*first.rows, *second.rows)}) == PAGE_SIZE + 3

    def test_costs_the_same_for_few_and_for_many(self, viewer, django_assert_num_queries):
        FigureFactory()
        with django_assert_num_queries(100, exact=False) as few:
            viewer.get("/indicators/?search=i")
        many(9)

        with django_assert_num_queries(len(few)):
            viewer.get("/indicators/?search=i")

    def test_says_how_to_begin(self, viewer):
        assert "No indicators yet." in viewer.get("/indicators/").text

    def test_sends_a_stranger_to_sign_in(self, client):
        for address in ("/indicators/", HERE):
            assert reverse("login") in client.get(address).url


class TestIndicator:
    def test_tells_what_is_counted_and_each_value_with_its_source(self, viewer):
        FigureFactory(edition=2024, previous_value=5.0, previous_period="2022")

        page = viewer.get(HERE).text

        assert "Persons formally identified" in page
        assert "TIP 2024 Kosovo, ¶ 1" in page and "#p1" in page
        assert ">7<" in page.replace(" ", "") and "+2" in page

    def test_draws_the_series_from_two_periods_on(self, viewer):
        FigureFactory(edition=2023)
        assert "<svg" not in viewer.get(HERE).text
        FigureFactory(edition=2024)

        assert 'class="chart"' in viewer.get(HERE).text

    def test_says_unknown_where_the_source_does_not_know(self, viewer):
        FigureFactory(edition=2024, value=None)

        page = viewer.get(HERE).text

        assert "unknown" in page

    def test_marks_provisional_values_breaks_and_what_was_revised(self, viewer):
        IndicatorFactory(breaks=[{"period": "2023", "words": "counts minors too"}])
        old = FigureFactory(edition=2024)
        FigureFactory(edition=2023, is_provisional=True)
        revise(
            ReviseFigure(
                row=old,
                value=9.0,
                reason="Recount",
                by=UserFactory(analyst=True),
                now=datetime(2026, 11, 26, tzinfo=UTC),
            )
        )

        page = viewer.get(HERE, {"show": "all"}).text

        assert "provisional" in page
        assert "Counted differently from 2023 on: counts minors too" in page
        assert "before revision: 7" in page and "Recount" in page

    def test_tells_of_two_editions_that_differ(self, viewer):
        FigureFactory(edition=2024)
        FigureFactory(edition=2025, value=9.0, previous_value=8.0, previous_period="2023")

        assert "TIP 2025 Kosovo gives 8 for this period as the previous value" in (
            viewer.get(HERE).text
        )

    def test_keeps_countries_apart(self, viewer):
        FigureFactory(edition=2024, value=71.0)
        albania = ReportFactory(year=2024, country="AL", country_name="Albania")
        FigureFactory(report=albania, value=72.0)
        FigureFactory(report=ReportFactory(year=2023, country="AL"), value=73.0)

        first, other = viewer.get(HERE), viewer.get(f"{HERE}?country=XK")

        assert [r.figure.value for r in other.context["series"].total.rows] == [71.0]
        assert len(first.context["series"].total.rows) == 2
        assert "?country=XK" in first.text
        assert viewer.get(f"{HERE}?country=ZZ").status_code == 404

    def test_hides_what_evidence_for_others_states(self, viewer):
        secret = EvidenceFactory(sensitivity="named_readers", title="Secret")
        row = FigureFactory(value=98765.0, evidence=secret)

        page = viewer.get(HERE).text

        assert "98,765" not in page and "Secret" not in page
        analyst = signed_in(analyst=True)
        assert analyst.get(reverse("figure_revise", args=[row.pk])).status_code == 404

    def test_that_is_missing_is_not_found(self, viewer):
        assert viewer.get("/indicators/NONE/").status_code == 404

    def test_costs_the_same_for_few_and_for_many(self, analyst, django_assert_num_queries):
        for edition in (2023, 2024):
            FigureFactory(edition=edition, breakdown={"sex": "female"})
            FigureFactory(edition=edition)
            FigureFactory()
        with django_assert_num_queries(100, exact=False) as few:
            analyst.get(HERE)
        for edition in range(2010, 2023):
            FigureFactory(edition=edition)
            CitationFactory(evidence=FigureFactory(value=edition).evidence)

        with django_assert_num_queries(len(few)):
            analyst.get(HERE)


class TestUnits:
    def test_are_none_that_somebody_without_a_role_learns_of(self, client):
        FigureFactory(edition=2024)
        client.force_login(UserFactory())

        page = client.get("/indicators/", {"unit": "victims"})

        assert (page.status_code, "No indicator is counted in" in page.text) == (400, True)


class TestNames:
    def test_stand_in_the_language_of_the_reader_or_are_marked_as_english(self, viewer):
        IndicatorFactory(name_sq="viktima të identifikuara", unit_sq="viktima")
        IndicatorFactory(code="CALLS", name="calls received", unit="calls")
        viewer.cookies[settings.LANGUAGE_COOKIE_NAME] = "sq"

        page = viewer.get("/indicators/").text

        assert "Viktima të identifikuara" in page and "Victims identified" not in page
        assert '<span lang="en">Calls received</span>' in page
        assert '<option value="viktima">' in page


class TestFiguresOfAReport:
    def test_are_listed_with_their_words_and_place(self, viewer):
        FigureFactory(edition=2024, previous_value=5.0, previous_period="2022")
        FigureFactory(edition=2023, value=8181818.0)

        page = viewer.get("/reports/tip-2024-kosovo/figures/").text

        assert "1 figure" in page and "(2022)" in page and "#p1" in page
        assert "8,181,818" not in page
        assert "/figures/" in viewer.get("/reports/tip-2024-kosovo/").text

    def test_say_who_counted_what_is_uncertain_and_all_earlier_values(self, viewer):
        FigureFactory(
            edition=2024,
            unit="cases",
            scope="Harbour Aid",
            doubt="“respectively” pairs lists of unequal length.",
            previous_value=5.0,
            previous_period="2022",
            earlier_values=[{"period": "2021", "value": 4}],
        )

        page = viewer.get("/reports/tip-2024-kosovo/figures/").text

        assert "not national: Harbour Aid" in page and "(cases)" in page
        assert "uncertain" in page and "lists of unequal length" in page
        assert "(2022)" in page and "4 (2021)" in page

    def test_of_a_report_without_any_says_so(self, viewer):
        ReportFactory()

        assert "No figures from this report" in viewer.get("/reports/tip-2024-kosovo/figures/").text
        assert viewer.get("/reports/tip-1999-none/figures/").status_code == 404

    def test_cost_the_same_for_few_and_for_many(self, viewer, django_assert_num_queries):
        FigureFactory(edition=2024)
        with django_assert_num_queries(100, exact=False) as few:
            viewer.get("/reports/tip-2024-kosovo/figures/")
        for number in range(9):
            FigureFactory(edition=2024, indicator=IndicatorFactory(code=f"C{number}"))

        with django_assert_num_queries(len(few)):
            viewer.get("/reports/tip-2024-kosovo/figures/")


SWAPPED = str.maketrans(",.", ".,")
LETTER = {"value": "12", "period": "2025", "title": "Letter of 3 May"}


class TestAdding:
    def test_keeps_the_figure_and_shows_it(self, analyst):
        IndicatorFactory()

        answer = analyst.post(f"{HERE}figures/new/", LETTER, follow=True)

        assert "Figure added." in answer.text and "Letter of 3 May" in answer.text
        assert Figure.objects.get().value == 12

    @pytest.mark.parametrize(
        ("more", "expected"),
        [
            ({"value": ""}, "Enter the value, or tick that it is unknown"),
            ({"not_reported": "on"}, "You entered a value and ticked"),
            ({"value": "-1"}, "greater than or equal to 0"),
            ({"value": "nan"}, "Enter a number"),
            ({"period": ""}, "required"),
            ({"breakdown": "women"}, "needs a colon"),
            ({"title": ""}, "has no source. Add a file, a link"),
        ],
    )
    def test_refuses_with_what_was_typed(self, analyst, more, expected):
        IndicatorFactory()

        answer = analyst.post(f"{HERE}figures/new/", {**LETTER, "qualifier": "about", **more})

        assert answer.status_code == 422
        assert expected in answer.text and 'value="about"' in answer.text
        assert not Figure.objects.exists()

    @pytest.mark.parametrize(
        ("language", "typed", "newer"),
        [("en", "1,200", "5,200.5"), ("sq", "1.200", "5.200,5"), ("sr-latn", "1.200", "5 200,5")],
    )
    def test_reads_numbers_as_the_language_writes_them(self, analyst, language, typed, newer):
        IndicatorFactory()
        analyst.post("/language/", {"language": language})

        analyst.post(f"{HERE}figures/new/", {**LETTER, "value": typed})
        row = Figure.objects.get()
        address = reverse("figure_revise", args=[row.pk])
        shown = analyst.get(address).context["form"]["value"].value()
        refused = analyst.post(address, {"value": typed.translate(SWAPPED), "reason": "Typo"})
        analyst.post(address, {"value": newer, "reason": "Recount"})

        assert (row.value, shown, refused.status_code) == (1200, typed, 422)
        assert Figure.objects.get(revises=row).value == 5200.5

    def test_takes_unknown_and_a_part(self, analyst):
        IndicatorFactory()
        part = "form of trafficking: forced labor"

        analyst.post(
            f"{HERE}figures/new/", {**LETTER, "value": "", "not_reported": "on", "breakdown": part}
        )

        row = Figure.objects.get()
        assert (row.value, row.breakdown) == (None, {"form of trafficking": "forced labor"})


class TestDeeds:
    def test_confirm_revise_and_withdraw(self, analyst):
        row = FigureFactory(is_provisional=True)

        def send(name, pk, **values):
            address = reverse(f"figure_{name}", args=[pk])
            assert analyst.get(address).status_code == 200
            return analyst.post(address, {"reason": "Letter of May", **values}, follow=True).text

        assert "Figure confirmed." in send("confirm", row.pk)
        assert "Figure revised." in send("revise", row.pk, value="8")
        newer = Figure.objects.get(revises=row)
        assert "Figure withdrawn." in send("withdraw", newer.pk)
        assert list(Figure.objects.current()) == [row]

    @pytest.mark.parametrize("name", ["confirm", "revise", "withdraw"])
    def test_about_a_figure_of_a_closed_piece_are_kept_in_the_read_log(self, analyst, name):
        closed = {"sensitivity": Sensitivity.NAMED_READERS, "readers": [analyst.user]}
        row = FigureFactory(evidence=EvidenceFactory(**closed))

        assert analyst.get(reverse(f"figure_{name}", args=[row.pk])).status_code == 200

        assert ReadLogEntry.objects.get().evidence == row.evidence

    def test_of_a_refusal_keeps_what_was_typed(self, analyst):
        row = FigureFactory()

        answer = analyst.post(
            reverse("figure_revise", args=[row.pk]), {"value": "7", "reason": "Typo"}
        )

        assert answer.status_code == 422
        assert "already has this value" in answer.text and "Typo" in answer.text
