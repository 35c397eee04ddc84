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
  // Pickers are made after this runs, some after the page has loaded: name each as it appears.
  new MutationObserver(nameAll).observe(document.body, { childList: true, subtree: true });
  nameAll();
}
