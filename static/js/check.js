/** The live check: posts what is typed, swaps panel and preview, marks the spans in the text. Never moves cursor or scroll. */
import { csrf } from "./csrf.js";
import { lightUp, markTwin } from "./marks.js";

const WAIT = 140; // ms after the last key
let timer = 0;
let running = null;

const box = () => document.getElementById("check");
const panel = () => document.getElementById("check-panel");

/** What the fields say now. */
export function typed() {
  const form = new FormData();
  for (const field of document.querySelectorAll("[data-check]")) form.set(field.dataset.check, field.value);
  return form;
}

/** Words that changed make every answer on its way out of date. */
function later(wait = WAIT) {
  running?.abort();
  clearTimeout(timer);
  timer = setTimeout(check, wait);
}

async function check() {
  const url = box()?.dataset.checkUrl;
  if (!url) return mark();
  const mine = (running = new AbortController());
  panel().classList.add("checking");
  try {
    const answer = await fetch(url, { method: "POST", body: typed(), headers: { "X-CSRFToken": csrf() }, signal: mine.signal });
    const html = answer.ok && !answer.redirected ? await answer.text() : "";
    if (html && box()?.dataset.checkUrl === url) show(html);
  } catch {
    // a newer check is on its way, or the connection is gone: the last reading stays
  }
  if (mine === running) panel()?.classList.remove("checking");
}

function show(html) {
  const parts = new DOMParser().parseFromString(html, "text/html");
  const old = panel();
  const made = parts.getElementById("check-panel");
  const open = [...old.querySelectorAll("details[open]")].map((item) => item.dataset.rule);
  const focused = old.contains(document.activeElement) && document.activeElement.closest("details")?.dataset.rule;
  for (const item of made.querySelectorAll("details")) {
    item.open = open.includes(item.dataset.rule);
    if (item.open) explain(item);
  }
  old.replaceChildren(...made.childNodes);
  old.dataset.spans = made.dataset.spans;
  if (focused) old.querySelector(`details[data-rule="${focused}"] > summary`)?.focus({ preventScroll: true });
  preview(parts.getElementById("preview"));
  mark();
}

/** Only when it differs: a film that plays goes on playing. */
function preview(made) {
  const old = document.getElementById("preview");
  const media = [...(old?.querySelectorAll("video") ?? [])].some((film) => !film.paused);
  if (old && made && !media && old.innerHTML !== made.innerHTML) old.replaceChildren(...made.childNodes);
}

/* Why, and the evidence: the same for every finding of a rule, fetched once, when one opens. Without it, a link stays. */
const notes = new Map();

async function explain(item) {
  const place = item.querySelector(":scope > .more > [data-notes]");
  const url = place?.dataset.notes;
  if (!url) return;
  if (!notes.has(url)) {
    const answer = await fetch(url).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    notes.set(url, await answer.text());
  }
  place.innerHTML = notes.get(url);
}

document.addEventListener("toggle", ({ target }) => {
  if (target.open && target.matches("#check-panel details.finding")) explain(target);
}, true);

function mark() {
  const text = document.querySelector('.editor textarea[data-check="text"]');
  if (text && panel()) markTwin(text, JSON.parse(panel().dataset.spans || "[]"));
}

document.addEventListener("input", ({ target }) => target.matches?.("[data-check]") && later());
document.addEventListener("signet:recheck", () => later(0));
/* Fields that are read from their row: the objective, the AI answer, alt texts. */
document.addEventListener("draft:saved", ({ detail: { key } }) => {
  const field = document.getElementsByName(key)[0];
  if (field && !field.matches("[data-check]")) later(0);
});
for (const name of ["pointerover", "focusin"]) {
  document.addEventListener(name, ({ target }) => {
    lightUp(target.closest?.("#check-panel details.finding")?.dataset.rule ?? "");
  });
}
mark();
