// Refuses a file that is too large before it is sent; the words come from the page.
document.addEventListener("change", (event) => {
  const field = event.target;
  if (field.type !== "file" || !field.dataset.max) return;
  const large = [...field.files].some((file) => file.size > Number(field.dataset.max));
  field.setCustomValidity(large ? field.dataset.tooLarge : "");
  field.reportValidity();
});
