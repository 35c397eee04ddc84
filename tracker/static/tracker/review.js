// Figures of an import corrected in their list: forms open in place, what is sent changes the page
// without leaving it, and the words of the row that has the focus stay in view beside it.
"use strict";
{
  const PARTS = ["draft-list", "source-text"]; // replaced after each change
  const read = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");
  const formOf = (page) => document.adoptNode(page.querySelector("[data-figure-form]"));
  const rows = () => [...document.querySelectorAll("[data-row]")];

  // The words of a row in the other pane, where that scrolls by itself.
  const showWords = (row) => {
    const link = row.querySelector('a[href^="#s"]');
    const mark = link && document.getElementById(link.hash.slice(1));
    const pane = mark?.closest(".pane");
    for (const old of document.querySelectorAll("mark.here")) old.classList.remove("here");
    mark?.classList.add("here");
    if (!pane || pane.scrollHeight <= pane.clientHeight) return;
    const box = mark.getBoundingClientRect(), frame = pane.getBoundingClientRect();
    if (box.top < frame.top || box.bottom > frame.bottom) pane.scrollTop += box.top - frame.top - frame.height / 3;
  };

  const close = () => {
    const form = document.querySelector(".review [data-figure-form]");
    const row = form?.closest("[data-row]");
    form?.remove();
    row?.classList.remove("open");
    return row;
  };
  const open = (form, place) => {
    form.querySelector(".draft-line")?.remove(); // what is typed here is sent at once, and kept as no draft
    close();
    place.classList.add("open");
    place.append(form);
    const first = form.querySelector("[aria-invalid=true]") ?? form.querySelector("input:not([type=hidden])");
    first.focus();
    first.select?.();
    form.scrollIntoView({ block: "nearest" });
  };

  // Keys pressed while the server answers act on nothing; letters go to the form that opens.
  let typed = null;
  const wait = async (work) => {
    if (typed !== null) return;
    typed = "";
    await work().finally(() => (typed = null));
  };
  document.addEventListener("keydown", (event) => {
    if (typed === null || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.key.length === 1) typed += event.key;
  }, true);

  const edit = async (link, place) => {
    const answer = await fetch(link.href).catch(() => null);
    if (!answer?.ok || answer.redirected) return location.assign(link.href);
    open(formOf(await read(answer)), place);
    if (typed) document.activeElement.value = typed;
  };

  // Where the focus goes after a change: on a new row, else after a decision on the next one.
  const focusAfter = (before, key, stays) => {
    const now = rows(), place = now.findIndex((row) => row.id === key);
    const row = now.find((candidate) => !before.has(candidate.id)) ?? now[stays ? place : place + 1] ?? now[place];
    row?.focus();
  };
  const send = async (form, button) => {
    const body = new FormData(form, button), row = form.closest("[data-row]");
    const before = new Set(rows().map(({ id }) => id));
    const answer = await fetch(form.action, { method: "POST", body }).catch(() => null);
    if (!answer) return form.submit();
    const page = await read(answer);
    if (!page.getElementById(PARTS[0])) {
      if (page.querySelector("[data-figure-form]")) return open(formOf(page), form.parentElement);
      if (answer.status === 422) return form.submit(); // the page that asks about personal data
      return location.assign(location.pathname); // the page of sign-in, or of an error
    }
    if (!answer.ok) {
      document.getElementById("content").replaceWith(document.adoptNode(page.getElementById("content")));
      return document.querySelector(".errors")?.scrollIntoView();
    }
    for (const id of PARTS) document.getElementById(id).replaceWith(document.adoptNode(page.getElementById(id)));
    const stays = ["split", "offer"].includes(button?.name) || form.matches("[data-stays]");
    if (row || form.matches("[data-figure-form]")) focusAfter(before, row?.id, stays);
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.closest("#draft-list")) return;
    event.preventDefault();
    wait(() => send(form, event.submitter));
  });
  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest("[data-edit], [data-cancel]");
    if (!link?.closest("main") || !document.getElementById(PARTS[0])) return;
    event.preventDefault();
    if (link.matches("[data-cancel]")) close()?.focus();
    else wait(() => edit(link, link.closest("[data-row]") ?? document.getElementById("new-figure")));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !event.target.closest("[data-figure-form]")) return;
    close()?.focus();
  });
  document.addEventListener("focusin", ({ target }) => target.matches("[data-row]") && showWords(target));

  // Words selected in one paragraph are those of the figure to add.
  const add = document.getElementById("add-figure");
  const address = add?.href;
  const count = (paragraph, node, offset) => {
    const range = document.createRange();
    range.selectNodeContents(paragraph);
    range.setEnd(node, offset);
    const words = range.cloneContents();
    for (const label of words.querySelectorAll(".lead-tag")) label.remove();
    return [...words.textContent].length; // code points
  };
  document.addEventListener("selectionchange", () => {
    const selection = getSelection();
    if (!add || !selection.rangeCount) return;
    const range = selection.getRangeAt(0);
    const of = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement).closest("#source-text .passage p");
    const paragraph = of(range.startContainer);
    const isInside = paragraph && !range.collapsed && paragraph === of(range.endContainer);
    if (!isInside && range.collapsed && document.activeElement === add) return;
    add.href = address;
    if (!isInside) return;
    const number = paragraph.closest(".passage").id.slice(1);
    const start = count(paragraph, range.startContainer, range.startOffset);
    const end = count(paragraph, range.endContainer, range.endOffset);
    add.href = `${address}?place=${number}-${start}-${end}`;
  });
  add?.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the selection
}
