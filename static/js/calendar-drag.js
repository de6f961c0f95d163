/** Dragging with a mouse or a pen. Fingers scroll; for them the form of a day does the same. */
import { calendar, fill, movable, move, standing, titleOf, words } from "./calendar-move.js";

const FAR = 5; // pixels before a press becomes a drag
const EDGE = 48; // pixels from the window's edge where the page begins to scroll
const FIRST_HOUR = 6, LAST_HOUR = 22;
let drag = null;

document.addEventListener("pointerdown", (event) => {
  const chip = event.target.closest?.("#calendar [data-chip]");
  if (!chip || event.button || event.pointerType === "touch" || !movable()) return;
  drag = { chip, x: event.clientX, y: event.clientY, from: standing(chip), ghost: null };
});

document.addEventListener("pointermove", (event) => {
  if (!drag) return;
  if (!drag.ghost) {
    if (Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < FAR) return;
    start();
  }
  event.preventDefault();
  drag.ghost.style.translate = `${event.clientX + 10}px ${event.clientY + 6}px`;
  scroll(event.clientY);
  aim(event);
});

document.addEventListener("pointerup", () => {
  if (!drag) return;
  const { chip, ghost, target } = drag;
  if (ghost && target) move(chip, target);
  stop();
});
document.addEventListener("pointercancel", () => stop());
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !drag?.ghost) return;
  event.preventDefault();
  stop();
});

/** A press that became a drag is no click on the link below it; links are not dragged as addresses either. */
let dropped = 0;
document.addEventListener("click", (event) => {
  if (Date.now() - dropped < 300 && event.target.closest("#calendar")) event.preventDefault();
}, true);
document.addEventListener("dragstart", (event) => {
  if (event.target.closest?.("[data-chip]")) event.preventDefault();
});

function start() {
  drag.ghost = drag.chip.cloneNode(true);
  drag.ghost.classList.add("drag-ghost");
  drag.ghost.removeAttribute("data-chip");
  drag.ghost.setAttribute("aria-hidden", "true");
  document.body.append(drag.ghost);
  drag.chip.toggleAttribute("data-dragging", true);
  calendar().toggleAttribute("data-drag", true);
  document.getSelection()?.removeAllRanges();
}

function stop() {
  if (drag?.ghost) {
    dropped = Date.now();
    drag.ghost.remove();
    drag.chip.removeAttribute("data-dragging");
    calendar().removeAttribute("data-drag");
  }
  light(null);
  drag = null;
}

/** What lies under the pointer: a suggested hour, an hour of a week's day, a day, or the list of drafts without one. */
function aim({ clientX, clientY }) {
  const below = document.elementFromPoint(clientX, clientY);
  const day = below?.closest("[data-date]");
  const nowhere = below?.closest("[data-unplan]");
  const { from } = drag;
  drag.target = null;
  if (day) {
    const time = below.closest("[data-time]")?.dataset.time ?? hour(day, clientY);
    if (day.dataset.date !== from.day || (time && time !== from.time)) drag.target = { day: day.dataset.date, ...(time && { time }) };
    say(day.dataset.date, time || from.time);
  } else if (nowhere && from.day) {
    drag.target = { unplan: 1 };
  }
  light(drag.target ? day ?? nowhere : null);
}

/** In a week the height within a day is a time of day; its head keeps the time. */
function hour(day, y) {
  const scale = day.querySelector(".hours")?.getBoundingClientRect();
  if (!scale?.height || y < scale.top) return "";
  const halves = Math.round(Math.min(1, (y - scale.top) / scale.height) * (LAST_HOUR - FIRST_HOUR) * 2);
  return `${String(FIRST_HOUR + Math.floor(halves / 2)).padStart(2, "0")}:${halves % 2 ? "30" : "00"}`;
}

function say(day, time) {
  const shown = drag.ghost.querySelector("time");
  if (shown) shown.textContent = time;
  const hint = document.getElementById("move-hint");
  hint.hidden = false;
  hint.textContent = fill(calendar().dataset.moving, { title: titleOf(drag.chip), when: words(day, time) });
}

function light(element) {
  for (const lit of document.querySelectorAll("[data-over]")) if (lit !== element) lit.removeAttribute("data-over");
  element?.toggleAttribute("data-over", true);
  const hint = document.getElementById("move-hint");
  if (!element && hint) hint.hidden = true;
}

function scroll(y) {
  if (y < EDGE) scrollBy(0, y - EDGE);
  else if (y > innerHeight - EDGE) scrollBy(0, y - innerHeight + EDGE);
}
