// Keeps what is typed into a form as a draft, a few seconds after the last key and when the page is
// left, and warns before words are lost that were neither kept nor sent.
"use strict";
{
  const texts = document.currentScript.dataset;
  const WAIT = 3000; // milliseconds after the last key
  const drafts = new Map(); // state by form: {timer, isDirty, isRefused}

  const lineOf = (form) => form?.querySelector(".draft-line"); // forms without it take no drafts
  const say = (form, sentence, ...more) => {
    const line = lineOf(form);
    if (line.textContent === sentence) return; // read out once
    line.replaceChildren(sentence, ...more);
  };
  const offerSignIn = () => {
    const link = document.createElement("a");
    link.href = texts.signIn;
    link.target = "_blank";
    link.textContent = texts.signInAgain;
    return link;
  };

  // The longest text that somebody typed, by which the draft is named; what the page filled in is none.
  const findTyped = (form) => {
    const fields = [...form.elements].filter((field) => field.matches("textarea, input:not([type=hidden], [type=checkbox], [type=radio])"));
    const changed = fields.filter((field) => field.type !== "file" && field.value !== field.defaultValue);
    return changed.map((field) => field.value).sort((one, other) => other.length - one.length)[0] ?? "";
  };
  const content = (form) => {
    const body = new URLSearchParams({ keep_draft: "1", draft_name: findTyped(form) });
    for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
    return body;
  };
  const keep = async (form, state) => {
    clearTimeout(state.timer);
    if (!state.isDirty || state.isSent) return;
    state.isDirty = false;
    const body = content(form), headers = { "HX-Request": "true" };
    const keepalive = String(body).length < 60_000; // more is refused by browsers
    try {
      const answer = await fetch(form.getAttribute("action") || location.href, { method: "POST", body, headers, keepalive });
      state.isRefused = !answer.ok;
      if (answer.ok || answer.status === 422) say(form, await answer.text());
      else if (answer.status === 401) say(form, `${texts.signedOut} `, offerSignIn());
      else say(form, texts.failed);
    } catch {
      state.isRefused = true;
      say(form, texts.failed);
    }
  };

  const onChange = ({ target }) => {
    const form = target.form;
    if (!lineOf(form)) return;
    const state = drafts.get(form) ?? {};
    drafts.set(form, state);
    state.isDirty = true;
    clearTimeout(state.timer);
    state.timer = setTimeout(() => keep(form, state), WAIT);
  };
  const keepAll = () => drafts.forEach((state, form) => keep(form, state));

  for (const kind of ["input", "change"]) document.addEventListener(kind, onChange);
  document.addEventListener("focusout", ({ target, relatedTarget }) => {
    const state = drafts.get(target.form);
    if (state && relatedTarget?.type !== "submit") keep(target.form, state);
  });
  document.addEventListener("submit", ({ target, defaultPrevented }) => {
    const state = drafts.get(target);
    if (state && !defaultPrevented) state.isSent = true;
  });
  document.addEventListener("visibilitychange", () => document.hidden && keepAll());
  addEventListener("pagehide", keepAll);
  addEventListener("beforeunload", (event) => {
    const isLost = [...drafts.values()].some((state) => !state.isSent && (state.isDirty || state.isRefused));
    keepAll();
    if (isLost) event.preventDefault();
  });
}
