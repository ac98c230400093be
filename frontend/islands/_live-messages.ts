// What a page and its line (a SharedWorker for the whole browser, or the page itself) say to each other.

export type ToLine = { kind: "follow"; url: string; topics: string[] } | { kind: "leave" };

export type FromLine =
  | { kind: "fragment"; topic: string; html: string }
  | { kind: "open" }
  | { kind: "beat"; now: string }
  | { kind: "lost" }
  | { kind: "signed-out" };

const AGAIN_FIRST_MS = 3_000;
const AGAIN_AT_MOST_MS = 60_000;
// The server says something every five seconds. A line that is silent for longer has no network any more, whatever the
// browser believes: a cable that was pulled out closes nothing.
const SILENT_MS = 13_000;
const LOOK_MS = 2_000;

/** One EventSource that follows a set of topics and opens itself again when it is cut off. */
export class Line {
  #source: EventSource | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wait = AGAIN_FIRST_MS;
  #address = "";
  #heardAt = 0;

  constructor(private readonly tell: (said: FromLine) => void) {
    setInterval(() => this.#lookWhetherSilent(), LOOK_MS);
    addEventListener("offline", () => this.#source && this.tell({ kind: "lost" }));
    addEventListener("online", () => this.#open());
  }

  #lookWhetherSilent(): void {
    if (!this.#source || performance.now() - this.#heardAt < SILENT_MS) return;
    this.tell({ kind: "lost" });
    this.#open();
  }

  follow(url: string, topics: ReadonlySet<string>): void {
    const query = [...topics].sort().map((topic) => `topic=${encodeURIComponent(topic)}`).join("&");
    const address = query ? `${url}?${query}` : "";
    if (address === this.#address) return;
    this.#address = address;
    this.#open();
  }

  #open(): void {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = undefined;
    if (!this.#address) return;
    const source = new EventSource(this.#address);
    this.#source = source;
    this.#heardAt = performance.now();
    source.addEventListener("open", () => {
      this.#heardAt = performance.now();
      this.#wait = AGAIN_FIRST_MS;
      this.tell({ kind: "open" });
    });
    source.addEventListener("beat", (event) => {
      this.#heardAt = performance.now();
      const said = JSON.parse((event as MessageEvent<string>).data) as { now: string };
      this.tell({ kind: "beat", now: said.now });
    });
    source.addEventListener("fragment", (event) => {
      this.#heardAt = performance.now();
      const said = JSON.parse((event as MessageEvent<string>).data) as { topic: string; html: string };
      this.tell({ kind: "fragment", ...said });
    });
    source.addEventListener("signed-out", () => this.#end());
    source.addEventListener("error", () => {
      this.tell({ kind: "lost" });
      if (source.readyState !== EventSource.CLOSED || source !== this.#source) return;
      this.#source = undefined;
      void this.#afterRefusal();
    });
  }

  /** The browser has given up (an error page, a refusal). Who was signed out while nobody was connected is told; else
   * we ask again, less and less often. */
  async #afterRefusal(): Promise<void> {
    const address = this.#address;
    const still = await fetch(address.replace("?", "/still?"), { redirect: "manual" }).catch(() => undefined);
    if (address !== this.#address || this.#source) return;
    if (still && (still.status === 401 || still.type === "opaqueredirect")) {
      this.#end();
      return;
    }
    this.#timer = setTimeout(() => this.#open(), this.#wait * (0.75 + Math.random() / 2));
    this.#wait = Math.min(this.#wait * 2, AGAIN_AT_MOST_MS);
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = undefined;
    this.#address = "";
    this.tell({ kind: "signed-out" });
  }
}
