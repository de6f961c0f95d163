// Sends files one by one with progress, refuses by size before sending, and keeps the tray in order. Works on any [data-uploads] form.
import { csrf } from "./csrf.js";

const words = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => values[name]);

function send(form, file) {
  const row = document.createElement("li");
  const name = Object.assign(document.createElement("span"), { className: "clip", textContent: file.name });
  const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
  bar.setAttribute("aria-label", file.name);
  const stop = Object.assign(document.createElement("button"), { type: "button", className: "btn small quiet", textContent: form.dataset.cancel });
  row.append(name, bar, stop);
  form.querySelector(".uploads").append(row);
  const refuse = (sentence) => row.replaceChildren(Object.assign(document.createElement("span"), { className: "error", textContent: sentence }));

  const most = Number(form.dataset.max);
  if (file.size > most) {
    refuse(words(form.dataset.tooLarge, { name: file.name, size: Math.floor(most / 1048576) }));
    return Promise.resolve(false);
  }
  return new Promise((done) => {
    const request = new XMLHttpRequest(); // fetch tells no upload progress
    stop.addEventListener("click", () => request.abort());
    request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) bar.value = event.loaded / event.total; });
    request.addEventListener("abort", () => { row.remove(); done(false); });
    request.addEventListener("error", () => { refuse(words(form.dataset.failed, { name: file.name })); done(false); });
    request.addEventListener("load", () => {
      if (request.status === 201) { row.remove(); done(true); return; }
      let sentence = words(form.dataset.failed, { name: file.name });
      try { sentence = `${file.name}: ${JSON.parse(request.responseText).error}`; } catch { /* not ours: keep the general sentence */ }
      refuse(sentence);
      done(false);
    });
    const body = new FormData();
    for (const field of form.querySelectorAll("input[type=hidden], select")) body.set(field.name, field.value);
    body.set("file", file);
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", csrf());
    request.send(body);
  });
}

async function sendAll(form, files) {
  let any = false;
  for (const file of files) any = (await send(form, file)) || any;
  if (!any) return;
  if (form.closest("#media-tray")) refreshTray();
  else if (!form.querySelector(".uploads .error")) location.reload();
}

async function refreshTray() {
  const tray = document.getElementById("media-tray");
  const variant = tray.querySelector("[name=variant]")?.value;
  const url = tray.dataset.change.replace(/change\/$/, "") + (variant ? `?variant=${variant}` : "");
  const kept = [...tray.querySelectorAll(".uploads .error")].map((item) => item.closest("li"));
  await window.htmx.ajax("GET", url, { target: "#media-tray", swap: "outerHTML" });
  document.querySelector("#media-tray .uploads")?.append(...kept);
  document.dispatchEvent(new CustomEvent("signet:recheck"));
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-uploads]");
  if (!form || event.target.type !== "file") return;
  sendAll(form, [...event.target.files]);
  event.target.value = "";
});
for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const zone = event.target.closest?.(".drop");
    if (!zone) return;
    event.preventDefault();
    zone.toggleAttribute("data-over", kind === "dragover");
    if (kind === "drop") sendAll(zone.closest("[data-uploads]"), [...event.dataTransfer.files]);
  });
}

function change(item, values) {
  const tray = item.closest("#media-tray");
  const variant = tray.querySelector("[name=variant]")?.value;
  return window.htmx.ajax("POST", tray.dataset.change, { target: "#media-tray", swap: "outerHTML", values: variant ? { ...values, variant } : values });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-earlier], [data-later]");
  if (!button) return;
  const item = button.closest("[data-asset]");
  const order = [...item.parentElement.children].map((row) => row.dataset.asset);
  const from = order.indexOf(item.dataset.asset);
  order.splice(from, 1);
  order.splice(from + ("earlier" in button.dataset ? -1 : 1), 0, item.dataset.asset);
  change(item, { do: "order", order: order.join(",") });
});

const timers = new WeakMap();
document.addEventListener("input", (event) => {
  const field = event.target;
  if (!field.matches?.("[data-alt]")) return;
  clearTimeout(timers.get(field));
  timers.set(field, setTimeout(() => saveAlt(field), 600));
});

async function saveAlt(field) {
  const item = field.closest("[data-asset]");
  const tray = item.closest("#media-tray");
  const body = new FormData(field.form);
  body.set("do", "alt");
  const answer = await fetch(tray.dataset.change, { method: "POST", body, headers: { "X-CSRFToken": csrf(), "HX-Request": "true" } });
  field.setAttribute("aria-invalid", String(!answer.ok));
  if (answer.ok) document.dispatchEvent(new CustomEvent("signet:recheck"));
}

document.addEventListener("recheck", () => document.dispatchEvent(new CustomEvent("signet:recheck")));
document.addEventListener("submit", (event) => {
  if (event.target.matches?.("[data-closes-dialog]")) event.target.closest("dialog")?.close();
});
