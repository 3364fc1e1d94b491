// Passkeys: the device's own dialogue fills a form's hidden field. Whoever has no JavaScript uses a code instead.
"use strict";
const bytesOf = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const textOf = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const readable = (options) => {
  options.challenge = bytesOf(options.challenge);
  if (options.user) options.user.id = bytesOf(options.user.id);
  for (const one of [...(options.excludeCredentials ?? []), ...(options.allowCredentials ?? [])]) one.id = bytesOf(one.id);
  return options;
};
const sendable = (credential) => {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = textOf(credential.response[name]);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: textOf(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  });
};

const optionsOf = async (form) => {
  if (form.dataset.options) return JSON.parse(form.dataset.options);
  const answer = await fetch(form.action, { headers: { "X-Requested-With": "XMLHttpRequest" } });
  if (!answer.ok) throw new Error(answer.statusText);
  return (await answer.json()).request_options;
};

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.dataset.passkey) return;
  event.preventDefault();
  const trouble = form.querySelector("[data-trouble]");
  trouble.hidden = true;
  try {
    const publicKey = readable((await optionsOf(form)).publicKey);
    form.querySelector("[name$=credential]").value = sendable(await navigator.credentials[form.dataset.passkey]({ publicKey }));
    form.submit();
  } catch {
    release(form); // samla.js
    trouble.hidden = false;
  }
});

const showPasskeys = () => {
  if (!window.PublicKeyCredential) return;
  document.querySelectorAll("[data-needs-passkey]").forEach((one) => { one.hidden = false; });
  document.querySelectorAll("[data-without-passkey]").forEach((one) => { one.hidden = true; });
};
document.addEventListener("htmx:afterSettle", showPasskeys);
showPasskeys();
