/** Single keys, never while somebody types or holds a modifier. `g` waits one second for its second letter. */
const handlers = new Map();
const places = { d: "desk", c: "calendar", r: "drafts", m: "media", s: "workspace_settings" };
let gone = 0;

/** A page's own key. The handler may return false to let the key pass. */
export function on(key, handler) {
  handlers.set(key, handler);
}

function typing(target) {
  return target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
}

function search() {
  const field = document.getElementById("search");
  if (field?.checkVisibility()) field.select();
  else document.querySelector("[data-go=drafts]")?.click();
}

function showKeys() {
  const dialog = document.getElementById("keys");
  if (!dialog) return false;
  dialog.showModal();
}

on("/", search);
on("?", showKeys);
on("g", () => { gone = Date.now(); });

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
  if (typing(event.target) || document.querySelector("dialog:modal")) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const place = Date.now() - gone < 1000 && places[key];
  gone = 0;
  const link = document.querySelector(place ? `[data-go="${place}"]` : `[data-key="${CSS.escape(key)}"]`);
  if (link) link.click();
  else if (!handlers.has(key) || handlers.get(key)(event) === false) return;
  event.preventDefault();
});
