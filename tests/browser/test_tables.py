"""A table of recommendations in Chromium: chosen, looked over, taken in."""

from playwright.sync_api import expect

from tests.browser.kosovo import as_quickstart_left_it, as_sample, kosovo  # noqa: F401
from tests.browser.looks import check_every_look
from tests.tables import UHRI, changed


class TestTable:
    def test_is_chosen_looked_over_and_taken_in(self, visit, as_sample, tmp_path):  # noqa: F811
        as_sample("analyst")
        page = visit("/imports/tables/")
        check_every_look(page, "table-new")
        file = tmp_path / "uhri-export.xlsx"
        file.write_bytes(UHRI)
        page.get_by_label("The table").set_input_files(file)
        page.get_by_role("button", name="Look at it").click()
        expect(page.get_by_role("heading", name="What would be added")).to_be_visible()
        check_every_look(page, "table-preview")

        page.get_by_text("What the columns hold").click()
        check_every_look(page, "table-mapping")
        page.get_by_label("Why?").fill("Sent by the ministry")
        page.get_by_role("button", name="Take in 3 recommendations").click()
        expect(page.get_by_text("Sent by the ministry")).to_be_visible()
        check_every_look(page, "table-decided")

    def test_shows_rows_with_errors(self, visit, as_sample, tmp_path):  # noqa: F811
        as_sample("analyst")
        page = visit("/imports/tables/")
        file = tmp_path / "asked.csv"
        file.write_bytes(changed(2, "Country", "Atlantis"))
        page.get_by_label("The table").set_input_files(file)
        page.get_by_role("button", name="Look at it").click()

        expect(page.get_by_role("heading", name="Rows with errors")).to_be_visible()
        check_every_look(page, "table-errors")
