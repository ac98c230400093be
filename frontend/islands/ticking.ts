// Lengths of time that go on by themselves: <… data-ticking data-server-now="…"> around elements with data-since. Without
// JavaScript they say how it was when the page was loaded.

import { ServerClock } from "./_server-clock";

const root = document.querySelector<HTMLElement>("[data-ticking]");
const clock = new ServerClock(root?.dataset["serverNow"]);

function inWords(seconds: number): string {
  const whole = Math.max(Math.floor(seconds), 0);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  return hours ? `${hours}時間${minutes}分` : `${minutes}分${String(whole % 60).padStart(2, "0")}秒`;
}

function tick(): void {
  for (const element of root?.querySelectorAll<HTMLElement>("[data-since]") ?? []) {
    const since = Date.parse(element.dataset["since"] ?? "");
    if (!Number.isNaN(since)) element.textContent = inWords((clock.now() - since) / 1000);
  }
}

if (root) {
  tick();
  setInterval(tick, 1000);
}
