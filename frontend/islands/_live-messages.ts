// What a page and its line (a SharedWorker for the whole browser, or the page itself) say to each other.

export type ToLine = { kind: "follow"; url: string; topics: string[] } | { kind: "leave" };

export type FromLine =
  | { kind: "fragment"; topic: string; html: string }
  | { kind: "open" }
  | { kind: "lost" }
  | { kind: "signed-out" };

const AGAIN_FIRST_MS = 3_000;
const AGAIN_AT_MOST_MS = 60_000;

/** One EventSource that follows a set of topics and opens itself again when it is cut off. */
export class Line {
  #source: EventSource | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wait = AGAIN_FIRST_MS;
  #address = "";

  constructor(private readonly tell: (said: FromLine) => void) {}

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
    source.addEventListener("open", () => {
      this.#wait = AGAIN_FIRST_MS;
      this.tell({ kind: "open" });
    });
    source.addEventListener("fragment", (event) => {
      const said = JSON.parse((event as MessageEvent<string>).data) as { topic: string; html: string };
      this.tell({ kind: "fragment", ...said });
    });
    source.addEventListener("signed-out", () => {
      source.close();
      this.#address = "";
      this.tell({ kind: "signed-out" });
    });
    source.addEventListener("error", () => {
      this.tell({ kind: "lost" });
      if (source.readyState !== EventSource.CLOSED || source !== this.#source) return;
      // The browser has given up (an error page, a refusal); we ask again, less and less often.
      this.#timer = setTimeout(() => this.#open(), this.#wait * (0.75 + Math.random() / 2));
      this.#wait = Math.min(this.#wait * 2, AGAIN_AT_MOST_MS);
    });
  }
}
