// Passkeys: the browser's ceremony between a form's options and its hidden field. Without JavaScript the form says so.

type Json = Record<string, unknown>;

function bytesOf(text: string): ArrayBuffer {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0)).buffer;
}

function textOf(bytes: ArrayBuffer | null): string | null {
  if (!bytes) return null;
  const plain = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join("");
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function withBytes(list: unknown): PublicKeyCredentialDescriptor[] {
  const known = (list ?? []) as (Json & { id: string })[];
  return known.map((item) => ({ ...item, id: bytesOf(item.id) }) as unknown as PublicKeyCredentialDescriptor);
}

async function create(options: Json): Promise<Json> {
  const asked = options["publicKey"] as Json & { challenge: string; user: Json & { id: string } };
  const credential = (await navigator.credentials.create({
    publicKey: {
      ...asked,
      challenge: bytesOf(asked.challenge),
      user: { ...asked.user, id: bytesOf(asked.user.id) },
      excludeCredentials: withBytes(asked["excludeCredentials"]),
    } as unknown as PublicKeyCredentialCreationOptions,
  })) as PublicKeyCredential;
  const response = credential.response as AuthenticatorAttestationResponse;
  return {
    ...common(credential),
    response: {
      clientDataJSON: textOf(response.clientDataJSON),
      attestationObject: textOf(response.attestationObject),
      transports: response.getTransports?.() ?? [],
    },
  };
}

async function get(options: Json): Promise<Json> {
  const asked = options["publicKey"] as Json & { challenge: string };
  const credential = (await navigator.credentials.get({
    publicKey: {
      ...asked,
      challenge: bytesOf(asked.challenge),
      allowCredentials: withBytes(asked["allowCredentials"]),
    } as unknown as PublicKeyCredentialRequestOptions,
  })) as PublicKeyCredential;
  const response = credential.response as AuthenticatorAssertionResponse;
  return {
    ...common(credential),
    response: {
      clientDataJSON: textOf(response.clientDataJSON),
      authenticatorData: textOf(response.authenticatorData),
      signature: textOf(response.signature),
      userHandle: textOf(response.userHandle),
    },
  };
}

function common(credential: PublicKeyCredential): Json {
  return {
    id: credential.id,
    rawId: textOf(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

function explain(form: HTMLFormElement, words: string): void {
  const place = form.querySelector<HTMLElement>("[data-passkey-trouble]");
  if (!place) return;
  place.textContent = words;
  place.hidden = false;
}

function whatWentWrong(error: unknown): string {
  if (error instanceof DOMException && error.name === "InvalidStateError")
    return "この端末のパスキーは、すでに追加されています。";
  if (error instanceof DOMException && error.name === "NotAllowedError")
    return "パスキーの確認が取り消されたか、時間が切れました。もう一度お試しください。";
  return "この端末またはブラウザでは、パスキーを使えませんでした。ほかの方法を使ってください。";
}

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-passkey]")) {
  // Sent before this runs, the form would go without a credential: its button waits for us.
  for (const button of form.querySelectorAll<HTMLButtonElement>("button[type=submit]")) button.disabled = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const options = JSON.parse(form.dataset["options"] ?? "{}") as Json;
    const field = form.querySelector<HTMLInputElement>("input[name=credential]");
    try {
      const credential = form.dataset["passkey"] === "create" ? await create(options) : await get(options);
      if (field) field.value = JSON.stringify(credential);
      form.submit();
    } catch (error) {
      explain(form, whatWentWrong(error));
    }
  });
}
