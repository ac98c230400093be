// The bell: says what is new to a screen reader, and sounds once in a browser however many pages are open. Without
// JavaScript the bell stands as it was when the page was loaded, and is silent.

const SOUND = "madoguchi-alert-sound"; // "on": this browser sounds
const SOUNDED = "madoguchi-alert-sounded"; // the newest that sounded, in any page of this browser
const QUIET_MS = 10_000; // however much comes, no more often

const bell = document.querySelector<HTMLElement>("[data-alert-bell]");
const button = bell?.querySelector<HTMLButtonElement>("[data-alert-sound]");
const hint = bell?.querySelector<HTMLElement>("[data-alert-hint]");
const said = bell?.querySelector<HTMLElement>("[data-alert-said]");

let audio: AudioContext | undefined;
let soundedAt = -Infinity;

function kept(name: string): string {
  try {
    return localStorage.getItem(name) ?? "";
  } catch {
    return "";
  }
}

function keep(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // A browser that keeps nothing asks again on the next page.
  }
}

const isOn = (): boolean => kept(SOUND) === "on";

/** Browsers let a page sound only after somebody has pressed something on it. */
function allow(): void {
  if (!isOn()) return;
  audio ??= new AudioContext();
  void audio.resume().then(showSound);
}

function showSound(): void {
  if (!button || !hint) return;
  button.hidden = false;
  button.textContent = isOn() ? "音：入" : "音：切";
  button.setAttribute("aria-pressed", String(isOn()));
  hint.hidden = !isOn() || audio?.state === "running";
}

function sound(): void {
  if (!audio || audio.state !== "running") return;
  const begins = audio.currentTime;
  for (const [at, pitch] of [
    [0, 880],
    [0.22, 1174],
  ] as const) {
    const tone = audio.createOscillator();
    const loudness = audio.createGain();
    tone.frequency.value = pitch;
    loudness.gain.setValueAtTime(0.0001, begins + at);
    loudness.gain.exponentialRampToValueAtTime(0.25, begins + at + 0.02);
    loudness.gain.exponentialRampToValueAtTime(0.0001, begins + at + 0.2);
    tone.connect(loudness).connect(audio.destination);
    tone.start(begins + at);
    tone.stop(begins + at + 0.21);
  }
  if (bell) bell.dataset["alertSounded"] = String(Number(bell.dataset["alertSounded"] ?? 0) + 1);
}

const now = (): HTMLElement | null => bell?.querySelector<HTMLElement>("[data-alert-newest]") ?? null;
const newestOf = (element: HTMLElement | null): number => Number(element?.dataset["alertNewest"] ?? 0);

let newest = newestOf(now());
let words = now()?.dataset["alertWords"] ?? "";

function hear(): void {
  const element = now();
  const next = newestOf(element);
  const nextWords = element?.dataset["alertWords"] ?? "";
  if (nextWords !== words && said) said.textContent = nextWords;
  words = nextWords;
  if (next > newest && isOn() && next > Number(kept(SOUNDED)) && performance.now() - soundedAt > QUIET_MS) {
    keep(SOUNDED, String(next));
    soundedAt = performance.now();
    sound();
  }
  newest = next;
}

if (bell && button) {
  button.addEventListener("click", () => {
    keep(SOUND, isOn() ? "off" : "on");
    allow();
    showSound();
  });
  addEventListener("pointerdown", allow, { passive: true });
  addEventListener("keydown", allow);
  addEventListener("storage", showSound);
  new MutationObserver(hear).observe(bell, { childList: true, subtree: true });
  showSound();
}
