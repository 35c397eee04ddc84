"""For a responsible body: what is asked of it, how that stands, and what is expected next.

It goes to the body, so it speaks of the body by its name and of nobody's paperwork.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from django.utils.translation import gettext as _

from tracker.formats import day
from tracker.progress import RecommendationProgress, View
from tracker.reporting import front_matter, phrases
from tracker.reporting.blocks import Bit, Block, Bullets, Column, Heading, Para, Row, Table, plain
from tracker.reporting.context import Printing
from tracker.reporting.follow_up import asked, commitments
from tracker.reporting.recommendations import done, head, next_step
from tracker.reporting.status_counts import distribution
from tracker.reporting.statuses import DASH, box, in_cell
from tracker.reporting.views import side_by_side, statements
from tracker.vocabulary import Role

ROLES = [role.value for role in Role]


def blocks(printing: Printing) -> Iterator[Block]:
    """The report in reading order, up to its sources."""
    progress = printing.progress
    yield front_matter.facts(printing)
    yield from front_matter.warnings(progress)
    yield from front_matter.summary(printing)
    if progress.body is None:
        yield Para(plain(_("No responsible body was chosen for this report.")))
    yield front_matter.contents(printing)
    yield printing.heading("distribution", level=1)
    yield from distribution(printing, zeros=False)
    yield from front_matter.here(progress)
    if not progress.recommendations:
        return
    yield printing.heading("asked_of", level=1)
    yield from _asked_of(printing)
    disputed: list[RecommendationProgress] = []
    others: list[RecommendationProgress] = []
    for one in progress.recommendations:
        (disputed if _views(one, printing, differing=True) else others).append(one)
    yield from _part("disputed", disputed, printing)
    yield from _part("undisputed" if disputed else "recommendations", others, printing)


def _part(word: str, some: Sequence[RecommendationProgress], printing: Printing) -> Iterator[Block]:
    if not some:
        return
    heading = printing.heading(word, level=1)
    yield Heading(1, heading.text, anchor=heading.anchor, breaks=True)
    for told in some:
        yield from _section(told, printing)


def _section(told: RecommendationProgress, printing: Printing) -> Iterator[Block]:
    yield from head(told, printing)
    yield box(told, printing)
    views = _views(told, printing)
    if views:
        yield printing.heading("views")
        yield from side_by_side(told, views, printing)
    yield from done(told, printing)
    if views:
        yield printing.heading("own_words")
        yield from statements(told, views, printing)
    yield from commitments(
        [m for m in told.commitments if _is_its(m.body.code, printing)], printing
    )
    yield from _questions(told, printing)
    yield from next_step(told, printing)


def _questions(told: RecommendationProgress, printing: Printing) -> Iterator[Block]:
    body = printing.progress.body
    its = [one for one in told.asked if body is None or one.body == body.short]
    if its:
        yield printing.heading("questions")
        yield Bullets(tuple(asked(one) for one in its))


def _asked_of(printing: Printing) -> Iterator[Block]:
    """A table for each role: the number, the title, how it stands and the next review."""
    words = printing.words
    roles = sorted(
        ((_role(told, printing), told) for told in printing.progress.recommendations),
        key=lambda pair: pair[0][0],
    )
    for (_order, label), pairs in groupby(roles, key=lambda pair: pair[0]):
        yield Table(
            caption=phrases.capital(label),
            columns=(
                Column(words["number"], 0),
                Column(words["recommendation"], 5),
                Column(words["status"], 4),
                Column(words["next_review"], 2),
            ),
            rows=tuple(_line(told, printing) for _role_of, told in pairs),
            shows_caption=True,
        )


def _line(told: RecommendationProgress, printing: Printing) -> Row:
    review = (Bit(day(told.review_on)),) if told.review_on else DASH
    return Row(
        (
            (plain(told.number),),
            (printing.link(told, told.title or told.number),),
            in_cell(told, _views(told, printing, differing=True)),
            (review,),
        )
    )


def _role(told: RecommendationProgress, printing: Printing) -> tuple[int, str]:
    """What the body has to do with a recommendation, and the place of that among the roles."""
    found = [b for b in told.bodies if _is_its(b.code, printing)]
    if printing.progress.body is None or not found:
        return len(ROLES), _("without a role")
    role = found[0].role
    return ROLES.index(role.code), role.label


def _views(
    told: RecommendationProgress, printing: Printing, *, differing: bool = False
) -> list[View]:
    """The views of the body, or only those that differ from the analysts'."""
    return [
        view
        for view in (told.differing if differing else told.views)
        if _is_its(view.whose.code, printing)
    ]


def _is_its(code: str, printing: Printing) -> bool:
    """Whether a code is that of the body of the report; every code is where none was chosen."""
    body = printing.progress.body
    return body is None or code == body.code
