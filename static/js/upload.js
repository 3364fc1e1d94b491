// Files are dragged in or chosen, and sent one by one with their progress. Without this file the form sends them all at once.
"use strict";
const chosenOf = (form) => form.querySelector("input[type=file]");
const listOf = (form) => form.querySelector("[data-uploads]");

const lineOf = (form, file) => {
  const line = document.createElement("li");
  const name = document.createElement("span");
  const words = document.createElement("span");
  const bar = document.createElement("progress");
  name.textContent = file.name;
  words.className = "under";
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  line.append(name, bar, words);
  listOf(form).append(line);
  return { tell: (text, state) => { words.textContent = text; line.dataset.state = state; }, bar };
};

const showChosen = (form) => {
  const list = listOf(form);
  list.replaceChildren();
  form.lines = [...chosenOf(form).files].map((file) => lineOf(form, file));
  list.hidden = form.lines.length === 0;
};

const send = (form, file, line) => new Promise((done) => {
  const data = new FormData(form);
  data.delete(chosenOf(form).name);
  data.append(chosenOf(form).name, file);
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.responseType = "json";
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) line.bar.value = Math.round((event.loaded / event.total) * 100);
  });
  const end = (text, isKept) => {
    line.tell(text, isKept ? "done" : "missing");
    if (isKept) line.bar.value = 100;
    done(isKept);
  };
  request.addEventListener("load", () => {
    const { kept = [], errors = [] } = request.response ?? {};
    if (request.status === 200 && kept.length) end("Tillagd.", true);
    else end(errors.join(" ") || "Filen gick inte att skicka. Ladda om sidan och försök igen.", false);
  });
  request.addEventListener("error", () => end("Anslutningen bröts. Försök igen.", false));
  request.send(data);
  line.tell("Skickas …", "");
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.dataset.upload) return;
  const files = [...chosenOf(form).files];
  const title = form.querySelector("[name=title]");
  if (files.length === 0 || (files.length > 1 && title?.value)) return; // the server says why not
  event.preventDefault();
  showChosen(form);
  let kept = 0;
  const left = new DataTransfer();
  for (const [place, file] of files.entries()) {
    if (await send(form, file, form.lines[place])) kept += 1;
    else left.items.add(file);
  }
  const told = form.querySelector("[data-told]");
  told.textContent = `${kept} av ${files.length} filer är tillagda.`;
  if (kept === files.length) window.location.assign(form.dataset.upload);
  chosenOf(form).files = left.files; // what was refused can be sent again, and nothing twice
  release(form); // samla.js
});

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-upload]");
  if (form && event.target === chosenOf(form)) showChosen(form);
});

const overOf = (event) => event.target.closest?.("form[data-upload]");
for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const form = overOf(event);
    if (!form || !event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    form.toggleAttribute("data-over", kind === "dragenter" || kind === "dragover");
    if (kind !== "drop") return;
    const all = new DataTransfer();
    for (const file of [...chosenOf(form).files, ...event.dataTransfer.files]) all.items.add(file);
    chosenOf(form).files = all.files;
    showChosen(form);
  });
}
