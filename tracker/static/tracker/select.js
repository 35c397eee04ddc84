// Count the rows selected in a list, and select all on the page with one checkbox.
"use strict";
{
  const rows = [...document.querySelectorAll('input[name="row"][form="select"]')];
  const all = document.querySelector("[data-select-page]");
  const count = document.querySelector("[data-selected]");
  const show = () => {
    const selected = rows.filter((row) => row.checked).length;
    count.textContent = selected ? ` (${selected})` : "";
    all.checked = selected === rows.length;
    all.indeterminate = selected > 0 && selected < rows.length;
  };
  all.closest("label").hidden = false;
  all.addEventListener("change", () => {
    for (const row of rows) row.checked = all.checked;
    show();
  });
  for (const row of rows) row.addEventListener("change", show);
  addEventListener("pageshow", show); // Back leads to a page with its rows still selected
}
