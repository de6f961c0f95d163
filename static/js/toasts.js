/** Short messages with undo. They leave after ten seconds unless somebody points at them; failures stay. */
import { post } from "./csrf.js";

const place = document.getElementById("toasts");
const STAY = 10_000;

/** `undo` is a function, or a URL to POST to. After a POST "signet:undone" is dispatched; unless a page handles it, the page
 * reloads. */
export function toast(text, { undo, level = "success" } = {}) {
  if (!place) return;
  const box = document.createElement("div");
  box.className = "toast";
  box.dataset.level = level;
  const words = document.createElement("span");
  words.textContent = text;
  box.append(words);
  if (undo) box.append(button(place.dataset.undo, () => take(undo, box)));
  const close = button("×", () => box.remove());
  close.className = "close";
  close.setAttribute("aria-label", place.dataset.close);
  box.append(close);
  place.append(box);
}

function button(label, press) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = label;
  made.addEventListener("click", press);
  return made;
}

async function take(undo, box) {
  box.remove();
  if (typeof undo === "function") return undo();
  const answer = await post(undo);
  if (!answer.ok) return toast(await answer.text(), { level: "error" });
  if (document.dispatchEvent(new CustomEvent("signet:undone", { cancelable: true, detail: { undo } }))) location.reload();
}

function leave(box) {
  if (box.dataset.level === "error") return;
  const go = () => (box.matches(":hover, :focus-within") ? setTimeout(go, 2_000) : box.remove());
  setTimeout(go, STAY);
}

if (place) {
  place.querySelectorAll(".toast").forEach(leave);
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) for (const node of addedNodes) if (node.matches?.(".toast")) leave(node);
  }).observe(place, { childList: true });
  place.addEventListener("click", (event) => event.target.closest(".close")?.closest(".toast").remove());
}
/** An answer that is not swapped in still says something: the reason, when the server sent one in plain text. */
document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
  if (ctx.response.status === 422 || ctx.sourceElement?.id === "progress") return;
  const plain = ctx.response.headers.get("content-type")?.startsWith("text/plain");
  toast(plain && ctx.text ? ctx.text : place?.dataset.failed, { level: "error" });
});
document.addEventListener("toast", ({ detail }) => toast(detail.text, detail));
