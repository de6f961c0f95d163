/** Saves each changed field by itself, merges the answer, and says what it is doing. An unchanged field is never sent. */
import { ago } from "./ago.js";
import { csrf } from "./csrf.js";
import { apply } from "./draft-text.js";
import { forget, keep, kept } from "./draft-kept.js";
import { lost } from "./offline.js";

const WAIT = 600; // ms after the last key
const AGAIN = 5_000; // ms until a failed save is tried again
const MOST = 1024 * 1024; // bytes
const words = JSON.parse(document.getElementById("draft-words").textContent);
const known = new Map(); // key -> what the server has, as far as this page knows
const works = new Map(); // key -> { timer, running, trouble, settle, typed }
let turns = 0;

export const fields = () => [...document.querySelectorAll("[data-save]")];
export const field = (key) => document.querySelector(`[data-save][name="${CSS.escape(key)}"]`);
export const knows = (key) => known.get(key);
const work = (key) => works.get(key) ?? works.set(key, {}).get(key);
const same = (box, one, other) => box.tagName === "TEXTAREA" ? one === other : tidy(one) === tidy(other);
const tidy = (text) => text.replace(/\s+/g, " ").trim();

function first(box) {
  return box.tagName === "SELECT" ? ([...box.options].find((one) => one.defaultSelected) ?? box.options[0]).value : box.defaultValue;
}

/** Take over fields that have just been drawn. Words that wait to be saved are put back into their field. */
export function adopt(part = document) {
  turns += 1;
  for (const box of part.querySelectorAll("[data-save]")) {
    const key = box.name;
    const waiting = works.get(key)?.typed;
    if (waiting !== undefined) apply(box, waiting);
    else {
      known.set(key, first(box));
      offer(box);
      if (!box.readOnly && box.value !== known.get(key)) typed(box); // typed before this script was there
    }
  }
  tell();
}

export function untouched(box) {
  return box.value === known.get(box.name) && !works.get(box.name)?.running;
}

/** Somebody else's words for a field that nobody touches here. */
export function receive(box, value) {
  known.set(box.name, value);
  if (!same(box, box.value, value)) {
    apply(box, value);
    return true;
  }
  known.set(box.name, box.value);
  return false;
}

function typed(box) {
  const state = work(box.name);
  if (box.value === known.get(box.name) && !state.running) return rest(box);
  state.typed = box.value;
  state.refused = "";
  keep(box.name, box.value, known.get(box.name));
  if (state.trouble !== "conflict") schedule(box, box.tagName === "SELECT" ? 0 : WAIT);
}

function rest(box) {
  clearTimeout(work(box.name).timer);
  works.delete(box.name);
  forget(box.name);
  note(box, "");
  tell();
}

function schedule(box, wait) {
  const state = work(box.name);
  clearTimeout(state.timer);
  state.timer = setTimeout(() => save(box.name), wait);
  tell();
}

function save(key) {
  const state = work(key);
  clearTimeout(state.timer);
  turns += 1;
  state.running ??= send(key).finally(() => {
    turns += 1;
    state.running = null;
    tell();
  });
  tell();
  return state.running;
}

async function send(key) {
  const box = field(key);
  const state = work(key);
  if (!box || state.trouble === "conflict") return;
  const value = box.value;
  if (value === known.get(key)) return rest(box);
  if (new Blob([value]).size > MOST) return fail(box, "refused", words.large);
  const body = new FormData();
  body.set("field", box.dataset.field);
  body.set("value", value);
  body.set("base", known.get(key));
  if (state.settle) body.set("settle", "1");
  let answer;
  try {
    answer = await fetch(box.dataset.save, { method: "POST", body, keepalive: value.length < 15_000, headers: { "X-CSRFToken": csrf(), Accept: "application/json" } });
  } catch {
    lost();
    return fail(box, "offline", "", AGAIN);
  }
  await take(key, value, answer);
}

async function take(key, sent, answer) {
  const box = field(key);
  const json = answer.headers.get("Content-Type")?.includes("json");
  if (answer.ok && json) return stored(key, sent, await answer.json());
  if (answer.status === 409) return quarrel(box, await answer.text());
  if (answer.redirected || (answer.ok && !json)) return fail(box, "out", "", AGAIN * 4);
  if (answer.status >= 500) return fail(box, "broken", "", AGAIN * 2);
  const plain = answer.headers.get("Content-Type")?.includes("text/plain");
  fail(box, "refused", plain ? await answer.text() : words.refused);
}

function stored(key, sent, { value, parts }) {
  const box = field(key);
  const state = work(key);
  state.trouble = state.typed = undefined;
  state.settle = false;
  show(parts);
  if (!box) return forget(key);
  note(box, "");
  if (box.value === sent) {
    if (!same(box, sent, value)) {
      apply(box, value);
      document.dispatchEvent(new Event("signet:recheck"));
    }
    known.set(key, box.value);
    works.delete(key);
    forget(key);
    savedAt = new Date();
  } else {
    known.set(key, sent); // typed on meanwhile: the server merges once more from here
    typed(box);
  }
  document.dispatchEvent(new CustomEvent("draft:saved", { detail: { key } }));
}

/** Replace parts of the page by element id. */
export function show(parts) {
  for (const [id, html] of Object.entries(parts)) {
    const made = new DOMParser().parseFromString(html, "text/html").getElementById(id);
    const old = document.getElementById(id);
    if (made && old && old.outerHTML !== made.outerHTML) old.replaceWith(made);
  }
}

function fail(box, trouble, sentence, again = 0) {
  const state = work(box.name);
  state.trouble = trouble;
  note(box, sentence);
  if (again) state.timer = setTimeout(() => save(box.name), again);
}

function note(box, sentence) {
  const cell = box.closest("[data-cell]") ?? box.parentElement;
  const id = `${box.id}-trouble`;
  const old = document.getElementById(id);
  box.toggleAttribute("aria-invalid", Boolean(sentence));
  if (sentence) box.setAttribute("aria-invalid", "true");
  if (!sentence) return old?.remove();
  const line = old ?? Object.assign(document.createElement("p"), { className: "error", id });
  line.setAttribute("role", "alert");
  line.textContent = sentence;
  if (!old) cell.after(line);
}

/** Two versions of the same words: nothing was written, and nothing is until somebody chooses. */
function quarrel(box, html) {
  const state = work(box.name);
  state.trouble = "conflict";
  const made = new DOMParser().parseFromString(html, "text/html").querySelector("[data-conflict]");
  const [, theirs] = [...made.querySelectorAll(".conflict .text")].map((one) => one.textContent);
  document.getElementById(`${box.id}-quarrel`)?.remove();
  made.id = `${box.id}-quarrel`;
  (box.closest("[data-cell]") ?? box.parentElement).after(made);
  made.addEventListener("click", ({ target }) => {
    const chosen = target.closest("[data-choose]")?.dataset.choose;
    if (!chosen) return;
    made.remove();
    known.set(box.name, theirs);
    state.trouble = undefined;
    state.settle = true;
    if (chosen === "theirs") apply(box, theirs);
    if (chosen === "both") apply(box, `${theirs}\n\n${box.value}`);
    document.dispatchEvent(new Event("signet:recheck"));
    box.focus();
    typed(box);
  });
}

/** Unsaved words of an earlier visit, offered once. */
function offer(box) {
  const old = kept(box.name);
  if (!old) return;
  if (old.value === box.value || box.readOnly || box.disabled) return box.readOnly ? undefined : forget(box.name);
  const place = document.getElementById("kept");
  const line = Object.assign(document.createElement("div"), { className: "notice warn" });
  const text = Object.assign(document.createElement("span"), { className: "grow", textContent: `${words.kept} “${old.value.slice(0, 120)}”` });
  line.append(text, button(words.restore, () => {
    line.remove();
    known.set(box.name, old.base);
    apply(box, old.value);
    typed(box);
    schedule(box, 0);
  }), button(words.discard, () => {
    line.remove();
    forget(box.name);
  }));
  place?.append(line);
}

export function button(label, press) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "btn small", textContent: label });
  made.addEventListener("click", press);
  return made;
}

/** Send what waits, now. True when everything is with the server. */
export async function flush() {
  for (const box of fields()) if (box.value !== known.get(box.name) && !works.has(box.name)) typed(box);
  await Promise.all([...works.keys()].map(save));
  if ([...works.values()].some(({ trouble, typed }) => !trouble && typed !== undefined)) return flush();
  return works.size === 0;
}

/** Moves on with every save and every new sheet: what was asked before is out of date after. */
export const turn = () => turns;
export const unsaved = () => works.size > 0;

let savedAt = new Date(document.querySelector("#saved time").dateTime);
const TROUBLES = ["conflict", "refused", "out", "offline", "broken"];

function tell() {
  const line = document.getElementById("saved");
  if (!line) return;
  const found = [...works.values()].map(({ trouble }) => trouble);
  const trouble = TROUBLES.find((one) => found.includes(one));
  const state = trouble ? (trouble === "conflict" ? "conflict" : "failed") : works.size ? "saving" : "saved";
  const text = trouble ? words[trouble] : words[state];
  const at = state === "saved" ? savedAt.toISOString() : "";
  if (line.dataset.text === text && line.dataset.at === at) return; // said already
  Object.assign(line.dataset, { state, text, at });
  line.replaceChildren(text);
  if (["offline", "out", "broken"].includes(trouble)) line.append(" ", button(words.retry, flush));
  if (at) line.append(" ", since(at));
}

function since(at) {
  const made = Object.assign(document.createElement("time"), { dateTime: at, textContent: ago(Date.parse(at)) });
  made.dataset.ago = "";
  return made;
}

document.addEventListener("input", ({ target }) => target.matches?.("[data-save]") && typed(target));
document.addEventListener("change", ({ target }) => target.matches?.("select[data-save]") && typed(target));
document.addEventListener("focusout", ({ target }) => {
  const state = target.matches?.("[data-save]") && works.get(target.name);
  if (state && state.typed !== undefined && !state.trouble) save(target.name);
});
document.addEventListener("signet:online", flush);
document.addEventListener("visibilitychange", () => document.hidden && works.size && flush());
addEventListener("beforeunload", (event) => works.size && event.preventDefault());
