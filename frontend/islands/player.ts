// Hearing a recording: two lanes that show where the sound is, the keyboard, the speed. Without this the browser's own
// player stands there and does the same.

const STEP_SECONDS = 5;

function inMinutes(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}分${whole % 60}秒`;
}

function playFrom(player: HTMLElement): void {
  const part = (name: string) => player.querySelector<HTMLElement>(`[data-player-${name}]`);
  const audio = player.querySelector("audio");
  const lanes = part("lanes");
  const head = part("head");
  const toggle = part("toggle");
  if (!audio || !lanes || !head || !toggle) return;
  const seconds = Number(player.dataset["seconds"] ?? 0);
  const whole = () => (Number.isFinite(audio.duration) && audio.duration > 0 ? audio.duration : seconds);
  const speeds = [...player.querySelectorAll<HTMLInputElement>("input[name=speed]")];

  for (const name of ["buttons", "keys", "head"]) {
    const shown = part(name);
    if (shown) shown.hidden = false;
  }
  lanes.tabIndex = 0;
  lanes.setAttribute("role", "slider");
  lanes.setAttribute("aria-label", "再生の位置");
  lanes.setAttribute("aria-valuemin", "0");
  lanes.setAttribute("aria-valuemax", String(Math.round(seconds)));

  function show(): void {
    const at = audio?.currentTime ?? 0;
    head?.style.setProperty("--at", String(Math.min(at / (whole() || 1), 1)));
    lanes?.setAttribute("aria-valuenow", String(Math.round(at)));
    lanes?.setAttribute("aria-valuetext", `${inMinutes(at)}（全体 ${inMinutes(whole())}）`);
    if (toggle) toggle.textContent = audio?.paused ? "再生" : "停止";
  }

  function goTo(second: number): void {
    if (audio) audio.currentTime = Math.min(Math.max(second, 0), whole());
    show();
  }

  function press(): void {
    if (audio?.paused) void audio.play().catch(() => undefined);
    else audio?.pause();
  }

  function faster(by: number): void {
    const now = speeds.findIndex((one) => one.checked);
    const next = speeds[Math.min(Math.max(now + by, 0), speeds.length - 1)];
    if (next) {
      next.checked = true;
      if (audio) audio.playbackRate = Number(next.value);
    }
  }

  const keys: Record<string, () => void> = {
    " ": press,
    ArrowLeft: () => goTo(audio.currentTime - STEP_SECONDS),
    ArrowRight: () => goTo(audio.currentTime + STEP_SECONDS),
    ArrowDown: () => goTo(audio.currentTime - STEP_SECONDS),
    ArrowUp: () => goTo(audio.currentTime + STEP_SECONDS),
    Home: () => goTo(0),
    End: () => goTo(whole()),
    "<": () => faster(-1),
    ">": () => faster(1),
  };

  document.addEventListener("keydown", (event) => {
    const at = event.target as HTMLElement;
    const isElsewhere = at !== lanes && at.closest("a, button, input, select, textarea, summary, audio");
    const act = keys[event.key];
    if (!act || isElsewhere || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  });
  lanes.addEventListener("click", (event) => {
    const lane = lanes.querySelector("svg")?.getBoundingClientRect();
    if (lane) goTo(((event.clientX - lane.left) / lane.width) * whole());
  });
  toggle.addEventListener("click", press);
  for (const button of player.querySelectorAll<HTMLElement>("[data-player-skip]")) {
    button.addEventListener("click", () => goTo(audio.currentTime + Number(button.dataset["playerSkip"])));
  }
  for (const speed of speeds) speed.addEventListener("change", () => (audio.playbackRate = Number(speed.value)));
  for (const what of ["play", "pause", "timeupdate", "seeked", "ended", "durationchange"]) {
    audio.addEventListener(what, show);
  }
  audio.addEventListener("error", () => void sayWhy(audio.src, part("trouble")));
  show();
}

/** The server says why in words: the file is damaged, the time is over. */
async function sayWhy(address: string, place: HTMLElement | null): Promise<void> {
  if (!place) return;
  const answer = await fetch(address, { headers: { Range: "bytes=0-0" } }).catch(() => undefined);
  const isOurs = answer?.status === 409;
  place.textContent = isOurs ? await answer.text() : "再生できません。ページを開き直してください。";
}

for (const player of document.querySelectorAll<HTMLElement>("[data-player]")) playFrom(player);
