// Finds the number of an altcha challenge and sends the form. Without JavaScript its person waits a minute instead.

const BATCH = 200;

function hex(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function find(salt: string, challenge: string, algorithm: string, largest: number): Promise<number | undefined> {
  const encoder = new TextEncoder();
  const of = async (number: number) =>
    hex(await crypto.subtle.digest(algorithm, encoder.encode(`${salt}${number}`))) === challenge;
  for (let first = 0; first <= largest; first += BATCH) {
    const numbers = Array.from({ length: BATCH }, (_, step) => first + step);
    const found = (await Promise.all(numbers.map(of))).indexOf(true);
    if (found >= 0) return first + found;
  }
  return undefined;
}

async function prove(form: HTMLFormElement): Promise<void> {
  const { salt = "", challenge = "", algorithm = "", signature = "", largest = "0" } = form.dataset;
  const field = form.querySelector<HTMLInputElement>("input[name=solution]");
  const byItself = form.querySelector<HTMLElement>("[data-prove-by-itself]");
  const byHand = form.querySelector<HTMLElement>("[data-prove-by-hand]");
  if (!field || !byItself || !byHand || typeof crypto.subtle === "undefined") return;
  byItself.hidden = false;
  byHand.hidden = true;
  const number = await find(salt, challenge, algorithm, Number(largest));
  if (number === undefined) {
    byItself.hidden = true;
    byHand.hidden = false;
    return;
  }
  field.value = btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }));
  form.requestSubmit();
}

document.querySelectorAll<HTMLFormElement>("form[data-prove]").forEach((form) => void prove(form));
