// The board's clocks: lengths of time go on by themselves, a call that waits too long is marked as such, on a wall the
// time of day stands at the top. Without JavaScript they say how it was when the page was loaded.

import { ServerClock } from "./_server-clock";

const board = document.querySelector<HTMLElement>("[data-board]");
const clock = new ServerClock(board?.querySelector<HTMLElement>("[data-server-now]")?.dataset["serverNow"]);
const WORDS = { calm: "", notice: "△ 待たせています", alarm: "▲ 長く待たせています" };

function secondsSince(moment: string | undefined): number | undefined {
  const since = Date.parse(moment ?? "");
  return Number.isNaN(since) ? undefined : Math.max(0, Math.floor((clock.now() - since) / 1000));
}

function length(seconds: number): string {
  const two = (part: number) => String(part).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

function say(element: Element | null, words: string): void {
  if (element && element.textContent !== words) element.textContent = words;
}

function tick(): void {
  for (const element of board?.querySelectorAll<HTMLElement>("[data-since]") ?? []) {
    const seconds = secondsSince(element.dataset["since"]);
    if (seconds !== undefined) say(element, length(seconds));
  }
  for (const tile of board?.querySelectorAll<HTMLElement>("[data-level-since]") ?? []) {
    const seconds = secondsSince(tile.dataset["levelSince"]);
    const { noticeAfter, alarmAfter } = tile.dataset;
    const level =
      seconds === undefined ? "calm" : seconds >= Number(alarmAfter) ? "alarm" : seconds >= Number(noticeAfter) ? "notice" : "calm";
    tile.dataset["level"] = level;
    say(tile.querySelector("[data-level-words]"), WORDS[level]);
  }
  const shown = document.querySelector("[data-board-clock]");
  say(shown, new Date(clock.now()).toLocaleTimeString("ja-JP", { timeZone: "Asia/Tokyo", hour12: false }));
}

if (board) {
  tick();
  setInterval(tick, 1000);
  new MutationObserver(tick).observe(board, { childList: true });
}

