// A file dropped on a form that logs something, or chosen there: sent at once, with its progress.
"use strict";
{
  const GUESSED = ["title", "language", "published_on"];
  const typed = new WeakSet(); // fields that somebody answered
  const before = new Map(); // what stood in those that a file filled in
  const place = () => document.getElementById("drop");
  const field = (name) => place().closest("form").elements[name];

  // A form that is shown again holds answers, not what it opened with.
  if (place()?.hasAttribute("data-again")) {
    for (const name of GUESSED) if (field(name)?.value) typed.add(field(name));
  }
  for (const kind of ["input", "change"]) document.addEventListener(kind, (event) => typed.add(event.target));

  const fillIn = () => {
    if (!GUESSED.some((name) => field(name))) place().querySelector(".filled-in")?.remove();
    for (const [one, value] of before) if (!typed.has(one)) one.value = value;
    before.clear();
    for (const name of GUESSED) {
      const one = field(name), guessed = place().getAttribute(`data-${name}`);
      if (!one || !guessed || typed.has(one)) continue;
      before.set(one, one.value);
      one.value = guessed;
    }
  };

  const say = (sentence) => {
    const message = document.createElement("p");
    message.className = "error";
    message.setAttribute("role", "alert");
    message.textContent = sentence;
    for (const old of place().querySelectorAll(".place > .error")) old.remove();
    place().querySelector("input[type=file]").before(message);
    place().querySelector("input[type=file]").value = "";
    place().querySelector(".sending").hidden = true;
  };
  const isOurs = (event) => Boolean(place()?.contains(event.target));
  const listen = (name, then) => document.addEventListener(name, (event) => isOurs(event) && then(event));

  // Anywhere on the page: beside the form, a browser would leave the page and open the file.
  const carriesFiles = (event) => place() && event.dataTransfer?.types.includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    place().classList.add("over");
  });
  document.addEventListener("dragleave", (event) => {
    if (place() && !event.relatedTarget) place().classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    place().classList.remove("over");
    if (event.dataTransfer.files.length > 1) return say(place().dataset.several);
    const input = place().querySelector("input[type=file]");
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });

  listen("htmx:beforeRequest", () => {
    for (const old of place().querySelectorAll(".place > .error")) old.remove();
  });
  listen("htmx:xhr:progress", ({ detail }) => {
    if (!detail.lengthComputable || !detail.total) return;
    const sending = place().querySelector(".sending");
    const share = Math.round((100 * detail.loaded) / detail.total);
    sending.hidden = false;
    sending.querySelector("progress").value = share;
    sending.querySelector("span").textContent = `${share} %`;
  });
  // Only the place itself is put in its place: no page to sign in, no page of an error.
  listen("htmx:beforeSwap", ({ detail }) => {
    detail.shouldSwap = detail.xhr.getResponseHeader("HX-Retarget") === "#drop";
    detail.isError = false;
    if (!detail.shouldSwap) say(place().dataset.failed);
  });
  for (const name of ["htmx:sendError", "htmx:sendAbort", "htmx:timeout"]) {
    listen(name, () => say(place().dataset.failed));
  }
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.elt?.id !== "drop") return;
    fillIn();
    document.getElementById("evidence-line")?.dispatchEvent(new Event("read"));
    if (document.activeElement !== document.body) return; // somebody types already
    (place().querySelector(".dropped") ?? place().querySelector("input[type=file]")).focus();
  });
}
