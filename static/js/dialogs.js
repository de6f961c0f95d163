/** Native dialogs: opening by commandfor, closing by a press beside them, and those the server sends into #dialog. */
const native = "commandForElement" in HTMLButtonElement.prototype;

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[commandfor][command=show-modal]");
  if (opener && !native) document.getElementById(opener.getAttribute("commandfor"))?.showModal();
  const dialog = event.target.closest("dialog");
  if (dialog && (event.target === dialog ? outside(dialog, event) : event.target.closest("[data-close]"))) dialog.close();
});

function outside(dialog, { clientX: x, clientY: y }) {
  const box = dialog.getBoundingClientRect();
  return x < box.left || x > box.right || y < box.top || y > box.bottom;
}

const place = document.getElementById("dialog");
if (place) {
  new MutationObserver(() => {
    const dialog = place.querySelector("dialog:not([open])");
    if (!dialog) return;
    dialog.addEventListener("close", () => dialog.remove(), { once: true });
    dialog.showModal();
  }).observe(place, { childList: true });
}

document.addEventListener("dialog-close", () => document.querySelectorAll("dialog[open]").forEach((one) => one.close()));
