/** role=tablist: arrows move and choose, the chosen tab's panel shows. Works on fragments that arrive later too. */
function choose(tab) {
  for (const other of tab.closest("[role=tablist]").querySelectorAll("[role=tab]")) {
    const chosen = other === tab;
    other.setAttribute("aria-selected", chosen);
    other.tabIndex = chosen ? 0 : -1;
    const panel = document.getElementById(other.getAttribute("aria-controls"));
    if (panel) panel.hidden = !chosen;
  }
}

// Where a strip of tabs is wider than the screen, the one that is open is seen.
for (const strip of document.querySelectorAll(".tabs, .settings > nav")) {
  strip.querySelector("[aria-current], [aria-selected=true]")?.scrollIntoView({ block: "nearest", inline: "center" });
}

document.addEventListener("click", (event) => {
  const tab = event.target.closest("[role=tab]");
  if (tab) choose(tab);
});

document.addEventListener("keydown", (event) => {
  const tab = event.target.closest?.("[role=tab]");
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!tab || !step) return;
  const all = [...tab.closest("[role=tablist]").querySelectorAll("[role=tab]")];
  const next = all[(all.indexOf(tab) + step + all.length) % all.length];
  next.focus();
  next.click();
  event.preventDefault();
});
