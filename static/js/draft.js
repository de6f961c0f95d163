/** The draft page: takes over its fields, follows the text, notices other people, and saves before anything leaves. */
import { adopt, button, field, fields, flush, knows, receive, show, turn, unsaved, untouched } from "./draft-autosave.js";
import { follow } from "./draft-text.js";
import { refresh } from "./uploads.js";

const EVERY = 7_000; // ms between two looks at what others do
const words = JSON.parse(document.getElementById("draft-words").textContent);
const sheet = () => document.getElementById("sheet");
let etag = "";
let shape = "";

/* Others: who is here, and what they changed. Fields nobody touches here take it over at once, the rest when saved. */
async function look() {
  if (document.hidden || !sheet()) return;
  const asked = turn();
  let answer;
  try {
    answer = await fetch(sheet().dataset.changes, { headers: etag ? { "If-None-Match": etag } : {}, cache: "no-store" });
  } catch {
    return; // offline.js says so
  }
  if (answer.status !== 200 || answer.redirected) return;
  const news = await answer.json();
  if (turn() !== asked) return; // saved meanwhile: this would bring back older words
  etag = answer.headers.get("ETag");
  take(news);
}

function take({ here, fields: values, parts, shape: now, media: placed }) {
  const place = document.getElementById("presence");
  if (place.innerHTML !== here) place.innerHTML = here;
  show(parts);
  let read = false;
  for (const box of fields()) {
    const value = values[box.name];
    if (value === undefined || !untouched(box)) continue;
    read = (receive(box, value) && box.matches("[data-check]")) || read;
  }
  if (read) document.dispatchEvent(new Event("signet:recheck"));
  if (shape && shape !== now) moved();
  shape = now;
  const tray = document.getElementById("media-tray");
  const items = [...tray.querySelectorAll("[data-asset]")];
  const order = placed[tray.dataset.variant ?? "base"]?.join();
  const held = items.some((item) => "dragging" in item.dataset);
  if (order !== undefined && !held && order !== items.map((item) => item.dataset.asset).join()) refresh();
}

function moved() {
  const place = document.getElementById("kept");
  if (!place || place.querySelector("[data-moved]")) return;
  const line = Object.assign(document.createElement("div"), { className: "notice" });
  line.dataset.moved = "";
  line.append(Object.assign(document.createElement("span"), { className: "grow", textContent: words.moved }), button(words.show, reload));
  place.append(line);
}

function reload() {
  window.htmx.ajax("GET", location.href, { target: "#sheet", swap: "outerHTML" });
}

/* Inherited text becomes this channel's own with the first changed letter. */
function editHere(link) {
  const box = document.querySelector(".pane-text .editor textarea");
  box.readOnly = false;
  box.closest(".editor").classList.remove("inherited");
  for (const bar of document.querySelectorAll("[data-bar]")) bar.hidden = !bar.hidden;
  document.querySelector(".pane-text .tabs [aria-current] .tag")?.remove();
  box.focus();
  link.blur();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-edit-here]");
  if (link && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    editHere(link);
  }
  const tab = event.target.closest("[role=tab]");
  const panel = tab && document.getElementById(tab.getAttribute("aria-controls"));
  panel?.querySelector("[hx-trigger=show]")?.dispatchEvent(new Event("show"));
});

document.addEventListener("input", ({ target }) => target.matches?.(".editor > textarea") && follow(target));

document.addEventListener("change", ({ target }) => {
  const form = target.closest?.("form.plan");
  if (!form || !form.checkValidity()) return;
  if (form.elements.day.value && !form.elements.time.value) form.elements.time.value = "09:00";
  form.dispatchEvent(new Event("plan"));
});

/* Nothing leaves the page before what was typed is with the server. */
document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  if (!unsaved() && !ctx.sourceElement?.dataset?.baseOf) return;
  ctx.fetch = async (url, options) => {
    await flush();
    const own = field(ctx.sourceElement?.dataset?.baseOf ?? "");
    if (own) options.body.set("base", knows(own.name));
    return fetch(url, options);
  };
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.id === "draft-form") {
    event.preventDefault();
    return flush();
  }
  if (event.defaultPrevented || form.method !== "post" || !unsaved()) return;
  event.preventDefault();
  if (await flush()) form.submit();
});

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
    event.preventDefault();
    flush();
  }
});

let focused = "";
document.addEventListener("htmx:before:swap", () => { focused = document.activeElement?.id ?? ""; });
document.addEventListener("htmx:after:swap", () => {
  if (document.querySelector("#sheet[data-adopted]")) return placed();
  start();
  if (focused && document.activeElement === document.body) document.getElementById(focused)?.focus({ preventScroll: true });
});

/* The media were drawn anew: their alt texts are fields of this page too. */
function placed() {
  const tray = document.querySelector("#media-tray:not([data-adopted])");
  if (!tray) return;
  tray.dataset.adopted = "";
  adopt(tray);
  etag = "";
  look();
}

function start() {
  if (!sheet()) return;
  sheet().dataset.adopted = "";
  document.getElementById("media-tray").dataset.adopted = "";
  adopt();
  etag = shape = "";
  document.dispatchEvent(new Event("signet:recheck"));
  const empty = document.querySelector(".editor textarea[autofocus]");
  if (empty && !empty.value && document.activeElement === document.body) empty.focus();
}

sheet().dataset.adopted = document.getElementById("media-tray").dataset.adopted = "";
adopt();
look();
setInterval(look, EVERY);
