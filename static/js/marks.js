// Draws findings' spans into the twin under the textarea. Spans count Unicode code points; JavaScript counts UTF-16 units.

function offsets(text, points) {
  const wanted = [...new Set(points)].sort((a, b) => a - b);
  const found = new Map();
  let unit = 0;
  let point = 0;
  let next = 0;
  for (const character of text) {
    while (next < wanted.length && wanted[next] <= point) found.set(wanted[next++], unit);
    unit += character.length;
    point += 1;
  }
  while (next < wanted.length) found.set(wanted[next++], unit);
  return found;
}

const RANK = { fail: 3, warn: 2, pass: 1 };

// spans: [start, end, outcome, rule]. Overlaps are cut into pieces; the worst outcome draws, all rules are kept for hover.
export function markTwin(textarea, spans) {
  const twin = textarea.parentElement.querySelector(".twin");
  if (!twin) return;
  const text = textarea.value;
  const at = offsets(text, spans.flatMap(([start, end]) => [start, end]));
  const placed = spans.map(([start, end, outcome, rule]) => ({ start: at.get(start), end: at.get(end), outcome, rule }));
  const edges = [...new Set([0, text.length, ...placed.flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b);
  const pieces = [];
  for (let i = 0; i + 1 < edges.length; i += 1) {
    const words = text.slice(edges[i], edges[i + 1]);
    const over = placed.filter(({ start, end }) => start <= edges[i] && end >= edges[i + 1]);
    if (!over.length) {
      pieces.push(words);
      continue;
    }
    const mark = document.createElement("mark");
    mark.dataset.outcome = over.reduce((worst, item) => (RANK[item.outcome] > RANK[worst] ? item.outcome : worst), "pass");
    mark.dataset.rules = over.map(({ rule }) => rule).join(" ");
    mark.textContent = words;
    pieces.push(mark);
  }
  twin.replaceChildren(...pieces);
}

export function lightUp(rule) {
  for (const mark of document.querySelectorAll(".twin mark")) {
    mark.toggleAttribute("data-lit", rule !== "" && mark.dataset.rules.split(" ").includes(rule));
  }
}
