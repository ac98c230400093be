// What time it is at the server: as the page was rendered, and as each heartbeat of the live line says it again. The
// clock of a desk may be minutes off, and may be put right in the middle of a day.

const OFF_BY_MS = 1_500; // less is the way of a message through the network

export class ServerClock {
  #at: number;
  #since = performance.now();

  constructor(rendered: string | undefined) {
    const moment = Date.parse(rendered ?? "");
    this.#at = Number.isNaN(moment) ? Date.now() : moment;
    document.addEventListener("madoguchi:now", (event) => this.#put((event as CustomEvent<number>).detail));
  }

  now(): number {
    return this.#at + performance.now() - this.#since;
  }

  #put(moment: number): void {
    if (Math.abs(moment - this.now()) < OFF_BY_MS) return;
    this.#at = moment;
    this.#since = performance.now();
  }
}
