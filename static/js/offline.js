/** Says when the connection is gone and when it is back. Pages keep what is typed; see events signet:offline and signet:online. */
const banner = document.getElementById("offline");
let timer = 0;

function show(lost) {
  if (document.documentElement.hasAttribute("data-offline") === lost) return;
  document.documentElement.toggleAttribute("data-offline", lost);
  if (banner) banner.hidden = !lost;
  document.dispatchEvent(new CustomEvent(lost ? "signet:offline" : "signet:online"));
  clearInterval(timer);
  if (lost) timer = setInterval(probe, 4_000);
}

/** `navigator.onLine` knows only the cable; the server must answer. Any answer will do. */
function probe() {
  return fetch(document.querySelector("link[rel=icon]").href, { method: "HEAD", cache: "no-store" }).then(() => show(false), () => show(true));
}

/** For modules whose own fetch failed. */
export function lost() {
  show(true);
}

addEventListener("offline", () => show(true));
addEventListener("online", probe);
document.addEventListener("htmx:error", ({ detail }) => {
  if (detail.error instanceof TypeError && !detail.ctx?.response) probe();
});
