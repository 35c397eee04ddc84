// Single keys of the page to decide: each goes to what names it in data-key. They never act while
// somebody types, and a switch turns them off for a year.
"use strict";
{
  const isOff = () => /(^|; )keys=off(;|$)/.test(document.cookie);
  const show = () => {
    for (const legend of document.querySelectorAll("[data-keys]")) {
      legend.hidden = false;
      legend.classList.toggle("off", isOff());
    }
    for (const box of document.querySelectorAll("[data-key-switch]")) box.checked = !isOff();
  };
  const isTyping = ({ target }) =>
    target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio])");

  // In the piece of evidence that has the focus, or else the first on the page.
  const find = (key) => {
    const selector = `[data-key="${CSS.escape(key)}"]`;
    const here = document.activeElement.closest(".piece") ?? document.querySelector(".piece:target");
    return here?.querySelector(selector) ?? document.querySelector(selector);
  };
  const act = (place) => {
    if (place.matches("summary")) {
      place.parentElement.open = true;
      place.parentElement.querySelector("textarea").focus();
    } else if (place.matches("a, [data-at-once]")) place.click();
    else place.focus();
  };

  // In a list of rows, the row above or below the one that has the focus.
  const steps = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };
  const findRow = (step) => {
    const rows = [...document.querySelectorAll("[data-row]")];
    const here = document.activeElement.closest("[data-row]") ?? document.querySelector("[data-row]:target");
    return rows[rows.indexOf(here) + step];
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
    if (isTyping(event) || isOff()) return;
    const step = steps[event.key];
    const place = step ? findRow(step) : event.key.length === 1 && find(event.key);
    if (!place) return;
    event.preventDefault();
    act(place);
  });
  document.addEventListener("change", ({ target }) => {
    if (!target.matches("[data-key-switch]")) return;
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `keys=${target.checked ? "on" : "off"}; path=/; max-age=31536000; samesite=lax${secure}`;
    show();
  });
  show();
}
