// One's own place at the telephone: looks again by itself, counts the seconds, takes the number keys for the buttons.
// Without JavaScript the page is as it was loaded, and its buttons work.

const EVERY_MS = 2_000;
const ON_THE_LINE = new Set(["talking", "hold", "ringing"]);

const isOnCall = () => !!document.querySelector("[data-on-call]");

function mount(place: HTMLElement): void {
  let loadedAt = Date.now();

  const now = () => place.querySelector<HTMLElement>(".seat-now");

  function tick(): void {
    const shown = now();
    if (!shown) return;
    const passed = Math.floor((Date.now() - loadedAt) / 1_000);
    const clock = shown.querySelector<HTMLElement>("[data-clock]");
    if (clock) clock.textContent = words(Number(shown.dataset["seconds"]) + passed);
    const left = shown.querySelector<HTMLElement>("[data-left-words]");
    if (left && shown.dataset["left"]) {
      const seconds = Math.max(Number(shown.dataset["left"]) - passed, 0);
      left.textContent = seconds ? `あと ${seconds} 秒で、受付可に戻ります。` : "まもなく、受付可に戻ります。";
    }
  }

  const words = (seconds: number) =>
    seconds < 60 ? `${seconds}秒` : `${Math.floor(seconds / 60)}分${String(seconds % 60).padStart(2, "0")}秒`;

  function isWriting(): boolean {
    const focused = document.activeElement;
    return !!focused && place.contains(focused) && focused.matches("input, select, textarea");
  }

  async function look(): Promise<void> {
    const before = now();
    const url = ON_THE_LINE.has(before?.dataset["state"] ?? "") ? place.dataset["talking"] : place.dataset["now"];
    if (!url || document.hidden) return;
    const answer = await fetch(url, { headers: { "X-Requested-With": "fetch" } });
    if (!answer.ok || answer.redirected || answer.status === 204) return;
    const html = await answer.text();
    const template = document.createElement("template");
    template.innerHTML = html;
    const next = template.content.querySelector<HTMLElement>(".seat-now");
    if (!next || !before) return;
    // A whole page belongs to another state: seat form, telephone, ringing out.
    if (!isOnCall() && (before.dataset["state"] === "signed_out") !== (next.dataset["state"] === "signed_out")) {
      location.reload();
      return;
    }
    tell(next);
    if (same(before, next) || isWriting()) return;
    const focused = place.contains(document.activeElement) ? document.activeElement : null;
    const key = focused?.getAttribute("value");
    replace(...template.content.childNodes);
    loadedAt = Date.now();
    tick();
    if (key) place.querySelector<HTMLElement>(`button[value="${CSS.escape(key)}"]`)?.focus();
  }

  /** What was folded out stays so. */
  function replace(...nodes: Node[]): void {
    const opened = [...place.querySelectorAll("details[open][id]")].map((details) => details.id);
    place.replaceChildren(...nodes);
    for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
  }

  function same(a: HTMLElement, b: HTMLElement): boolean {
    const plain = (of: HTMLElement) =>
      [of.dataset["state"], of.dataset["call"], of.dataset["paused"], of.querySelectorAll(".banner").length, of.querySelectorAll("dt").length].join();
    return plain(a) === plain(b);
  }

  /** Whoever else on this page follows one's own telephone. */
  function tell(shown: HTMLElement | null): void {
    if (shown) document.dispatchEvent(new CustomEvent("madoguchi:seat", { detail: { ...shown.dataset } }));
  }

  /** A button of this page, without leaving it: with the page the call in its telephone would end. */
  async function send(form: HTMLFormElement, pressed: HTMLElement | null): Promise<void> {
    form.setAttribute("aria-busy", "true");
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form, pressed) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.querySelector("[data-seat]");
    if (!answer.ok || !next) {
      if (!isOnCall()) location.reload(); // signed out meanwhile, or no seat any more
      return;
    }
    const key = pressed?.getAttribute("value");
    replace(...next.children);
    const dial = page.querySelector("[data-dial]");
    if (dial) document.querySelector("[data-dial]")?.replaceWith(dial);
    // What the page has to say stands above its content.
    const flow = place.parentElement;
    document.querySelectorAll(".messages, [data-error-summary]").forEach((old) => old.remove());
    for (const said of page.querySelectorAll<HTMLElement>(".messages, [data-error-summary]")) {
      flow?.before(said);
      if ("errorSummary" in said.dataset) said.focus();
    }
    loadedAt = Date.now();
    tick();
    tell(now());
    if (key) place.querySelector<HTMLElement>(`button[value="${CSS.escape(key)}"]`)?.focus();
  }

  // Before frame.ts counts it as sent.
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target as HTMLFormElement;
      if (!form.closest("[data-seat], [data-dial]") || !document.querySelector("[data-softphone], [data-console]")) return;
      event.preventDefault();
      if (form.hasAttribute("aria-busy")) return;
      void send(form, event.submitter).finally(() => form.removeAttribute("aria-busy"));
    },
    true,
  );
  document.addEventListener("madoguchi:look", () => void look().catch(() => undefined));
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.repeat) return;
    if ((event.target as Element).matches("input, select, textarea, [contenteditable]")) return;
    place.querySelector<HTMLButtonElement>(`[data-states] button[data-key="${CSS.escape(event.key)}"]`)?.click();
  });
  setInterval(tick, 1_000);
  setInterval(() => void look().catch(() => undefined), EVERY_MS);
  tick();
  tell(now());
}

document.querySelectorAll<HTMLElement>("[data-seat]").forEach(mount);
