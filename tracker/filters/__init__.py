"""Which rows somebody asked for: one set of filters per noun, behind page, report and export."""
