// Single keys. Those of a page go to what names them in data-key; those of every page are listed
// under /help/#keys, which "?" shows. They never act while somebody types, and a switch turns them
// off for a year.
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
  const focused = (selector) => document.activeElement?.closest(selector);

  // In the piece of evidence that has the focus, or else the first on the page.
  const find = (key) => {
    const selector = `[data-key="${CSS.escape(key)}"]`;
    const here = focused(".piece") ?? document.querySelector(".piece:target");
    return here?.querySelector(selector) ?? document.querySelector(selector);
  };
  const act = (place) => {
    if (place.matches("summary")) {
      place.parentElement.open = true;
      place.parentElement.querySelector("textarea").focus();
    } else if (place.matches("a, [data-at-once]")) place.click();
    else place.focus();
  };

  // Rows that keys move between: those of lists and tasks, by the link that opens them, others as a whole.
  const ROW = "[data-row], table.list > tbody > tr:has(a), .task:has(a)";
  const steps = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };
  const findRow = (key) => {
    const selector = key.length === 1 ? ROW : "[data-row]"; // elsewhere, arrows scroll the page
    const rows = [...document.querySelectorAll(selector)].filter((row) => row.offsetParent);
    const row = rows[rows.indexOf(focused(ROW) ?? document.querySelector("[data-row]:target")) + steps[key]];
    return row && !row.matches("[data-row]") ? (row.querySelector("th a") ?? row.querySelector("a")) : row;
  };

  // Pages that "g" and a letter open: the entry of the menu with this address.
  const PAGES = { r: "/recommendations/", e: "/evidence/", q: "/questions/", c: "/commitments/", p: "/publications/" };
  const findPage = (letter) => {
    if (letter === "h") return document.querySelector(".top a.name");
    const addresses = letter === "b" ? ["/my-body/", "/bodies/"] : [PAGES[letter]];
    const entry = (address) => address && document.querySelector(`.menu a[href*="${address}"]`);
    return addresses.map(entry).find(Boolean);
  };
  const logAddress = () => {
    const link = focused("[data-log] tr")?.querySelector("th a");
    return link && new URL("log/", link.href.split("?")[0]).href;
  };

  const findKeysLink = () => document.querySelector("a[data-keys-link]");
  const showKeys = async () => {
    if (document.getElementById("keys")) return location.assign("#keys"); // the page of help
    const link = findKeysLink();
    const answer = await fetch(link.href).catch(() => null);
    const page = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
    const keys = page && page.getElementById("keys");
    if (!keys) return location.assign(link.href);
    const dialog = document.createElement("dialog");
    dialog.setAttribute("aria-labelledby", "keys-title");
    dialog.append(document.adoptNode(keys));
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    show();
    dialog.showModal();
  };

  let goes = false; // "g" was pressed a moment ago
  const goOn = () => {
    goes = true;
    setTimeout(() => (goes = false), 1500);
  };
  const run = (key) => {
    const went = goes;
    goes = false;
    if (went) {
      const page = findPage(key);
      return page && (() => page.click());
    }
    const row = steps[key] && findRow(key);
    if (row) return () => row.focus();
    const own = focused("[data-row]")?.querySelector(`[data-row-key="${CSS.escape(key === "Enter" ? "e" : key)}"]`);
    if (own) return () => own.click();
    const place = key.length === 1 && find(key);
    if (place) return () => act(place);
    const box = key === "x" && focused(ROW)?.querySelector("input[type=checkbox]");
    if (box) return () => box.click();
    const search = key === "/" && (document.querySelector("main input[type=search]") ?? document.querySelector(".find input"));
    if (search) return () => search.focus();
    const address = key === "e" && logAddress();
    if (address) return () => location.assign(address);
    const link = key === "Enter" && document.activeElement.matches("[data-row]") && document.activeElement.querySelector("a");
    if (link) return () => link.click();
    if (key === "g") return goOn;
    return key === "?" && findKeysLink() && showKeys;
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
    if (event.key === "Shift" || isTyping(event) || isOff() || document.querySelector("dialog[open]")) return;
    const action = run(event.key);
    if (!action) return;
    event.preventDefault();
    action();
  });
  document.addEventListener("change", ({ target }) => {
    if (!target.matches("[data-key-switch]")) return;
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `keys=${target.checked ? "on" : "off"}; path=/; max-age=31536000; samesite=lax${secure}`;
    show();
  });
  show();
}
