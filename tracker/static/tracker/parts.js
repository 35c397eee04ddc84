// Parts of a page that few read are fetched when they are opened, and before the page is printed.
// Without a script the same link leads to the whole page.
"use strict";

const MISSING = "[data-part]";

function whole() {
  const address = new URL(location.href);
  address.searchParams.set("show", "all");
  address.hash = "";
  return address.href;
}

// Puts the full parts in place of those missing; what is folded opens, unless another is wanted.
function show(html, wanted) {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const part of document.querySelectorAll(MISSING)) {
    const full = page.getElementById(part.id);
    if (!full || full.matches(MISSING)) continue;
    if (wanted && full.open && !full.contains(page.getElementById(wanted))) full.open = false;
    part.replaceWith(document.adoptNode(full));
  }
}

async function open(id) {
  const answer = await fetch(whole());
  if (!answer.ok || answer.redirected) return location.assign(`${whole()}#${id}`);
  show(await answer.text(), id);
  const part = document.getElementById(id);
  if (!part) return;
  part.scrollIntoView();
  part.tabIndex = -1;
  part.focus({ preventScroll: true });
}

// What the address names may be in a part, or be one.
function openNamed() {
  const id = decodeURIComponent(location.hash.slice(1));
  const named = document.getElementById(id);
  if (id && document.querySelector(MISSING) && (!named || named.closest(MISSING))) open(id);
}

document.addEventListener("click", (event) => {
  const part = event.target.closest(`${MISSING} a[href*="show=all"]`)?.closest(MISSING);
  if (!part || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(part.id);
});
document.addEventListener("toggle", ({ target }) => {
  if (target.open && target.matches(MISSING)) open(target.id);
}, true);
addEventListener("hashchange", openNamed);
addEventListener("beforeprint", () => {
  for (const period of document.querySelectorAll("details.period:not([data-part])")) period.open = true;
  if (!document.querySelector(MISSING)) return;
  const request = new XMLHttpRequest();
  request.open("GET", whole(), false); // the browser prints as soon as this returns
  request.send();
  if (request.status === 200) show(request.responseText);
});
openNamed();
