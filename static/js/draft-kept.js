/** A copy of unsaved words in this browser, so that a lost connection or a closed tab loses nothing. */
const sheet = () => document.getElementById("sheet");
const name = (key) => `signet:${sheet().dataset.user}:${sheet().dataset.draft}:${key}`;

export function keep(key, value, base) {
  try {
    localStorage.setItem(name(key), JSON.stringify({ value, base, at: Date.now() }));
  } catch {
    // full or switched off: the page itself still holds the words
  }
}

export function forget(key) {
  localStorage.removeItem(name(key));
}

export function kept(key) {
  try {
    return JSON.parse(localStorage.getItem(name(key)));
  } catch {
    return null;
  }
}
