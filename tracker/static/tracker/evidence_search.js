// What somebody typed into a search before htmx listened is asked for as soon as it does.
"use strict";
document.addEventListener("htmx:load", ({ target }) => {
  for (const box of target.querySelectorAll("input[type=search][data-hx-get]")) {
    if (box.value) box.dispatchEvent(new Event("search"));
  }
});
