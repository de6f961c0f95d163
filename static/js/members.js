/** Role and brands: ticking a brand means "only these", choosing all unticks them. Without script the server asks. */
const form = document.querySelector("[data-role-form]");
const scope = (value) => form.querySelector(`[name=scope][value=${value}]`);

form?.addEventListener("change", ({ target }) => {
  if (target.name === "brands" && target.checked) scope("some").checked = true;
  if (target.name === "role" && target.value === "client") scope("some").checked = true;
  if (target.name === "role" && target.value === "owner") scope("all")?.click();
  if (target.name === "scope" && target.value === "all") {
    for (const brand of form.querySelectorAll("[name=brands]")) brand.checked = false;
  }
});
