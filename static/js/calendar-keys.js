/** Moving by keyboard: M on a chip, arrows, Enter. Every step is said aloud. M again opens the form. */
import { calendar, fill, movable, move, openForm, shift, standing, titleOf, words } from "./calendar-move.js";
import { on } from "./keys.js";

const STEP = 30; // minutes
const DAY_KEYS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
let held = null;

on("m", () => {
  const chip = document.activeElement?.closest?.("[data-chip]");
  if (!chip || !movable()) return false;
  const from = standing(chip);
  const day = from.day || document.querySelector(".day.today[data-date], .day:not(.out)[data-date]")?.dataset.date;
  if (!day) return openForm(chip);
  held = { chip, from, day, time: from.time, named: Boolean(from.day) };
  chip.toggleAttribute("data-moving", true);
  chip.addEventListener("blur", letGo, { once: true });
  show(calendar().dataset.hint);
});

document.addEventListener("keydown", (event) => {
  if (!held || event.ctrlKey || event.metaKey || event.altKey) return;
  const step = DAY_KEYS[event.key];
  if (event.shiftKey && event.key in { ArrowUp: 1, ArrowDown: 1 }) time(event.key === "ArrowUp" ? -STEP : STEP);
  else if (step) held.day = shift(held.day, step);
  else if (event.key === "Enter") drop();
  else if (event.key === "Escape") letGo();
  else if (event.key.toLowerCase() === "m") form();
  else return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (held) show();
}, true);

function time(minutes) {
  const [hours, rest] = (held.time || "09:00").split(":").map(Number);
  const total = Math.min(23 * 60 + 30, Math.max(0, hours * 60 + rest + minutes));
  held.time = `${String(Math.floor(total / 60)).padStart(2, "0")}:${String(total % 60).padStart(2, "0")}`;
}

function drop() {
  const { chip, from, day, time: at } = held;
  if (day === from.day && at === from.time) return letGo();
  end();
  move(chip, { day, ...(at !== from.time && { time: at }) });
}

function form() {
  const { chip } = held;
  letGo();
  openForm(chip);
}

function letGo() {
  if (!held) return;
  const title = titleOf(held.chip);
  end();
  document.getElementById("move-said").textContent = fill(calendar().dataset.left, { title });
}

function end() {
  held.chip.removeAttribute("data-moving");
  held.chip.removeEventListener("blur", letGo);
  for (const lit of document.querySelectorAll("[data-over]")) lit.removeAttribute("data-over");
  document.getElementById("move-hint").hidden = true;
  held = null;
}

function show(more = "") {
  const text = fill(calendar().dataset.moving, { title: titleOf(held.chip), when: words(held.day, held.time) });
  const hint = document.getElementById("move-hint");
  hint.hidden = false;
  hint.textContent = `${text}. ${calendar().dataset.hint}`;
  document.getElementById("move-said").textContent = more ? `${text}. ${more}` : text;
  for (const day of document.querySelectorAll("[data-date]")) day.toggleAttribute("data-over", day.dataset.date === held.day);
  document.querySelector("[data-over]")?.scrollIntoView({ block: "nearest" });
}
