// What the pages do better with JavaScript. Every page works without this file.
"use strict";

// After a swap the focus goes where the answer says, or nowhere.
const focusIn = (part) => {
  const place = part.matches?.("[data-focus]") ? part : part.querySelector?.("[data-focus]");
  place?.focus();
};
document.addEventListener("htmx:afterSettle", (event) => focusIn(event.detail.elt));

// No answer, or a broken one, is said aloud; htmx alone would leave the page as it was.
const tellTrouble = () => {
  const words = document.getElementById("trouble").content.cloneNode(true);
  document.getElementById("messages").replaceChildren(words);
};
document.addEventListener("htmx:sendError", tellTrouble);
document.addEventListener("htmx:timeout", tellTrouble);
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status >= 500) tellTrouble();
});

// One press, one request. The button opens again when the page is shown anew or the answer was a file.
const buttonsOf = (form) => form.querySelectorAll("button[type=submit]:not([aria-disabled])");
const release = (form) => {
  delete form.dataset.busy;
  for (const button of buttonsOf(form)) {
    button.disabled = false;
    button.removeAttribute("aria-busy");
  }
};
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.busy) {
    event.preventDefault();
    event.stopPropagation();
    return;
  }
  form.dataset.busy = "true";
  // Later, because a disabled button would not be sent with its name and value.
  setTimeout(() => {
    for (const button of buttonsOf(form)) {
      button.disabled = true;
      button.setAttribute("aria-busy", "true");
    }
  });
  setTimeout(() => release(form), 10000);
}, true);
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt.closest?.("form");
  if (form) release(form);
});
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-busy]").forEach(release));

// A long text is not left behind by mistake.
window.addEventListener("beforeunload", (event) => {
  const changed = [...document.querySelectorAll("form[data-guard]:not([data-busy]) textarea")];
  if (changed.some((area) => area.value !== area.defaultValue)) event.preventDefault();
});

// j, k and Enter in a list; "?" shows the keys, and there they can be turned off (WCAG 2.1.4).
const keys = document.querySelector("[data-keys]");
const keysOn = document.getElementById("keys-on");
const rows = () => [...document.querySelectorAll("[data-rows] > :is(tr, li)")].filter((row) => row.querySelector("a"));

const step = (by) => {
  const all = rows();
  const at = all.findIndex((row) => row.hasAttribute("data-current") || row.contains(document.activeElement));
  const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
  if (!next) return;
  all.forEach((row) => row.removeAttribute("data-current"));
  next.setAttribute("data-current", "");
  next.querySelector("a").focus();
};

if (keys) {
  const dialog = document.getElementById("keys");
  keys.hidden = false;
  keysOn.checked = localStorage.getItem("keys") !== "off";
  keysOn.addEventListener("change", () => localStorage.setItem("keys", keysOn.checked ? "on" : "off"));
  keys.querySelector("[data-keys-open]").addEventListener("click", () => dialog.showModal());
  document.addEventListener("keydown", (event) => {
    const busy = event.ctrlKey || event.metaKey || event.altKey || dialog.open;
    if (busy || !keysOn.checked || event.target.closest("input, select, textarea, [contenteditable]")) return;
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "?") dialog.showModal();
  });
}
