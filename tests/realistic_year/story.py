"""The whole year on the open database."""

from tests.realistic_year import bodies, planted, reports, translations
from tests.realistic_year.assessments import JUDGMENTS
from tests.realistic_year.world import World


def live() -> World:
    """Load the Kosovo report and live the year with it; return its people and rows."""
    world = World()
    world.begin()
    for judgment in JUDGMENTS:
        world.assess(judgment)
    bodies.plan(world)
    planted.plan(world)
    reports.plan(world)
    translations.plan(world)
    world.run()
    return world
