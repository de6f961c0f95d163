/** The token that htmx sends from the body's headers, for modules that use fetch themselves. */
export function csrf() {
  const headers = document.body.getAttribute("hx-headers:inherited");
  return headers ? JSON.parse(headers)["X-CSRFToken"] : "";
}

/** POST without leaving the page; FormData or nothing. */
export function post(url, body = new FormData()) {
  return fetch(url, { method: "POST", body, headers: { "X-CSRFToken": csrf(), "HX-Request": "true" } });
}
