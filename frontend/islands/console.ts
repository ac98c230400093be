// The console: the panes follow the telephone, keys move between them, and nothing that is typed is left behind. Without
// JavaScript the panes are there as they were loaded, and its tabs are links.

interface Seat {
  state?: string;
  call?: string;
  relay?: string | undefined;
}

const LOOKED_AT = ["ringing", "talking", "hold", "after_call"];
const ANSWERED = ["talking", "hold", "after_call"];

function mount(place: HTMLElement): void {
  const part = (name: string) => place.querySelector<HTMLElement>(`[data-console-${name}]`);
  const frames = [...place.querySelectorAll<HTMLIFrameElement>("[data-console-frame]")];
  const frame = (name: string) => frames.find((one) => one.dataset["consoleFrame"] === name);
  const tabs = [...place.querySelectorAll<HTMLAnchorElement>("[data-tool]")];
  const known = () => place.querySelector<HTMLElement>("[data-known]");
  let recorded = known()?.dataset["known"] ?? ""; // of which call the record is open
  let entersRecord = false; // as soon as it is there
  let seen: Seat = {};

  // The telephone

  async function follow(seat: Seat): Promise<void> {
    const before = seen;
    if (seat.relay && !before.relay) setField("channel", "relay");
    if (seat.state === before.state && seat.call === before.call) {
      before.relay = seat.relay; // told again: nothing else has changed
      return;
    }
    seen = seat;
    // What was said before this call is over.
    if (seat.call && seat.call !== before.call) document.querySelector(".messages")?.remove();
    const call = LOOKED_AT.includes(seat.state ?? "") ? (seat.call ?? "") : "";
    // A call of which nothing is known yet is asked for again: the ledger follows the exchange by a moment.
    for (let tries = 0; tries < 60; tries++) {
      await lookAtCall();
      if (!call || known()?.dataset["known"] === call || seen !== seat) break;
      await new Promise((done) => setTimeout(done, 500));
    }
    if (seen !== seat || !call || !ANSWERED.includes(seat.state ?? "")) return;
    if (call !== recorded && known()?.dataset["known"] === call) openRecord(call);
  }

  async function lookAtCall(): Promise<void> {
    const address = place.dataset["callPart"];
    const shown = part("call");
    if (!address || !shown) return;
    const answer = await fetch(address).catch(() => undefined);
    if (!answer?.ok || answer.redirected) return;
    const html = await answer.text();
    if (shown.innerHTML !== html) shown.innerHTML = html;
  }

  function openRecord(call: string): void {
    recorded = call;
    const record = frame("record");
    const address = known()?.dataset["record"];
    const isElsewhere = frames.some((one) => one !== record && one === document.activeElement);
    if (record && address) {
      // Who answers begins to write; who is at work in a tool is left there.
      entersRecord = !isElsewhere;
      record.src = address;
    }
    const transfer = frame("transfer");
    const transferAddress = known()?.dataset["transfer"];
    if (transfer && transferAddress) {
      transfer.dataset["address"] = transferAddress;
      if (transfer.src) transfer.src = transferAddress;
    }
    const booking = frame("booking");
    if (booking?.src) booking.src = booking.dataset["address"] ?? booking.src;
  }

  /** What is said elsewhere on this page is written into the record that is open, and keeps itself there. */
  function setField(name: string, value: string): void {
    const field = frame("record")?.contentDocument?.querySelector<HTMLInputElement>(`form[data-writing] [name="${name}"]`);
    if (!field || field.value === value) return;
    field.value = value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // The panes

  function open(name: string, focuses: boolean): void {
    for (const one of frames) {
      if (one.dataset["consoleFrame"] === "record") continue;
      const isOne = one.dataset["consoleFrame"] === name;
      one.hidden = !isOne;
      if (isOne && !one.src && !one.dataset["opened"]) one.src = one.dataset["address"] ?? "";
      if (isOne) one.dataset["opened"] = "yes";
    }
    for (const tab of tabs) {
      if (tab.dataset["tool"] === name) tab.setAttribute("aria-current", "true");
      else tab.removeAttribute("aria-current");
    }
    if (focuses) enter(frame(name));
  }

  function enter(one: HTMLIFrameElement | undefined): void {
    if (!one) return;
    one.scrollIntoView({ block: "nearest" });
    const page = one.contentDocument;
    if (!page || page.location.href === "about:blank" || page.readyState !== "complete") {
      // Nothing hears the keys in there yet: they stay with its tab until it has come.
      tabs.find((tab) => tab.dataset["tool"] === one.dataset["consoleFrame"])?.focus();
      one.addEventListener("load", () => enter(one), { once: true });
      return;
    }
    one.focus();
    for (const wanted of ["[autofocus]", "main textarea", "main input:not([type=hidden]), main a[href], main button"]) {
      const all = [...(one.contentDocument?.querySelectorAll<HTMLElement>(wanted) ?? [])];
      const found = all.find((field) => field.offsetParent !== null); // some are asked for by the kind of matter only
      if (!found) continue;
      found.focus();
      return;
    }
  }

  function openedTool(): string {
    return tabs.find((tab) => tab.hasAttribute("aria-current"))?.dataset["tool"] ?? "";
  }

  function nextTool(): void {
    const focused = document.activeElement as HTMLElement | null;
    const isInTools = !!focused && focused !== frame("record") && !!part("tools")?.contains(focused);
    const at = tabs.findIndex((tab) => tab.dataset["tool"] === openedTool());
    const next = tabs[isInTools ? (at + 1) % tabs.length : Math.max(at, 0)];
    if (next) open(next.dataset["tool"] ?? "", true);
  }

  // Keys: the same everywhere on the page, also inside the panes

  const doing: Record<string, () => void> = {
    F1: () => {
      const keys = document.querySelector<HTMLDetailsElement>("[data-console-keys]");
      if (keys) keys.open = !keys.open;
      keys?.querySelector("summary")?.focus();
    },
    F2: () => press("F2"),
    F4: () => press("F4"),
    F6: () => part("telephone")?.querySelector<HTMLElement>("button:not([hidden])")?.focus(),
    F7: () => openTransfer(),
    F8: () => enter(frame("record")),
    F9: () => nextTool(),
  };

  function press(key: string): void {
    const buttons = [...(part("telephone")?.querySelectorAll<HTMLButtonElement>(`[data-hot="${key}"]`) ?? [])];
    buttons.find((button) => !button.hidden && button.offsetParent !== null)?.click();
  }

  /** The field for whom to transfer to, on the telephone that is used here. */
  function openTransfer(): HTMLInputElement | undefined {
    const folds = [...(part("telephone")?.querySelectorAll<HTMLDetailsElement>("[data-transfer-fold]") ?? [])];
    const fold = folds.find((one) => !one.hidden && one.offsetParent !== null);
    if (!fold) return undefined;
    fold.open = true;
    const field = fold.querySelector<HTMLInputElement>("input[inputmode=tel]") ?? undefined;
    field?.focus();
    return field;
  }

  /** What was opened over the page is closed by Esc, and the focus goes back to what opened it. */
  function closeFold(event: KeyboardEvent): void {
    const fold = (event.target as Element | null)?.closest<HTMLDetailsElement>("details.fold[open]");
    if (event.key !== "Escape" || !fold) return;
    fold.open = false;
    fold.querySelector("summary")?.focus();
  }

  function hear(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.repeat) return;
    const step = doing[event.key];
    if (!step) return;
    event.preventDefault();
    step();
  }

  function inside(one: HTMLIFrameElement): void {
    const page = one.contentDocument;
    if (!page || page.location.href === "about:blank") return;
    page.addEventListener("keydown", hear);
    if (one === frame("record") && entersRecord && page.querySelector("form[data-writing]")) {
      entersRecord = false;
      enter(one);
    }
    for (const button of page.querySelectorAll<HTMLButtonElement>("[data-dial]")) {
      button.hidden = false;
      button.addEventListener("click", () => dial(button.dataset["dial"] ?? "", page, button.dataset["code"] ?? ""));
    }
    const result = page.querySelector<HTMLElement>("[data-transferred]");
    if (result) {
      setField("transfer", result.dataset["transferred"] ?? "");
      setField("transfer_to", result.dataset["to"] ?? "");
    }
  }

  /** The number goes to the telephone's field; whom it is stays chosen for the result. */
  function dial(number: string, page: Document, code: string): void {
    const field = openTransfer();
    const chosen = page.querySelector<HTMLSelectElement>("[data-transfer-result] [name=department]");
    if (chosen) chosen.value = code;
    if (!field) return;
    field.value = number;
  }

  for (const one of frames) {
    one.addEventListener("load", () => inside(one));
    inside(one);
  }
  for (const tab of tabs) {
    tab.addEventListener("click", (event) => {
      event.preventDefault();
      open(tab.dataset["tool"] ?? "", false);
    });
  }
  place.addEventListener("click", (event) => {
    const opens = (event.target as Element).closest<HTMLElement>("[data-opens]")?.dataset["opens"];
    if (opens) open(opens, false);
  });
  const line = part("line");
  if (line) {
    // Pushed as soon as the exchange rings: one's own place is looked at now, not at its next turn.
    new MutationObserver(() => document.dispatchEvent(new Event("madoguchi:look"))).observe(line, { childList: true });
  }
  document.addEventListener("keydown", hear);
  document.addEventListener("keydown", closeFold);
  // One panel at a time: they lie over the record.
  part("telephone")?.addEventListener(
    "toggle",
    (event) => {
      const opened = event.target as HTMLDetailsElement;
      if (!opened.open || !opened.matches(".fold")) return;
      for (const other of part("telephone")?.querySelectorAll<HTMLDetailsElement>("details.fold[open]") ?? []) {
        if (other !== opened) other.open = false;
      }
    },
    true,
  );
  document.addEventListener("madoguchi:seat", (event) => void follow((event as CustomEvent<Seat>).detail));
}

document.querySelectorAll<HTMLElement>("[data-console]").forEach(mount);

export {};
