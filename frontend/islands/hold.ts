// Counts down how long a chosen time is kept, says so politely, and extends it without leaving the page.
// Without JavaScript the page says until when, and the button sends the form.

const SOON_SECONDS = 120; // WCAG 2.2.1 asks for twenty; people look for their glasses
const SAID_AT_SECONDS = [300, 120, 60];

function countDown(place: HTMLElement): void {
  let endsAt = 0;
  let told = new Set<number>();
  const part = (name: string) => place.querySelector<HTMLElement>(`[data-hold-${name}]`);
  const words = (name: string) => place.dataset[name] ?? "";

  function begin(seconds: number): void {
    endsAt = Date.now() + seconds * 1_000;
    told = new Set(SAID_AT_SECONDS.filter((at) => at >= seconds));
    show();
  }

  function say(text: string): void {
    const said = part("said");
    if (said) said.textContent = text;
  }

  function left(seconds: number): string {
    return seconds > 60
      ? words("leftMinutes").replace("#", String(Math.ceil(seconds / 60)))
      : words("leftSeconds").replace("#", String(seconds));
  }

  function show(): void {
    const seconds = Math.max(Math.ceil((endsAt - Date.now()) / 1_000), 0);
    const shown = part("left");
    if (shown) shown.textContent = seconds ? left(seconds) : "";
    const soon = part("soon");
    if (soon) {
      soon.hidden = seconds > SOON_SECONDS;
      soon.textContent = words(seconds ? "soon" : "over");
    }
    place.classList.toggle("hold-ending", seconds <= SOON_SECONDS);
    const due = SAID_AT_SECONDS.filter((at) => seconds <= at && !told.has(at));
    for (const at of due) told.add(at);
    if (!seconds && !told.has(0)) {
      told.add(0);
      say(words("over"));
    } else if (due.length) say(seconds <= SOON_SECONDS ? `${left(seconds)} ${words("soon")}` : left(seconds));
  }

  async function extend(button: HTMLButtonElement): Promise<void> {
    const form = button.form;
    if (!form) return;
    button.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form, button) });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = page.querySelector<HTMLElement>("[data-hold]");
      const until = now?.querySelector("[data-hold-until] strong")?.textContent;
      const old = place.querySelector("[data-hold-until] strong");
      // Lapsed, or not to be extended any more: the page that came says why.
      if (!answer.ok || !now || !old || !until || page.querySelector(".banner.error")) {
        form.requestSubmit(button);
        return;
      }
      old.textContent = until;
      begin(Number(now.dataset["seconds"]));
      say(place.querySelector("[data-hold-until]")?.textContent ?? "");
    } catch {
      form.requestSubmit(button);
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  place.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("[data-hold-extend]");
    if (!button || !event.isTrusted) return;
    event.preventDefault();
    void extend(button);
  });
  begin(Number(place.dataset["seconds"]));
  setInterval(show, 1_000);
}

document.querySelectorAll<HTMLElement>("[data-hold]").forEach(countDown);
