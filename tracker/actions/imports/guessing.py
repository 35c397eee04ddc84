"""What is put down of a recommendation until an analyst says better: theme, duty, short title."""

from tracker.vocabulary import Duty, Theme

ONCE = ("develop", "adopt", "amend", "enact", "establish", "draft", "finalize", "create", "appoint")
MORE = ("increase", "expand", "allocate", "strengthen", "enhance")
THEMES = {  # words of a recommendation that say under which "P" it stands
    Theme.PROSECUTION: (
        "investigat",
        "prosecut",
        "convict",
        "penalt",
        "judge",
        "sentenc",
        "complic",
    ),
    Theme.PROTECTION: ("victim", "shelter", "identif", "assist", "services", "reintegrat", "refer"),
    Theme.PREVENTION: (
        "awareness",
        "campaign",
        "recruit",
        "demand",
        "prevent",
        "hotline",
        "research",
    ),
    Theme.PARTNERSHIP: ("cooperat", "coordinat", "partner", "regional", "bilateral", "ngo"),
}


def duty_of(text: str) -> Duty:
    """Whether it asks for something once, for more, or to go on: by its first verb."""
    words = text.lower().split()
    first = next((word for word in words[:3] if not word.endswith("ly")), "")
    if first.startswith(MORE):
        return Duty.INCREASE
    return Duty.ONCE if first.startswith(ONCE) else Duty.CONTINUING


def theme_of(text: str) -> Theme:
    """The theme most of whose words it uses; of several alike, the first."""
    low = text.lower()
    return max(THEMES, key=lambda theme: sum(low.count(word) for word in THEMES[theme]))


def short(text: str) -> str:
    """Its beginning, until somebody gives it a title."""
    words = " ".join(text.split())
    return words if len(words) <= 80 else words[:79].rsplit(" ", 1)[0] + "…"
