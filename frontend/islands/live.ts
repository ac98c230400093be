// Elements with data-live-topic follow the history by themselves. Without JavaScript the page is as it was loaded.

import { Line, type FromLine, type ToLine } from "./_live-messages";

const LOST = "接続が切れました・再接続中";
const BACK = "更新しました";
const SIGNED_OUT = "ログアウトしました。この画面は更新されません。";
const SIGN_IN = "もう一度ログインする";
const QUIET_MS = 5_000; // screen readers are told the newest summary, not each one
const BACK_SHOWN_MS = 4_000;
const LOST_AFTER_MS = 1_500; // a line that is back at once is no news

const frame = document.querySelector<HTMLElement>("[data-live-line]");
const elements = [...document.querySelectorAll<HTMLElement>("[data-live-topic]")];
const topics = [...new Set(elements.flatMap((element) => element.dataset["liveTopic"] ?? []))];

/** How to find the focused element again in the new content. */
function keyOf(focused: Element): string | undefined {
  if (focused.id) return `#${CSS.escape(focused.id)}`;
  for (const name of ["data-key", "name", "href"]) {
    const value = focused.getAttribute(name);
    if (value) return `${focused.localName}[${name}="${CSS.escape(value)}"]`;
  }
  const fold = focused.localName === "summary" && focused.parentElement?.id;
  return fold ? `#${CSS.escape(fold)} > summary` : undefined;
}

function isWriting(element: HTMLElement): boolean {
  const focused = document.activeElement;
  return !!focused && element.contains(focused) && focused.matches("input, select, textarea");
}

const postponed = new Map<HTMLElement, string>();

function show(element: HTMLElement, html: string): void {
  if (isWriting(element)) {
    postponed.set(element, html); // shown when the person has left the field
    return;
  }
  postponed.delete(element);
  const template = document.createElement("template");
  template.innerHTML = html;
  if (template.innerHTML === element.dataset["liveShown"]) return;
  element.dataset["liveShown"] = template.innerHTML;
  const focused = element.contains(document.activeElement) ? document.activeElement : null;
  const key = focused && keyOf(focused);
  const opened = [...element.querySelectorAll("details[open][id]")].map((details) => details.id);
  const scrolled = [...element.querySelectorAll("[id]")]
    .filter((inner) => inner.scrollTop || inner.scrollLeft)
    .map((inner) => [inner.id, inner.scrollTop, inner.scrollLeft] as const);
  element.replaceChildren(template.content);
  for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
  for (const [id, top, left] of scrolled) document.getElementById(id)?.scrollTo(left, top);
  if (focused) {
    const again = key ? element.querySelector<HTMLElement>(key) : null;
    if (!again) element.tabIndex = -1; // what had the focus is gone: stay here, not at the top of the page
    (again ?? element).focus({ preventScroll: true });
  }
  summarise(element);
}

let summary = "";
let saying: ReturnType<typeof setTimeout> | undefined;

function summarise(element: HTMLElement): void {
  const next = element.querySelector<HTMLElement>("[data-live-summary]")?.dataset["liveSummary"];
  if (!next || next === summary) return;
  summary = next;
  saying ??= setTimeout(() => {
    saying = undefined;
    const said = frame?.querySelector("[data-live-said]");
    if (said) said.textContent = summary;
  }, QUIET_MS);
}

let isLost = false;
let changing: ReturnType<typeof setTimeout> | undefined;

function state(text: string, tone: "" | "lost" | "back"): void {
  const place = frame?.querySelector<HTMLElement>("[data-live-state]");
  if (!place) return;
  place.textContent = text;
  place.hidden = !text;
  place.dataset["liveState"] = tone;
}

let heard = new Date();

/** In Japan's time, by the clock of the server. */
function lastHeard(): string {
  return heard.toLocaleTimeString("ja-JP", { timeZone: "Asia/Tokyo", hour12: false });
}

function hear(said: FromLine): void {
  if (said.kind === "beat") {
    heard = new Date(said.now);
    document.dispatchEvent(new CustomEvent("madoguchi:now", { detail: heard.getTime() }));
  } else if (said.kind === "fragment") {
    for (const element of elements) if (element.dataset["liveTopic"] === said.topic) show(element, said.html);
  } else if (said.kind === "signed-out") {
    clearTimeout(changing);
    state(SIGNED_OUT, "lost");
    // The same page again: its door leads through signing in and back.
    const again = document.createElement("a");
    again.href = location.href;
    again.textContent = SIGN_IN;
    frame?.querySelector("[data-live-state]")?.append(" ", again);
  } else if (said.kind === "lost" && !isLost) {
    isLost = true;
    clearTimeout(changing);
    changing = setTimeout(() => state(`${LOST}（${lastHeard()} までの内容です）`, "lost"), LOST_AFTER_MS);
  } else if (said.kind === "open" && isLost) {
    isLost = false;
    clearTimeout(changing);
    state(BACK, "back");
    changing = setTimeout(() => state("", ""), BACK_SHOWN_MS);
  }
}

function follow(url: string, worker: string, who: string): void {
  if (typeof SharedWorker === "undefined") {
    const line = new Line(hear);
    const start = () => line.follow(url, new Set(topics));
    addEventListener("pagehide", () => line.follow(url, new Set()));
    addEventListener("pageshow", start);
    start();
    return;
  }
  // Named for the person: who signs in next in this browser is shown nothing of the one before.
  let port: MessagePort | undefined;
  const say = (words: ToLine) => port?.postMessage(words);
  const start = () => {
    if (port) return;
    port = new SharedWorker(worker, { type: "module", name: `madoguchi-live-${who}` }).port;
    port.addEventListener("message", ({ data }: MessageEvent<FromLine>) => hear(data));
    port.start();
    say({ kind: "follow", url, topics });
  };
  addEventListener("pagehide", () => {
    say({ kind: "leave" });
    port = undefined;
  });
  addEventListener("pageshow", start); // also from the back-forward cache
  start();
}

for (const element of elements) {
  element.addEventListener("focusout", () => {
    setTimeout(() => {
      const html = postponed.get(element);
      if (html !== undefined) show(element, html);
    });
  });
}

const url = frame?.dataset["liveUrl"];
const worker = frame?.dataset["liveWorker"];
if (url && worker && topics.length) follow(url, worker, frame?.dataset["liveWho"] ?? "");
