/** The calendar: days and forms in dialogs, moving by drag and by keys, undo without losing the place. */
import "./calendar-drag.js";
import "./calendar-keys.js";
import { refresh } from "./calendar-move.js";

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-day]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  window.htmx.ajax("GET", link.href, { target: "#dialog", swap: "innerHTML" });
});

/** A choice in the filters that changes what the others offer shows at once. */
document.querySelector("[data-filters]")?.addEventListener("change", ({ target }) => {
  if (target.name === "brand") target.form.requestSubmit();
});

document.addEventListener("signet:undone", (event) => {
  event.preventDefault();
  refresh();
});
