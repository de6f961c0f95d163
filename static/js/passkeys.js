/** Passkeys and security keys: asks the browser, puts its answer into the form's hidden field and sends the form.
 *  form[data-passkey=login|get|create] with data-field (id of the field) and, but for login, the options in #passkey-options. */
const b64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const keys = (list) => list?.map((key) => ({ ...key, id: bytes(key.id) }));

function readable({ publicKey }) {
  const options = { ...publicKey, challenge: bytes(publicKey.challenge) };
  if (publicKey.user) options.user = { ...publicKey.user, id: bytes(publicKey.user.id) };
  if (publicKey.allowCredentials) options.allowCredentials = keys(publicKey.allowCredentials);
  if (publicKey.excludeCredentials) options.excludeCredentials = keys(publicKey.excludeCredentials);
  return { publicKey: options };
}

function sendable(credential) {
  const { response } = credential;
  const found = { clientDataJSON: b64(response.clientDataJSON) };
  for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[part]) found[part] = b64(response[part]);
  }
  if (response.getTransports) found.transports = response.getTransports();
  return {
    id: credential.id, rawId: b64(credential.rawId), type: credential.type, response: found,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

async function options(form) {
  const stored = document.getElementById("passkey-options");
  if (form.dataset.passkey !== "login") return JSON.parse(stored.textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
}

/** A passkey is kept by the device and asks who one is; a plain security key is the second step only. */
function asPasskey(creation, wanted) {
  const selection = creation.publicKey.authenticatorSelection ??= {};
  selection.residentKey = wanted ? "required" : "discouraged";
  selection.requireResidentKey = wanted;
  if (wanted) selection.userVerification = "required";
  return creation;
}

async function ask(form) {
  const data = await options(form);
  if (form.dataset.passkey !== "create") return navigator.credentials.get(readable(data.request_options));
  const wanted = form.querySelector("[name=passwordless]")?.checked ?? false;
  return navigator.credentials.create(readable(asPasskey(data.creation_options, wanted)));
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = form.querySelector("[data-passkey-go]");
  const error = form.querySelector("[data-passkey-error]");
  const say = (words) => { error.hidden = !words; error.textContent = words; };
  button.addEventListener("click", async () => {
    if (!window.PublicKeyCredential) return say(error.dataset.missing);
    say("");
    button.disabled = true;
    try {
      const credential = await ask(form);
      document.getElementById(form.dataset.field).value = JSON.stringify(sendable(credential));
      form.submit();
    } catch {
      say(error.dataset.words);
    } finally {
      button.disabled = false;
    }
  });
}
