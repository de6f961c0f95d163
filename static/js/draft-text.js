/** Changing a field under somebody's hands, and the twin that carries the marks. */

/** Put `value` into the field; the cursor stays at the words it was at. */
export function apply(field, value) {
  const old = field.value;
  if (old === value) return;
  const held = document.activeElement === field && "selectionStart" in field && field.selectionStart !== null;
  const { selectionStart: from, selectionEnd: to, selectionDirection: way } = field;
  field.value = value;
  if (held) {
    const moved = mover(old, value);
    field.setSelectionRange(moved(from), moved(to), way);
  }
  follow(field);
}

function edges(old, value) {
  const most = Math.min(old.length, value.length);
  let start = 0;
  while (start < most && old[start] === value[start]) start += 1;
  let end = 0;
  while (end < most - start && old[old.length - 1 - end] === value[value.length - 1 - end]) end += 1;
  return [start, end];
}

function mover(old, value) {
  const [start, end] = edges(old, value);
  return (at) => {
    if (at <= start) return at;
    if (at >= old.length - end) return at + value.length - old.length;
    return Math.min(at, value.length - end);
  };
}

/** The twin gives the height and carries the marks: only the changed stretch is replaced, so that marks do not flicker. */
export function follow(field) {
  const twin = field.parentElement?.querySelector(":scope > .twin");
  if (!twin) return;
  const old = twin.textContent;
  const [start, end] = edges(old, field.value);
  const put = field.value.slice(start, field.value.length - end);
  const range = document.createRange();
  range.setStart(...place(twin, start));
  range.setEnd(...place(twin, old.length - end));
  range.deleteContents();
  if (put) range.insertNode(document.createTextNode(put));
  if (twin.textContent !== field.value) twin.textContent = field.value;
}

function place(twin, at) {
  const walk = document.createTreeWalker(twin, NodeFilter.SHOW_TEXT);
  let left = at;
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    if (left <= node.length) return [node, left];
    left -= node.length;
  }
  return [twin, twin.childNodes.length];
}
