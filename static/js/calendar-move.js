/** What both ways of moving share: where things stand, how a time reads, and asking the server. */
export const calendar = () => document.getElementById("calendar");
export const movable = () => "move" in (calendar()?.dataset ?? {});
export const titleOf = (chip) => chip.querySelector(".t").textContent;
export const draftOf = (chip) => chip.dataset.chip.split("-")[0];

const language = document.documentElement.lang;
const parts = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { weekday: "short", day: "numeric", month: "short" });

/** "Tue 24 Nov, 09:30". Days are ISO dates; they have no zone here. */
export function words(day, time) {
  const named = {};
  for (const { type, value } of parts.formatToParts(new Date(`${day}T12:00`))) named[type] = value;
  return `${named.weekday} ${named.day} ${named.month}${time ? `, ${time}` : ""}`;
}

export function shift(day, days) {
  const date = new Date(`${day}T12:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

export function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** Where a chip stands on this page; no day while it waits beside the calendar. */
export function standing(chip) {
  return { day: chip.closest("[data-date]")?.dataset.date ?? "", time: chip.querySelector("time")?.textContent ?? "" };
}

/** Ask for the move. The answer is the calendar as it is now, with words and undo. One at a time: a second drop waits for no answer. */
let asking = false;

export async function move(chip, values) {
  if (asking) return;
  asking = true;
  chip.setAttribute("aria-busy", "true");
  const draft = draftOf(chip);
  try {
    await window.htmx.ajax("POST", calendar().dataset.move, {
      target: "#calendar", swap: "outerHTML", values: { chip: chip.dataset.chip, ...values },
    });
  } finally {
    asking = false;
    chip.removeAttribute("aria-busy");
    calendar().querySelector(`[data-chip^="${draft}-"]`)?.focus({ preventScroll: true });
  }
}

export function openForm(chip) {
  const url = `${calendar().dataset.move}&chip=${chip.dataset.chip}`;
  return window.htmx.ajax("GET", url, { target: "#dialog", swap: "innerHTML" });
}

export function refresh() {
  return window.htmx.ajax("GET", calendar().dataset.url, { target: "#calendar", swap: "outerHTML" });
}
