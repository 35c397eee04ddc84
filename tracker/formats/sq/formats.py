"""Albanian numbers by thousands: Django knows the mark between them, not where it stands."""

NUMBER_GROUPING = 3
