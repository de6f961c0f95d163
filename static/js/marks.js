/** Draws findings' spans into the twin under the textarea. Spans count Unicode code points; JavaScript counts UTF-16 units. */

const BROAD = 300; // a finding about a longer stretch, such as a wall of text, is marked only while one looks at it
const RANK = { fail: 3, warn: 2, pass: 1 };
let lit = "";

/** Where code points stand in UTF-16 units. */
export function offsets(text, points) {
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

const worst = (outcomes) => outcomes.reduce((one, other) => (RANK[other] > RANK[one] ? other : one), "pass");

function marked(words, over) {
  const mark = document.createElement("mark");
  mark.dataset.outcome = worst(over.filter(({ broad }) => !broad).map(({ outcome }) => outcome));
  mark.dataset.rules = over.map(({ rule }) => rule).join(" ");
  mark.textContent = words;
  return mark;
}

/** `spans`: [start, end, outcome, rule]. Overlaps are cut into pieces; the worst outcome draws, all rules are kept for hover. */
export function markTwin(textarea, spans) {
  const twin = textarea.parentElement.querySelector(".twin");
  if (!twin) return;
  const text = textarea.value;
  const at = offsets(text, spans.flatMap(([start, end]) => [start, end]));
  const placed = spans.map(([from, to, outcome, rule]) => {
    const [start, end] = [at.get(from), at.get(to)];
    return { start, end, outcome, rule, broad: end - start > BROAD };
  });
  const edges = [...new Set([0, text.length, ...placed.flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b);
  const pieces = edges.slice(0, -1).map((start, i) => {
    const words = text.slice(start, edges[i + 1]);
    const over = placed.filter((span) => span.start <= start && span.end >= edges[i + 1]);
    return over.length ? marked(words, over) : words;
  });
  twin.replaceChildren(...pieces);
  lightUp(lit);
}

/** Show where this rule found something; "" for none. */
export function lightUp(rule) {
  lit = rule;
  for (const mark of document.querySelectorAll(".twin mark")) {
    mark.toggleAttribute("data-lit", rule !== "" && mark.dataset.rules.split(" ").includes(rule));
  }
}
