// The live check: posts what is typed, swaps panel and preview, marks the spans in the text. Never moves cursor or scroll.
import { csrf } from "./csrf.js";
import { markTwin, lightUp } from "./marks.js";

const WAIT = 140; // ms after the last key
let timer = 0;
let running = null;

const box = () => document.getElementById("check");

function typed() {
  const form = new FormData();
  for (const field of document.querySelectorAll("[data-check]")) {
    if (!field.closest("[hidden]")) form.set(field.dataset.check, field.value);
  }
  return form;
}

async function check() {
  const url = box()?.dataset.checkUrl;
  if (!url) return;
  running?.abort();
  running = new AbortController();
  const panel = document.getElementById("check-panel");
  panel.classList.add("checking");
  try {
    const answer = await fetch(url, {
      method: "POST",
      body: typed(),
      headers: { "X-CSRFToken": csrf() },
      signal: running.signal,
    });
    if (answer.ok) show(await answer.text());
  } catch (error) {
    if (error.name === "AbortError") return; // a newer check is on its way
  }
  panel.classList.remove("checking"); // offline: the last reading stays
}

function show(html) {
  const parts = new DOMParser().parseFromString(html, "text/html");
  const open = [...document.querySelectorAll("#check-panel details[open]")].map((item) => item.dataset.rule);
  const focused = document.activeElement?.closest("#check-panel details")?.dataset.rule;
  const panel = parts.getElementById("check-panel");
  for (const item of panel.querySelectorAll("details")) item.open = open.includes(item.dataset.rule);
  document.getElementById("check-panel").replaceWith(panel);
  if (focused) panel.querySelector(`details[data-rule="${focused}"] > summary`)?.focus({ preventScroll: true });
  const preview = parts.getElementById("preview");
  if (preview) document.getElementById("preview")?.replaceChildren(...preview.childNodes);
  mark();
}

function mark() {
  const text = document.querySelector('.editor textarea[data-check="text"]');
  const panel = document.getElementById("check-panel");
  if (text && panel) markTwin(text, JSON.parse(panel.dataset.spans || "[]"));
}

document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-check]")) return;
  clearTimeout(timer);
  timer = setTimeout(check, WAIT);
});
document.addEventListener("signet:recheck", check);
for (const name of ["pointerover", "focusin"]) {
  document.addEventListener(name, (event) => {
    const finding = event.target.closest?.("#check-panel details.finding");
    lightUp(finding?.dataset.rule ?? "");
  });
}
mark();
