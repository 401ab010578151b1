// Passkeys: the browser's own dialogue between two requests.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

async function ask(url, token, told) {
  const headers = { "content-type": "application/json", accept: "application/json" };
  if (token) headers["x-token"] = token;
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(told) });
  const json = await answer.json();
  if (!answer.ok) throw new Error(json.said);
  return json;
}

async function create({ publicKey }) {
  publicKey.challenge = bytes(publicKey.challenge);
  publicKey.user.id = bytes(publicKey.user.id);
  for (const known of publicKey.excludeCredentials ?? []) known.id = bytes(known.id);
  const made = await navigator.credentials.create({ publicKey });
  const { attestationObject, clientDataJSON } = made.response;
  return {
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    extensions: made.getClientExtensionResults(),
    response: { attestationObject: text(attestationObject), clientDataJSON: text(clientDataJSON), transports: made.response.getTransports?.() ?? [] },
  };
}

async function get({ publicKey }) {
  publicKey.challenge = bytes(publicKey.challenge);
  for (const known of publicKey.allowCredentials ?? []) known.id = bytes(known.id);
  const found = await navigator.credentials.get({ publicKey });
  const { authenticatorData, clientDataJSON, signature, userHandle } = found.response;
  return {
    id: found.id,
    rawId: text(found.rawId),
    type: found.type,
    extensions: found.getClientExtensionResults(),
    response: {
      authenticatorData: text(authenticatorData),
      clientDataJSON: text(clientDataJSON),
      signature: text(signature),
      userHandle: userHandle ? text(userHandle) : null,
    },
  };
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { passkey, token, failed } = form.dataset;
    const action = form.getAttribute("action");
    const trouble = form.querySelector(".trouble");
    const button = form.querySelector("button");
    trouble.hidden = true;
    button.disabled = true;
    try {
      const { ceremony, options } = await ask(`${action}/challenge`, token, { code: form.elements.code?.value ?? "" });
      const credential = await (passkey === "create" ? create : get)(options);
      const { to } = await ask(action, token, { ceremony, credential });
      location.assign(to);
    } catch (error) {
      // What the server refuses is in the reader's words; what the browser refuses is not.
      trouble.textContent = error instanceof DOMException || error instanceof TypeError ? failed : error.message;
      trouble.hidden = false;
      button.disabled = false;
    }
  });
}
