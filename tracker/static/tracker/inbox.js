// Files dropped on the inbox, or chosen there: sent one after the other, each with its progress.
"use strict";
{
  const form = document.getElementById("drop-files");
  const input = form.querySelector("input[type=file]");
  const waiting = document.getElementById("waiting"), receipts = document.getElementById("receipts");
  const start = document.getElementById("go-through");
  form.querySelector("button").remove(); // who has chosen files has said enough

  const line = (name) => {
    const item = document.createElement("li");
    const bar = document.createElement("progress");
    bar.max = 100;
    bar.setAttribute("aria-label", name);
    item.append(`${name} `, bar);
    waiting.append(item);
    return { item, bar };
  };
  const fail = (item, name) => {
    item.className = "error";
    item.setAttribute("role", "alert");
    item.textContent = `${name}: ${form.dataset.failed}`;
    receipts.append(item);
  };
  // The page of sign-in, or of an error, is no line.
  const show = (item, request) => {
    const answer = document.createRange().createContextualFragment(request.responseText);
    const lines = request.status === 200 && !answer.querySelector("title") ? [...answer.children] : [];
    if (!lines.length) return false;
    const [kept] = lines;
    item.replaceWith(...lines);
    if (!kept.classList.contains("task")) receipts.append(...lines);
    const first = waiting.querySelector("a");
    start.hidden = !first;
    if (first) start.querySelector("a").href = first.href;
    if (first) document.getElementById("nothing-waits")?.remove();
    return true;
  };
  const send = (file, { item, bar }) =>
    new Promise((done) => {
      const request = new XMLHttpRequest(), data = new FormData();
      data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      data.append("file", file);
      request.open("POST", form.action);
      request.setRequestHeader("HX-Request", "true");
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
      });
      request.addEventListener("loadend", () => {
        if (!show(item, request)) fail(item, file.name);
        done();
      });
      request.send(data);
    });

  let sent = Promise.resolve();
  const add = (files) => {
    for (const file of files) {
      const place = line(file.name);
      sent = sent.then(() => send(file, place));
    }
    input.value = "";
  };
  input.addEventListener("change", () => add([...input.files]));

  const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    form.classList.add("over");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) form.classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    form.classList.remove("over");
    add([...event.dataTransfer.files]);
  });
}
