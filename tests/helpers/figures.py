"""What a reader says of a figure, as a draft holds it."""


def figure_values(place, **values):
    """17 victims identified in 2023, at a place of the text."""
    return {
        "indicator": "VICT_IDENTIFIED",
        "label": "victims identified",
        "value": 17,
        "unit": "victims",
        "period": "2023",
        "previous": [],
        "breakdown": {},
        "part_of": None,
        "scope": "national",
        "qualifier": None,
        "doubt": None,
        **dict(zip(("paragraph", "start", "end"), place, strict=True)),
        **values,
    }
