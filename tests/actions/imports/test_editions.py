"""What an accepted run creates: its report and mechanism, and guesses from the words of a text."""

from datetime import date

import pytest

from tests.factories import (
    BodyFactory,
    ImportRunFactory,
    MechanismFactory,
    RecommendationFactory,
    ReportFactory,
    UserFactory,
)
from tracker.actions.base import save_fields
from tracker.actions.imports.editions import (
    build_report,
    country_code,
    get_or_create_mechanism,
    get_or_create_report,
    guess_duty,
    guess_theme,
    make_slug,
    record_changes,
    shorten_title,
)
from tracker.audit.reasons import because
from tracker.errors import InvalidValue
from tracker.models import Body, Event, Mechanism, Report, Topic
from tracker.vocabulary import BodyKind, Duty, Theme

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def accepting():
    with because("The edition of this year"):
        yield


class TestCountryCode:
    @pytest.mark.parametrize(
        ("name", "code"),
        [
            ("Kosovo", "XK"),
            ("Albania", "AL"),
            ("Bolivia", "BO"),
            ("Burma", "MM"),
            ("Cote d’Ivoire", "CI"),
            ("Laos", "LA"),
            ("Moldova", "MD"),
            ("Russia", "RU"),
            ("Syria", "SY"),
            ("Taiwan", "TW"),
            ("Tanzania", "TZ"),
            ("The Gambia", "GM"),
            ("Turkey", "TR"),
            ("United Kingdom", "GB"),
            ("United States", "US"),
            ("Venezuela", "VE"),
            ("Vietnam", "VN"),
        ],
    )
    def test_is_that_of_the_country_as_reports_call_it(self, name, code):
        assert country_code(name) == code

    def test_is_that_of_the_existing_edition(self):
        ReportFactory(country="YY", country_name="Utopia", year=2022)
        ReportFactory(country="ZZ", country_name="Freedonia")

        assert country_code("Freedonia") == "ZZ"

    @pytest.mark.parametrize("name", ["Freedonia", "Bavaria", ""])
    def test_is_never_guessed(self, name):
        with pytest.raises(InvalidValue, match="There is no country"):
            country_code(name)


class TestChanges:
    def test_are_new_rows_by_model_in_order_and_old_values_of_others(self):
        before, ana = RecommendationFactory(), UserFactory()
        with because("An import", by=ana), record_changes() as list_changes:
            topics = [Topic.objects.create(code=code, name=code) for code in ("a", "b")]
            before.topics.add(*topics)
            save_fields(before, lifecycle="continued", assignee=ana)
            save_fields(topics[0], name="A")
            other = Topic.objects.create(code="c", name="c")
            changes = list_changes()
        through = before.topics.through.objects.values_list("pk", flat=True)

        assert changes | {"changed": sorted(changes["changed"])} == {
            "created": {
                "topic": [[topics[0].pk, other.pk]],
                "recommendation_topics": [[min(through), max(through)]],
            },
            "order": ["topic", "recommendation_topics"],
            "changed": [
                ("recommendation", before.pk, "assignee_id", None),
                ("recommendation", before.pk, "lifecycle", "active"),
            ],
            "until": Event.objects.latest("pk").pk,
        }

    def test_are_those_inside_alone(self):
        with because("An import", by=UserFactory()):
            Topic.objects.create(code="a", name="a")
            with record_changes() as list_changes:
                assert list_changes()["created"] == {}
            Topic.objects.create(code="b", name="b")
            assert list_changes()["created"] == {}


class TestGuesses:
    @pytest.mark.parametrize(
        ("text", "duty"),
        [
            ("Adopt the law.", Duty.ONCE),
            ("Quickly and fully adopt the law.", Duty.CONTINUING),
            ("Formally establish a fund.", Duty.ONCE),
            ("Significantly increase funding.", Duty.INCREASE),
            ("Vigorously investigate cases.", Duty.CONTINUING),
            ("Fully truly quickly adopt", Duty.CONTINUING),
            ("", Duty.CONTINUING),
        ],
    )
    def test_of_a_duty_look_at_the_first_verb(self, text, duty):
        assert guess_duty(text) == duty

    @pytest.mark.parametrize(
        ("text", "theme"),
        [
            ("Prosecute and convict; assist none.", Theme.PROSECUTION),
            ("Judge how victims find a shelter.", Theme.PROTECTION),
            ("Campaign on demand for victims.", Theme.PREVENTION),
            ("Coordinate with regional NGOs.", Theme.PARTNERSHIP),
            ("Do it.", Theme.PROSECUTION),
        ],
    )
    def test_of_a_theme_count_its_words(self, text, theme):
        assert guess_theme(text) == theme

    def test_of_a_title_end_at_a_word(self):
        assert shorten_title("Train\n judges.") == "Train judges."
        assert shorten_title("x" * 80) == "x" * 80
        assert shorten_title("y" * 81) == "y" * 79 + "…"
        assert shorten_title("z" * 40 + " " + "z" * 40) == "z" * 40 + "…"
        assert shorten_title("z" * 79 + " y") == "z" * 79 + "…"


class TestReport:
    def test_is_made_with_what_the_run_says(self):
        run = ImportRunFactory(year=2025, tier="2", previous_tier="1")
        mechanism = MechanismFactory()

        report = get_or_create_report(run)

        report.refresh_from_db()
        assert (report.mechanism, report.country, report.country_name) == (
            mechanism,
            "XK",
            "Kosovo",
        )
        assert (report.year, report.slug, report.title) == (2025, "tip-2025-kosovo", run.title)
        assert (report.tier, report.previous_tier) == ("2", "1")
        assert (report.period_from, report.period_to) == (date(2024, 4, 1), date(2025, 3, 31))

    @pytest.mark.parametrize(
        ("title", "stored"),
        [
            ("", "2024 Trafficking in Persons Report: Kosovo"),
            ("t" * 210, "t" * 200),
        ],
    )
    def test_has_a_title_of_its_own_or_one_that_fits(self, title, stored):
        assert get_or_create_report(ImportRunFactory(title=title)).title == stored

    def test_that_exists_is_found_by_mechanism_country_and_year(self):
        MechanismFactory(code="CAT", name="Committee")
        held = ReportFactory()
        for other in ({"year": 2023}, {"country": "AL", "country_name": "Albania"}):
            ReportFactory(**other)

        assert get_or_create_report(ImportRunFactory(country="kosovo")) == held
        for values in ({"mechanism": "CAT"}, {"country": "Serbia"}, {"year": 2022}):
            assert get_or_create_report(ImportRunFactory(**values)) != held
        assert Report.objects.count() == 6

    @pytest.mark.parametrize(
        ("values", "missing"),
        [
            ({"mechanism": ""}, "give the mechanism. Fill"),
            ({"country": ""}, "give the country. Fill"),
            ({"year": None}, "give the year. Fill"),
            ({"mechanism": "", "year": None}, "give the mechanism, the year. Fill"),
        ],
    )
    def test_lacks_nothing(self, values, missing):
        with pytest.raises(InvalidValue, match=missing):
            get_or_create_report(ImportRunFactory(**values))
        assert not Report.objects.exists()

    def test_has_a_short_address(self):
        assert make_slug("TIP", 2024, "Bosnia and Herzegovina") == "tip-2024-bosnia-and-herzegovina"
        assert make_slug("TIP", 2024, "x" * 80) == "tip-2024-" + "x" * 51

    @pytest.mark.parametrize(
        ("month", "days"),
        [
            (4, (date(2023, 4, 1), date(2024, 3, 31))),
            (1, (date(2023, 1, 1), date(2023, 12, 31))),
            (3, (date(2023, 3, 1), date(2024, 2, 29))),
        ],
    )
    def test_tells_of_the_year_before(self, month, days):
        report = build_report(MechanismFactory(year_starts_month=month), 2024, "XK", "Kosovo")

        assert (report.period_from, report.period_to) == days


class TestMechanism:
    def test_that_exists_stays_as_it_is(self):
        MechanismFactory(code="CAT", name="Other")
        held = MechanismFactory(name="Ours")

        assert get_or_create_mechanism("TIP") == held

    @pytest.mark.parametrize(
        ("code", "issuer", "starts", "dates"),
        [
            ("TIP", "US_DOS", Mechanism().year_starts_month, Mechanism().review_dates),
            ("CEDAW", "UN_CEDAW", 1, ["12-31"]),
        ],
    )
    def test_that_is_known_is_made_with_its_issuer(self, code, issuer, starts, dates):

        row = get_or_create_mechanism(code)

        row.refresh_from_db()
        assert (row.code, row.issuer.code, row.issuer.kind) == (code, issuer, BodyKind.MONITORING)
        assert (row.year_starts_month, row.review_dates) == (starts, dates)

    def test_takes_an_issuer_that_exists(self):
        issuer = BodyFactory(code="UN_CAT", name_en="Ours")

        row = get_or_create_mechanism("CAT")

        assert (row.issuer, row.name) == (issuer, "Committee against Torture")

    def test_that_is_unknown_is_refused(self):
        with pytest.raises(InvalidValue, match="There is no mechanism with the code “XYZ”"):
            get_or_create_mechanism("XYZ")
        assert not Body.objects.exists()
