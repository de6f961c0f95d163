/** The choice of light, dark or as the device: seen at once, stored by the server. Without script it is a plain form. */
import { post } from "./csrf.js";

const form = document.querySelector("[data-theme-form]");

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  const chosen = event.submitter.value;
  if (chosen === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
  for (const one of form.querySelectorAll("button")) one.setAttribute("aria-pressed", one === event.submitter);
  post(form.action, new FormData(form, event.submitter));
});
