"""Form of a figure of an import: opened from the list, saved, added by words, split."""

import re
from html import unescape

import pytest
from django.urls import reverse

from tests.factories import DraftFactory, ImportRunFactory, IndicatorFactory, as_factory
from tests.helpers.figures import figure_values
from tracker.vocabulary import DraftKind, DraftState, ImportRunState

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HEAD = "2024 Trafficking in Persons Report: Ruritania\n\n"
TEXT = HEAD + "Police of Ruritania identified 17 victims and 4 children, compared with 21 in 2022."
SENT = {"indicator": "victims identified", "value": "17", "period": "2023"}


@pytest.fixture
def run():
    IndicatorFactory(code="VICT_IDENTIFIED", name="victims identified", unit="victims")
    return ImportRunFactory(text=TEXT)


@pytest.fixture
def draft(run):
    place = [2, 31, 41]
    return DraftFactory(run=run, kind=DraftKind.FIGURE, places=[place], values=figure_values(place))


@pytest.fixture
def address(run, draft):
    return reverse("import_figure", args=[run.pk, draft.pk])


class TestEditFigure:
    def test_shows_what_was_read_with_the_words_around_it(self, analyst, draft, address):
        draft.values["previous"] = [{"value": 1234567.5, "period": None}]
        draft.values["breakdown"] = {"sex": "female", "age group": "child"}
        with as_factory():
            draft.save()

        IndicatorFactory(code="TOTAL_EUR", name="total", definition="")

        page = analyst.get(address).text

        assert "TOTAL_EUR" not in page
        assert "identified <mark>17 victims</mark> and 4" in page
        assert 'value="?: 1,234,567.5"' in page
        assert 'value="sex: female; age group: child"' in page
        assert '<option value="victims identified">VICT_IDENTIFIED</option>' in page

    @pytest.mark.parametrize(
        ("scope", "shown"), [("national", ""), ("an international organization",) * 2]
    )
    def test_shows_who_counted_unless_it_is_the_state(self, analyst, draft, address, scope, shown):
        draft.values["scope"] = scope
        with as_factory():
            draft.save()

        assert analyst.get(address).context["form"]["scope"].value() == shown

    def test_saves_and_leads_back_to_the_row(self, analyst, run, draft, address):
        sent = {"previous": "2022: 21; ?: 3", "breakdown": "sex: male", "scope": "a shelter"}
        earlier = {"value": 21, "period": "2022", "paragraph": 2, "start": 72, "end": 74}
        draft.values["previous"] = [earlier]
        with as_factory():
            draft.save()

        answer = analyst.post(address, {**SENT, "value": "18", **sent})

        assert answer.url == f"{run.get_absolute_url()}#draft-{draft.pk}"
        draft.refresh_from_db()
        values = draft.values
        assert (values["value"], values["read"]["value"]) == (18, 17)
        typed = {"value": 3, "period": None, "paragraph": 2, "start": 31, "end": 41}
        assert values["previous"] == [earlier, typed]
        assert (values["label"], values["unit"]) == ("victims identified", "victims")
        assert (values["breakdown"], values["scope"]) == ({"sex": "male"}, "a shelter")
        page = analyst.get(run.get_absolute_url()).text
        assert "Corrected" in page
        assert "Counted by: a shelter" in page

    @pytest.mark.parametrize(
        ("sent", "sentence"),
        [
            ({"indicator": "VICTIMS_REPORTED"}, "There is no indicator “VICTIMS_REPORTED”."),
            ({"value": "many"}, "Enter a number like 1,234.5."),
            ({"value": "1.200"}, "“1.200” can mean 1,200 or 1.2."),
            ({"previous": "2022: 1.200"}, "“1.200” can mean 1,200 or 1.2."),
            ({"previous": "21"}, "on both sides. Put a semicolon between pairs."),
            ({"previous": "2022: 1;" * 21}, "At most 20 pairs are allowed."),
            ({"previous": "FY 2023: 3"}, "of a period before 2023"),
            ({"period": "FY 2022", "previous": "2023: 3"}, "of a period before FY 2022"),
            ({"previous": "2022: -1"}, "greater than or equal to 0"),
            ({"previous": "2024: 3"}, "of a period before 2023"),
            ({"part_of": "77"}, "Select a valid choice."),
            ({"breakdown": "child"}, "needs a colon"),
            ({"value": "1e300"}, "less than or equal to 1000000000000000"),
            ({"previous": "2022: 1e300"}, "less than or equal to 1000000000000000"),
            ({"previous": "1" * 41 + ": 3"}, "at most 40 characters"),
            ({"scope": "a girl born 12 May 2009"}, "12 May 2009"),
            ({"breakdown": "child: born 12 May 2009"}, "12 May 2009"),
        ],
    )
    def test_refuses_what_is_wrong_by_name(self, analyst, draft, address, sent, sentence):
        answer = analyst.post(address, {**SENT, **sent})

        assert (answer.status_code, sentence in answer.text) == (422, True)
        draft.refresh_from_db()
        assert draft.values == figure_values([2, 31, 41])

    @pytest.mark.parametrize(
        ("language", "shown", "before"),
        [
            ("en", "5,200", "1,100"),
            ("sq", "5.200", "1.100"),
            ("sr-latn", "5.200", "1.100"),
        ],
    )
    def test_reads_a_number_as_the_page_shows_it(
        self, analyst, run, draft, address, language, shown, before
    ):
        draft.values |= {"value": 5200, "previous": [{"value": 1100, "period": "2022"}]}
        with as_factory():
            draft.save()
        analyst.post("/language/", {"language": language})

        page = analyst.get(run.get_absolute_url()).text
        form = analyst.get(address).context["form"]
        sent = {name: form[name].value() or "" for name in form.fields}
        answer = analyst.post(address, sent)

        assert f"<b>{shown}</b>" in page and f"(2022: {before}" in page
        assert (sent["value"], sent["previous"]) == (shown, f"2022: {before}")
        draft.refresh_from_db()
        assert (answer.status_code, draft.state) == (302, "accepted")
        assert draft.values["value"] == 5200
        assert [(row["period"], row["value"]) for row in draft.values["previous"]] == [
            ("2022", 1100)
        ]

    @pytest.mark.parametrize(
        ("period", "before"),
        [("2023", "FY 2022"), ("FY 2023", "2022"), ("2023", "2022–2023"), ("2023", "last year")],
    )
    def test_takes_an_earlier_value_by_its_year(self, analyst, draft, address, period, before):
        answer = analyst.post(address, {**SENT, "period": period, "previous": f"{before}: 4"})

        draft.refresh_from_db()
        assert answer.status_code == 302
        assert [(row["period"], row["value"]) for row in draft.values["previous"]] == [(before, 4)]

    @pytest.mark.parametrize(
        ("sent", "stored"),
        [
            ({"indicator": "cases investigated", "unit": "victims"}, {"unit": "cases"}),
            ({"indicator": "cases investigated", "unit": "persons"}, {"unit": "persons"}),
            ({"scope": "National"}, {"scope": "national"}),
        ],
    )
    def test_takes_the_unit_of_the_indicator_and_a_national_count(
        self, analyst, draft, address, sent, stored
    ):
        IndicatorFactory(code="INV_CASES", name="cases investigated", unit="cases")

        analyst.post(address, {**SENT, **sent})

        draft.refresh_from_db()
        assert draft.values.items() >= stored.items()

    def test_is_not_saved_over_what_another_window_saved_meanwhile(self, analyst, draft, address):
        seen = {**SENT, "version": analyst.get(address).context["form"]["version"].value()}
        analyst.post(address, {**seen, "value": "18"})

        again = analyst.post(address, {**seen, "value": "18"})
        late = analyst.post(address, {**seen, "value": "19"})

        draft.refresh_from_db()
        assert again.status_code == 302  # a second click says nothing else
        assert "Somebody else changed this figure meanwhile." in late.text
        assert (late.status_code, draft.values["value"]) == (422, 18)
        version = late.context["form"]["version"].value()
        assert analyst.post(address, {**seen, "value": "19", "version": version}).status_code == 302
        draft.refresh_from_db()
        assert draft.values["value"] == 19

    def test_joins_with_the_next_by_the_button_of_recommendations(self, analyst, run, draft):
        second = DraftFactory(
            run=run,
            kind=DraftKind.FIGURE,
            places=[[2, 72, 74]],
            values=figure_values([2, 72, 74], value=21, period="2022"),
        )

        analyst.post(reverse("draft_merge", args=[run.pk, draft.pk]))

        second.refresh_from_db()
        assert second.state == DraftState.DROPPED
        page = analyst.get(run.get_absolute_url()).text
        assert "(2022: 21)" in page
        address = reverse("draft_merge", args=[run.pk, second.pk])
        assert f'action="{address}"' in page  # of Restore
        analyst.post(address, {"draft": second.pk, "offer": ""})
        page = analyst.get(run.get_absolute_url()).text
        assert "(2022: 21)" not in page and "Corrected" not in page
        assert "joined with the previous one" not in page

    def test_says_why_two_figures_are_not_joined(self, analyst, run, draft):
        place = [2, 46, 56]
        values = figure_values(place, value=4, period="2022", indicator="INV_CASES", unit="cases")
        other = DraftFactory(run=run, kind=DraftKind.FIGURE, places=[place], values=values)

        answer = analyst.post(reverse("draft_merge", args=[run.pk, draft.pk]))

        assert answer.status_code == 422
        assert "“17 victims” and “4 children”" in unescape(answer.text)
        assert "they differ (indicator, unit). Correct one of them first" in answer.text
        other.refresh_from_db()
        assert other.state == DraftState.OFFERED

    def test_is_none_of_a_recommendation(self, analyst, run):
        recommendation = DraftFactory(run=run)

        answer = analyst.get(reverse("import_figure", args=[run.pk, recommendation.pk]))

        assert answer.status_code == 404


class TestAddFigure:
    def address(self, run, query=""):
        return reverse("import_figure_new", args=[run.pk]) + query

    def test_takes_the_place_of_words_that_were_selected(self, analyst, run, draft):
        address = self.address(run, "?place=2-46-56")
        page = analyst.get(address).text

        part = {"part_of": draft.position, "breakdown": "age group: child"}
        analyst.post(address, {**SENT, "value": "4", **part})

        assert "<mark>4 children</mark>" in page
        added = run.drafts.exclude(pk=draft.pk).get()
        assert (added.places, added.values["part_of"]) == ([[2, 46, 56]], draft.position)
        assert "Added by hand" in analyst.get(run.get_absolute_url()).text

    def test_offers_the_number_that_the_words_hold(self, analyst, run):
        assert 'value="4"' in analyst.get(self.address(run, "?place=2-46-56")).text

    def test_splits_a_figure_whose_number_counts_two_things(self, analyst, run, draft):
        page = analyst.get(run.get_absolute_url()).text
        address = self.address(run, "?place=2-31-41")

        form = analyst.get(address).context["form"]
        analyst.post(address, {"value": "17"})

        assert f'href="{address}"' in page
        assert (form["value"].value(), form["indicator"].value()) == ("17", "")
        page = analyst.get(run.get_absolute_url()).text
        assert "1 figure is left for you" in page
        assert "Accept all 1" in page

    def test_finds_words_that_were_typed(self, analyst, run):
        analyst.post(self.address(run), {**SENT, "words": "4 children"})

        assert run.drafts.get().places == [[2, 46, 56]]

    def test_changes_the_number_of_no_other_figure(self, analyst, run, draft):
        place = [2, 72, 74]
        last = DraftFactory(
            run=run,
            kind=DraftKind.FIGURE,
            places=[place],
            values=figure_values(place, value=21, period="2022"),
        )

        def labels():
            page = analyst.get(run.get_absolute_url()).text
            return re.findall(r'id="draft-(\d+)"[^>]*>\s*<p class="line small">\s*<b>(F\d)<', page)

        before = labels()
        for query in ("?place=2-46-56", "?place=2-31-41"):
            analyst.post(self.address(run, query), {"value": "4"})

        split, added = run.drafts.order_by("-position")[:2]
        assert before == [(str(draft.pk), "F1"), (str(last.pk), "F2")]
        assert labels() == [
            (str(draft.pk), "F1"),
            (str(split.pk), "F4"),
            (str(added.pk), "F3"),
            (str(last.pk), "F2"),
        ]

    @pytest.mark.parametrize(
        ("query", "words", "sentence"),
        [
            ("", "5 children", "is not found in the text"),
            ("", "i", "times in the text"),
            ("", "", "This field is required."),
            ("?place=7-0-9", "", "has no characters"),
            ("?place=x", "", "This field is required."),
        ],
    )
    def test_refuses_words_that_are_not_in_the_text(self, analyst, run, query, words, sentence):
        sent = {**SENT, "words": words, "previous": "2022: 21"}
        answer = analyst.post(self.address(run, query), sent)

        assert (answer.status_code, sentence in answer.text) == (422, True)
        assert not run.drafts.exists()


class TestNumbersLeft:
    def test_are_counted_listed_and_marked_until_a_figure_covers_them(self, analyst, run, draft):
        run.numbers = [[2, 31, 33, "figure"], [2, 46, 47, "left"], [2, 72, 74, "left"]]
        run.numbers.append([2, 78, 82, "date"])
        draft.values["previous"] = [
            {"value": 21, "period": "2022", "paragraph": 2, "start": 72, "end": 74}
        ]
        with as_factory():
            run.save()
            draft.save()
        address = reverse("import_figure_new", args=[run.pk])

        page = " ".join(analyst.get(run.get_absolute_url()).text.split())

        assert "3 of 4 numbers read. 1 is left for you:" in page
        assert f'<a href="{address}?place=2-46-47" data-edit>4</a>' in page
        assert 'class="of-left"' in page
        assert f'class="of-earlier"><a href="#draft-{draft.pk}">21</a>' in page
        analyst.post(f"{address}?place=2-46-47", {"value": "4"})
        assert "4 of 4 numbers read." in analyst.get(run.get_absolute_url()).text


class TestScores:
    def test_say_how_often_an_indicator_was_read_right_from_five_on(self, analyst, run, draft):
        assert "How often" not in analyst.get(run.get_absolute_url()).text
        accepted = ImportRunFactory(state=ImportRunState.ACCEPTED, decided_by=analyst.user)
        shared = {"run": accepted, "kind": DraftKind.FIGURE, "state": DraftState.ACCEPTED}
        for number in range(6):
            code = "ARRESTS" if number == 5 else "VICT_IDENTIFIED"
            DraftFactory(values=figure_values([2, 0, 5], indicator=code), **shared)

        page = analyst.get(run.get_absolute_url()).text

        assert re.findall(r'data-label="(?:Right|Read)">(.)<', page) == ["–", "1", "5", "5"]

    def test_go_when_a_person_says_that_one_is_no_figure(self, analyst, run):
        run.numbers = [[2, 46, 47, "left"], [2, 72, 74, "left"]]
        with as_factory():
            run.save()
        address = reverse("import_figure_new", args=[run.pk]) + "?place=2-46-47"

        page = analyst.get(address).text
        analyst.post(address, {"dismiss": "1"})
        again = analyst.post(address, {"dismiss": "1"})

        run.refresh_from_db()
        assert 'name="dismiss"' in page
        assert run.numbers == [[2, 46, 47, "other"], [2, 72, 74, "left"]]
        assert "1 is left for you" in analyst.get(run.get_absolute_url()).text
        assert (again.status_code, "No number is left for you there." in again.text) == (422, True)
        assert not run.drafts.exists()
