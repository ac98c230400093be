// The record of a contact keeps itself on the server with every pause in typing, and shows beside it who is on the line
// and what the FAQ says. Without JavaScript every button of the form does the same by sending it.

const PAUSE_MS = 800;
const MOST_MS = 2_000; // who types without a pause loses no more than this
const RETRY_MS = 5_000;
const ASKS_FOR_INTENTION = ["opinion", "wish", "complaint"];

interface Kept {
  version?: number;
  saved_at?: string;
  set?: Record<string, string>;
  has_my_number?: boolean;
  side?: string;
  refused?: string;
  is_elsewhere?: boolean;
}

function keepWhileTyped(form: HTMLFormElement): void {
  const address = form.dataset["keep"] ?? "";
  const part = <T extends HTMLElement>(name: string) => form.querySelector<T>(`[data-writing-${name}]`);
  const field = (name: string) => form.elements.namedItem(name) as HTMLInputElement | null;
  let timer = 0;
  let isSending = false;
  let isStopped = false; // another tab has written too: somebody has to choose
  let waiting: Record<string, string> | undefined;

  let typedSince = 0;
  function later(pause = PAUSE_MS): void {
    window.clearTimeout(timer);
    typedSince ||= Date.now();
    const left = Math.max(typedSince + MOST_MS - Date.now(), 0);
    timer = window.setTimeout(() => void send({}), Math.min(pause, left));
  }

  function say(words: string, choice: "" | "choice" | "again" = ""): void {
    const trouble = part("trouble");
    const text = part("words");
    if (!trouble || !text) return;
    trouble.hidden = !words;
    text.textContent = words;
    for (const name of ["choice", "again"]) {
      const more = part(name);
      if (more) more.hidden = name !== choice;
    }
  }

  /** One after the other: an answer that overtakes another would bring back old words. */
  async function send(press: Record<string, string>): Promise<void> {
    if (isStopped && !("force" in press)) return;
    if (isSending) {
      waiting = { ...waiting, ...press };
      return;
    }
    isSending = true;
    typedSince = 0;
    const typed = new FormData(form);
    typed.delete("do");
    for (const [name, value] of Object.entries(press)) typed.set(name, value);
    try {
      const answer = await fetch(address, { method: "POST", body: typed, keepalive: true });
      const isJson = answer.headers.get("content-type")?.includes("json");
      if (!isJson) say("ログインが終わったか、通信できません。ここまでの下書きは残っています。", "again");
      else show((await answer.json()) as Kept, answer.ok);
    } catch {
      say("通信が切れています。つながりしだい、下書きを保存します。");
      typedSince = 0;
      window.setTimeout(() => void send({}), RETRY_MS);
    } finally {
      isSending = false;
    }
    if (waiting) {
      const next = waiting;
      waiting = undefined;
      await send(next);
    }
  }

  function show(kept: Kept, isKept: boolean): void {
    if (!isKept) {
      isStopped = !!kept.is_elsewhere;
      say(kept.refused ?? "", kept.is_elsewhere ? "choice" : "");
      return;
    }
    isStopped = false;
    say(kept.has_my_number ? "12桁の番号が含まれています。マイナンバーは記録できません。その欄は保存していません。" : "");
    const version = field("version");
    if (version && kept.version !== undefined) version.value = String(kept.version);
    for (const [name, value] of Object.entries(kept.set ?? {})) {
      const changed = field(name);
      if (changed) changed.value = value;
    }
    if (kept.set) showWhatIsAsked();
    const state = part("state");
    if (state && kept.saved_at) state.textContent = `${kept.saved_at} に下書きを保存しました。`;
    showSide(kept.side ?? "");
  }

  let shown = "";
  /** What stands beside the form, part by part: the field for the FAQ between them is left as it is. */
  function showSide(html: string): void {
    if (html === shown) return;
    shown = html;
    const template = document.createElement("template");
    template.innerHTML = html;
    for (const next of template.content.querySelectorAll<HTMLElement>("[data-side-part]")) {
      const place = form.querySelector<HTMLElement>(`[data-side-part="${next.dataset["sidePart"] ?? ""}"]`);
      if (place && place.innerHTML !== next.innerHTML) replace(place, next);
    }
  }

  function replace(side: HTMLElement, next: HTMLElement): void {
    const focused = side.contains(document.activeElement) ? (document.activeElement as HTMLButtonElement) : null;
    const opened = [...side.querySelectorAll("details[open][id]")].map((details) => details.id);
    side.replaceChildren(...next.childNodes);
    for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
    if (!focused) return;
    const again = side.querySelector<HTMLElement>(`button[value="${CSS.escape(focused.value)}"]`);
    (again ?? side.querySelector<HTMLElement>("article button") ?? field("answer"))?.focus();
  }

  function showWhatIsAsked(): void {
    const place = (name: string) => form.querySelector<HTMLElement>(`[data-place="${name}"]`);
    const intention = place("intention");
    const kind = field("kind");
    if (intention && kind) intention.hidden = !ASKS_FOR_INTENTION.includes(kind.value) && !field("intention")?.value;
    const to = place("transfer_to");
    const transfer = field("transfer");
    if (to && transfer) to.hidden = transfer.value === "none" && !field("transfer_to")?.value;
  }

  /** A telephone that opens a page when it rings: …/contacts/writing/new/#tel=09012345678. What stands behind the # is
   * never sent to a server and never logged. */
  function takeNumberFromTelephone(): void {
    const number = new URLSearchParams(location.hash.slice(1)).get("tel");
    const phone = field("party_phone");
    if (!number || !phone) return;
    history.replaceState(null, "", location.pathname);
    if (!phone.value) phone.value = number;
    void send({});
  }

  form.addEventListener("input", () => later());
  form.addEventListener("change", () => {
    showWhatIsAsked();
    later(0);
  });
  form.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("button[name='do']");
    if (!button || !(button.value === "look" || button.value.includes(":"))) return;
    event.preventDefault();
    window.clearTimeout(timer);
    void send({ do: button.value });
  });
  part("force")?.addEventListener("click", () => void send({ force: "yes" }));
  form.addEventListener("submit", () => window.clearTimeout(timer));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && timer) void send({});
  });
  showWhatIsAsked();
  takeNumberFromTelephone();
}

document.querySelectorAll<HTMLFormElement>("form[data-writing]").forEach(keepWhileTyped);

export {}; // a module of its own: its names are nobody else's
