/* Names each picker and its search box after the field it belongs to: the library leaves them without. */
"use strict";
{
  const labelOf = (box) => {
    const select = box.closest(".select2-container")?.previousElementSibling;
    const label = select?.id && document.querySelector(`label[for="${select.id}"]`);
    return label ? label.textContent.trim().replace(/:$/, "") : "";
  };
  const name = (box) => {
    const label = labelOf(box);
    if (label && !box.hasAttribute("aria-label")) box.setAttribute("aria-label", label);
  };
  // What is picked is read out with its field: "Parent: Ministry of Justice".
  const nameWithValue = (picked) => {
    const label = labelOf(picked);
    if (label) picked.setAttribute("aria-label", picked.title ? `${label}: ${picked.title}` : label);
  };
  const nameAll = () => {
    document.querySelectorAll(".select2-search__field").forEach(name);
    document.querySelectorAll(".select2-selection--single .select2-selection__rendered").forEach(nameWithValue);
  };
  // Pickers are made after this runs, some after the page has loaded: name each as it appears.
  new MutationObserver(nameAll).observe(document.body, { childList: true, subtree: true });
  nameAll();
}
