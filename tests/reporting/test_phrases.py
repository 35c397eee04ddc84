"""The fixed words of a report agree with what they stand beside, in each language."""

from dataclasses import replace
from datetime import date

from django.utils import translation

from tests.reporting.samples import a_progress, labelled
from tracker.progress import BodyRole, Figure, FigureSeries, Labelled
from tracker.reporting import phrases
from tracker.reporting.figures import figures
from tracker.reporting.on_paper import unbroken
from tracker.reporting.printing import Printing
from tracker.vocabulary import Role


def in_serbian(say, *args, **more):
    with translation.override("sr-latn"):
        return say(*args, **more)


class TestRoles:
    def test_of_several_bodies_are_told_in_the_plural(self):
        role = in_serbian(labelled, Role.SUPPORTING)
        courts, police = (BodyRole(name, name, name, role) for name in ("Sudovi", "Policija"))

        assert in_serbian(phrases.by_role, [courts]) == [("Institucija podrške", "Sudovi")]
        several = [("Institucije podrške", "Sudovi; Policija")]
        assert in_serbian(phrases.by_role, [courts, police]) == several

    def test_name_a_body_with_one_acronym(self):
        assert phrases.named("Qendra Sociale (QPS)", "QPS") == "Qendra Sociale (QPS)"
        assert phrases.named("Ministry of Wells", "MoW") == "Ministry of Wells (MoW)"


class TestDays:
    def test_have_no_serbian_full_stop_before_a_comma_or_a_dash(self):
        told = in_serbian(phrases.then, a_progress(on=date(2026, 11, 26)))
        time = in_serbian(phrases.span, date(2024, 4, 1), date(2026, 11, 26))

        assert told.startswith("26. novembra 2026, ")
        assert time == "1. aprila 2024 – 26. novembra 2026."

    def test_are_not_broken_on_paper_nor_are_places(self):
        told = unbroken("TIP 2024 Kosovo, ¶ 8 · published 24 Jun 2024, 31. marta 2024. – 3 of 7")

        assert told.replace("\u00a0", "_") == (
            "TIP_2024_Kosovo, ¶_8_· published 24_Jun_2024, 31._marta_2024. – 3 of 7"
        )


class TestFigures:
    def test_say_that_their_name_is_english(self):
        known = FigureSeries(
            "W", "wells", "wells", Labelled(), (Figure("2024-02", 2024.1, 3.0, "3"),)
        )
        told = in_serbian(list, figures([known], Printing(a_progress())))
        marked = replace(known, is_in_english=True)
        other = in_serbian(list, figures([marked], Printing(a_progress())))

        assert "naziv na engleskom" not in repr(told)
        assert "naziv na engleskom" in repr(other)
        assert "februar 2024." in repr(told)
