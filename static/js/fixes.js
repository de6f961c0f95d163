/** Mechanical fixes: shown as a difference first, applied at a press through the field itself, so that it is saved like typing. */
import { typed } from "./check.js";
import { csrf } from "./csrf.js";
import { apply } from "./draft-text.js";
import { offsets } from "./marks.js";
import { toast } from "./toasts.js";

const dialogs = document.getElementById("dialog");
const box = () => document.querySelector('.pane-text .editor textarea[data-check="text"]');
const inherits = (field) => Boolean(field.closest(".editor.inherited"));
const place = (field) => (field.name.startsWith("variant.") ? (inherits(field) ? "inherited" : "own") : "base");
let asked = null; // what the dialog that is open speaks of

async function ask(opener) {
  const field = box();
  const url = document.getElementById("check")?.dataset.checkUrl;
  if (!field || !url || opener.ariaBusy) return;
  asked = { name: field.name, text: field.value };
  const form = typed();
  form.set("place", place(field));
  opener.ariaBusy = "true";
  try {
    const answer = await fetch(`${url}fix/${opener.dataset.fix}/`, { method: "POST", body: form, headers: { "X-CSRFToken": csrf() } });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    dialogs.innerHTML = await answer.text();
  } catch {
    toast(document.getElementById("toasts").dataset.failed, { level: "error" });
  }
  opener.ariaBusy = null;
}

/** The text with the edits in it, and where a position goes: [start, end, put] in code points. */
function edited(text, edits) {
  const at = offsets(text, edits.flatMap(([start, end]) => [start, end]));
  const placed = edits.map(([start, end, put]) => [at.get(start), at.get(end), put]);
  let value = "";
  let from = 0;
  for (const [start, end, put] of placed) {
    value += text.slice(from, start) + put;
    from = end;
  }
  const moved = (position) => placed.reduce((now, [start, end, put]) => {
    if (position < start || (position === start && end > start)) return now;
    return now + put.length - Math.min(position, end) + start;
  }, position);
  return { value: value + text.slice(from), moved };
}

function change(field, value, [start, end]) {
  apply(field, value);
  field.setSelectionRange(start, end);
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus({ preventScroll: true });
}

function put({ dataset: { apply: edits, done, stale } }) {
  const field = box();
  const before = asked;
  const refuse = () => toast(stale, { level: "error" });
  if (field?.name !== before.name || field.value !== before.text) return refuse();
  const inherited = inherits(field);
  if (inherited) document.querySelector("[data-edit-here]")?.click();
  if (field.readOnly) return refuse();
  const caret = [field.selectionStart, field.selectionEnd];
  const { value, moved } = edited(before.text, JSON.parse(edits));
  change(field, value, caret.map(moved));
  toast(done, { undo: () => {
    const now = box();
    if (now?.name !== before.name || now.value !== value) return refuse();
    change(now, before.text, caret);
    if (inherited) document.querySelector(".pane-text form[data-base-of]")?.requestSubmit();
  } });
}

/** A step of "To green" leads to its finding. */
function show(rule) {
  const item = document.querySelector(`#check-panel details.finding[data-rule="${CSS.escape(rule)}"]`);
  if (!item) return;
  for (let outer = item; outer; outer = outer.parentElement.closest("details")) outer.open = true;
  item.scrollIntoView({ block: "nearest" });
  item.querySelector("summary").focus({ preventScroll: true });
}

document.addEventListener("click", ({ target }) => {
  const opener = target.closest?.("#check-panel [data-fix]");
  if (opener) ask(opener);
  const step = target.closest?.("#check-panel [data-finding]");
  if (step) show(step.dataset.finding);
  const press = target.closest?.("#dialog [data-apply]");
  if (!press) return;
  press.closest("dialog").close();
  put(press);
});
