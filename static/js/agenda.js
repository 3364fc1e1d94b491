// Items of an agenda are dragged to their place. The buttons do the same without this file.
"use strict";

let dragged = null;
const itemOf = (event) => event.target.closest?.("[data-drag] > [data-item]") ?? null;

// The clock time is the handle: other text in an item can still be marked, and its form filled in.
document.addEventListener("pointerdown", (event) => {
  const item = itemOf(event);
  if (item) item.draggable = Boolean(event.target.closest(".agenda-time"));
});

document.addEventListener("dragstart", (event) => {
  dragged = itemOf(event);
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.item);
  dragged.dataset.dragged = "";
});
document.addEventListener("dragover", (event) => {
  const over = itemOf(event);
  if (!dragged || !over) return;
  event.preventDefault();
  for (const one of over.parentElement.querySelectorAll("[data-over]")) delete one.dataset.over;
  over.dataset.over = above(event, over) ? "above" : "below";
});
document.addEventListener("dragend", () => {
  for (const one of document.querySelectorAll("[data-over], [data-dragged]")) {
    delete one.dataset.over;
    delete one.dataset.dragged;
  }
  dragged = null;
});
document.addEventListener("drop", (event) => {
  const over = itemOf(event);
  if (!dragged || !over) return;
  event.preventDefault();
  const others = [...over.parentElement.querySelectorAll(":scope > [data-item]")].filter((one) => one !== dragged);
  const after = above(event, over) ? others[others.indexOf(over) - 1] : over;
  const form = document.getElementById(over.parentElement.dataset.drag);
  if (over === dragged || form.dataset.busy) return;
  const given = { punkt: dragged.dataset.item, efter: after?.dataset.item ?? "0" };
  for (const [name, value] of Object.entries(given)) {
    form.elements[name].value = value;
    form.elements[name].disabled = false;
  }
  form.requestSubmit();
  for (const name of Object.keys(given)) form.elements[name].disabled = true;
});

const above = (event, item) => {
  const box = item.getBoundingClientRect();
  return event.clientY < box.top + box.height / 2;
};
