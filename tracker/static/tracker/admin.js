/* Names the search box of each picker after the field it belongs to: the library leaves it without. */
"use strict";
{
  const name = (box) => {
    const container = box.closest(".select2-container");
    const select = container?.previousElementSibling;
    const label = select?.id && document.querySelector(`label[for="${select.id}"]`);
    if (label && !box.hasAttribute("aria-label")) box.setAttribute("aria-label", label.textContent.replace(/:\s*$/, ""));
  };
  const nameAll = () => document.querySelectorAll(".select2-search__field").forEach(name);
  window.addEventListener("load", nameAll);
  document.addEventListener("focusin", nameAll);
}
