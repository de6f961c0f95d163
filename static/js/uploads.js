/** Uploads with progress, refused by size before a byte is sent, for any [data-uploads] form; and the order of a draft's media. */
import { csrf } from "./csrf.js";

const AT_ONCE = 2;
const words = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => values[name]);

/* One row per file: name, progress, cancel; in the end it goes, or says why not. */
function listed(form, file) {
  const row = document.createElement("li");
  const name = Object.assign(document.createElement("bdi"), { className: "clip", textContent: file.name });
  const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
  bar.setAttribute("aria-label", file.name);
  const stop = Object.assign(document.createElement("button"), { type: "button", className: "btn small quiet", textContent: form.dataset.cancel });
  row.append(name, bar, stop);
  const list = form.querySelector(".uploads");
  list.hidden = false;
  list.append(row);
  return row;
}

function refuse(form, row, sentence) {
  row.dataset.failed = "";
  row.replaceChildren(Object.assign(document.createElement("span"), { textContent: sentence }));
  tell(form, sentence);
}

function tell(form, sentence) {
  form.querySelector("[data-told]").textContent = sentence;
}

function done(form, row) {
  row.remove();
  const list = form.querySelector(".uploads");
  list.hidden = !list.children.length;
}

function fields(form, file) {
  const body = new FormData();
  for (const field of form.querySelectorAll("input[type=hidden], select")) body.set(field.name, field.value);
  body.set("file", file);
  return body;
}

function why(request) {
  try {
    return JSON.parse(request.responseText).error;
  } catch {
    return "";
  }
}

/** True once the server has it. */
function send(form, file, row) {
  return new Promise((settle) => {
    const request = new XMLHttpRequest(); // fetch tells no upload progress
    const failed = () => {
      const reason = why(request);
      refuse(form, row, words(reason ? form.dataset.refused : form.dataset.failed, { name: file.name, why: reason }));
      settle(false);
    };
    row.querySelector("button").addEventListener("click", () => request.abort());
    request.upload.addEventListener("progress", ({ lengthComputable, loaded, total }) => {
      if (lengthComputable && row.querySelector("progress")) row.querySelector("progress").value = loaded / total;
    });
    request.addEventListener("abort", () => {
      done(form, row);
      settle(false);
    });
    request.addEventListener("error", failed);
    request.addEventListener("load", () => {
      if (request.status !== 201) return failed();
      done(form, row);
      tell(form, words(form.dataset.sent, { name: file.name }));
      settle(true);
    });
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", csrf());
    request.send(fields(form, file));
  });
}

async function sendAll(form, files) {
  form.querySelectorAll(".uploads [data-failed]").forEach((row) => row.remove());
  const most = Number(form.dataset.max);
  const waiting = [];
  for (const file of files) {
    const row = listed(form, file);
    if (file.size > most) refuse(form, row, words(form.dataset.tooLarge, { name: file.name, size: Math.floor(most / 1048576) }));
    else waiting.push([file, row]);
  }
  let any = false;
  const line = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) any = (await send(form, ...next)) || any;
  };
  await Promise.all(Array.from({ length: AT_ONCE }, line));
  if (any) await refresh();
}

/** Show what is there now: the tray of a draft, or the library. */
export function refresh() {
  const tray = document.getElementById("media-tray");
  if (tray) {
    return window.htmx.ajax("GET", tray.dataset.tray, { target: "#media-tray", swap: "outerHTML" })
      .then(() => document.dispatchEvent(new Event("signet:recheck")));
  }
  return window.htmx.ajax("GET", location.href, { target: "#media-grid", swap: "outerHTML" });
}

document.addEventListener("change", ({ target }) => {
  const form = target.closest?.("[data-uploads]");
  if (!form || target.type !== "file") return;
  sendAll(form, [...target.files]);
  target.value = "";
});

/* Files dropped anywhere on the page go to its drop zone: a file that misses must not replace the page. */
for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const form = document.querySelector("[data-uploads]");
    if (!form || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    form.querySelector(".drop").toggleAttribute("data-over", kind === "dragover");
    if (kind === "drop") sendAll(form, [...event.dataTransfer.files]);
  });
}

/* The order by dragging; the buttons of each file do it by keyboard and without this script. */
let dragged = null;

document.addEventListener("dragstart", (event) => {
  const item = event.target.closest?.(".placed > [draggable]");
  if (!item || event.target.closest("textarea")) return;
  dragged = item;
  event.dataTransfer.effectAllowed = "move";
  item.dataset.dragging = "";
});

document.addEventListener("dragover", (event) => {
  const over = dragged && event.target.closest?.(".placed > [draggable]");
  if (!over) return;
  event.preventDefault();
  if (over === dragged) return;
  const { top, height } = over.getBoundingClientRect();
  over[event.clientY < top + height / 2 ? "before" : "after"](dragged);
});

document.addEventListener("dragend", () => {
  if (!dragged) return;
  delete dragged.dataset.dragging;
  const tray = dragged.closest("#media-tray");
  dragged = null;
  const order = [...tray.querySelectorAll("[data-asset]")].map((item) => item.dataset.asset).join(",");
  const values = { do: "order", order, ...(tray.dataset.variant && { variant: tray.dataset.variant }) };
  window.htmx.ajax("POST", tray.dataset.change, { target: "#media-tray", swap: "outerHTML", values });
});

document.addEventListener("draft:saved", ({ detail: { key } }) => {
  if (key.startsWith("alt.") && document.querySelector("#media-tray[data-inherited]")) refresh();
});
document.addEventListener("submit", ({ target }) => {
  if (target.matches?.("[data-closes-dialog]")) target.closest("dialog")?.close();
});
