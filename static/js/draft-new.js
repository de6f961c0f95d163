/** With one brand there is nothing to choose: the form goes by itself. A link that was only prefetched creates nothing. */
const form = document.querySelector("#new-draft[data-at-once]");
if (form && performance.getEntriesByType("navigation")[0]?.type !== "back_forward") form.requestSubmit();
