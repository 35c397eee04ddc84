"""The rules of what a status asks to be cited, and the words that they are refused with."""

from dataclasses import dataclass

from tracker.vocabulary import Status
from tracker.words import day


@dataclass(frozen=True)
class Rule:
    """A status, a piece of evidence that does not suffice for it, and what the refusal says."""

    status: Status
    sentence: str
    piece: str  # "early", "lead's" or none
    in_shell: tuple[str, ...]  # the like of it, for the command

    def refusal(self, name, first, as_of):
        return self.sentence.format(
            name=name, status=self.status.label, first=day(first), as_of=day(as_of)
        )


RULES = {
    "partial without evidence about the period": Rule(
        Status.PARTIAL,
        "{name} can't be set to “{status}” as of {as_of}: it cites no evidence that speaks for it "
        "and is about the time from {first} to {as_of}. Cite at least one piece, or choose “Unable "
        "to verify”.",
        "early",
        ("--words", "The government kept a hotline."),
    ),
    "no action without what says so": Rule(
        Status.NO_ACTION,
        "{name} can't be set to “{status}” as of {as_of}: nothing cited says so about the time "
        "from {first} to {as_of}, and silence is not inaction. Cite what says that nothing was "
        "done, or choose “Unable to verify”.",
        "",
        (),
    ),
    "full without an independent source": Rule(
        Status.FULL,
        "{name} can't be set to “{status}” as of {as_of}: every source cited is a responsible "
        "body, or above or below one. Cite one independent source, or choose “Largely "
        "implemented”.",
        "lead's",
        ("--link", "https://thbd.example.org/reply"),
    ),
}
