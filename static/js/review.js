/** Reviews: comment on selected words, mention people, copy a text, print. Everything works on fragments that arrive later. */

const most = 500; // characters of a quote

document.addEventListener("selectionchange", () => {
  const selection = document.getSelection();
  const words = selection?.toString().trim();
  const sheet = selection?.anchorNode?.parentElement?.closest("[data-variant]");
  const composer = document.querySelector("[data-composer]");
  if (!words || !sheet || !composer || words.length > most) return;
  quote(composer, words, sheet.dataset.variant);
});

function quote(composer, words, variant) {
  const shown = composer.querySelector("[data-quote-shown]");
  composer.elements.quote.value = words;
  if (composer.elements.variant) composer.elements.variant.value = words ? variant : "";
  shown.querySelector("span").textContent = words;
  shown.hidden = !words;
}

document.addEventListener("click", async ({ target }) => {
  const drop = target.closest("[data-quote-drop]");
  if (drop) quote(drop.closest("[data-composer]"), "", "");
  const copy = target.closest("[data-copy]");
  if (copy) await copied(copy);
  if (target.closest("[data-print]")) window.print();
  const person = target.closest("[data-people] > li");
  if (person) mention(person);
});

async function copied(button) {
  const source = document.getElementById(button.dataset.copy);
  const words = button.querySelector("span");
  const before = words.textContent;
  try {
    await navigator.clipboard.writeText(source.textContent);
    words.textContent = button.dataset.done;
    setTimeout(() => { words.textContent = before; }, 2000);
  } catch {
    document.getSelection().selectAllChildren(source); // no clipboard here: ready for the keyboard's copy
  }
}

// Mentions: "@" and letters open the list, arrows choose, Enter or Tab takes, Escape closes.
const typed = (area) => /(?:^|\s)@([\p{L}\p{M}' -]{0,40})$/u.exec(area.value.slice(0, area.selectionStart));
const listOf = (area) => area.closest("[data-composer]")?.querySelector("[data-people]");

document.addEventListener("input", ({ target }) => {
  const list = target.matches?.("[data-composer] textarea") && listOf(target);
  if (!list) return;
  const found = typed(target);
  const start = found?.[1].toLocaleLowerCase();
  let first = true;
  for (const person of list.children) {
    person.hidden = !found || !person.dataset.name.toLocaleLowerCase().startsWith(start);
    person.setAttribute("aria-selected", String(!person.hidden && first));
    if (!person.hidden) first = false;
  }
  list.hidden = !found || first;
});

document.addEventListener("keydown", (event) => {
  const list = event.target.matches?.("[data-composer] textarea") && listOf(event.target);
  if (!list || list.hidden) return;
  const people = [...list.children].filter((person) => !person.hidden);
  const at = people.findIndex((person) => person.getAttribute("aria-selected") === "true");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    people[at]?.setAttribute("aria-selected", "false");
    people[(at + step + people.length) % people.length].setAttribute("aria-selected", "true");
  } else if (event.key === "Enter" || event.key === "Tab") mention(people[at]);
  else if (event.key === "Escape") list.hidden = true;
  else return;
  event.preventDefault();
});

function mention(person) {
  const area = person.closest("[data-composer]").querySelector("textarea");
  const found = typed(area);
  if (!found) return;
  const start = area.selectionStart - found[1].length;
  area.setRangeText(`${person.dataset.name} `, start, area.selectionStart, "end");
  person.parentElement.hidden = true;
  area.focus();
}
