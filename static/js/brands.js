/** The channel form: offers only the formats of the chosen platform. Without script all stand in groups. */
const form = document.querySelector("[data-channel-form]");
const select = form?.elements.default_format;
const groups = [...(select?.querySelectorAll("optgroup") ?? [])];

function show() {
  const platform = form.querySelector("[name=platform]:checked")?.value;
  const mine = (option) => option.value.startsWith(`${platform}.`);
  const fitting = groups.filter((group) => mine(group.firstElementChild));
  select.querySelectorAll("optgroup").forEach((group) => group.remove());
  select.append(...fitting);
  select.disabled = !platform;
}

if (groups.length) {
  form.addEventListener("change", (event) => { if (event.target.name === "platform") show(); });
  show();
}
