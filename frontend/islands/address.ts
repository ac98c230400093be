// 郵便番号 → 住所 without a page in between. Without this the same button sends the form and the page comes back filled.

interface Answer {
  place: string;
  said: string;
  kept: string;
}

const NUMBER_ONLY = /^[0-9０-９一二三四五六七八九十]/;

async function fillIn(area: HTMLElement, code: HTMLInputElement, address: HTMLInputElement): Promise<void> {
  const said = area.querySelector<HTMLElement>("[data-look-up-said]");
  const token = code.form?.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
  const body = new URLSearchParams({ postal_code: code.value, csrfmiddlewaretoken: token });
  const asked = await fetch(area.dataset["lookUp"] ?? "", { method: "POST", body });
  if (!asked.ok) throw new Error(String(asked.status));
  const answer = (await asked.json()) as Answer;
  const typed = address.value.trim();
  if (answer.place && (typed === "" || NUMBER_ONLY.test(typed))) {
    address.value = answer.place + typed;
  }
  // Nothing that somebody has typed is lost; the answer says what the code stands for.
  const kept = answer.place && !address.value.startsWith(answer.place);
  if (said) said.textContent = kept ? answer.kept : answer.said;
  (answer.place ? address : code).focus();
}

for (const area of document.querySelectorAll<HTMLElement>("[data-look-up]")) {
  const form = area.closest("form");
  const code = form?.querySelector<HTMLInputElement>("[name=postal_code]");
  const address = form?.querySelector<HTMLInputElement>("[name=address]");
  const button = area.querySelector("button");
  if (!code || !address || !button) continue;
  button.addEventListener("click", (event) => {
    event.preventDefault();
    // Where the script cannot ask, the form does.
    fillIn(area, code, address).catch(() => form?.requestSubmit(button));
  });
}
