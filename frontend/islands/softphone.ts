// The telephone in the browser, by SIP over the exchange's WebSocket. One page holds it; a call lasts as long as the page.

import { UserAgent, Web } from "sip.js";
import type { Session, URI } from "sip.js";

interface Access {
  url: string;
  extension: string;
  realm: string;
  password: string;
}

// The microphone that was chosen last: forms of this page load it anew, and people come back every morning.
const CHOSEN = "madoguchi-microphone";
const NO_MICROPHONE = "マイクを使えません。ブラウザーの設定で、このページにマイクを許してください。";

class Telephone {
  private manager: Web.SessionManager | undefined;
  private call: Session | undefined;
  private asked: Session | undefined; // whom a transfer is talked over with
  private readonly ringer = new Ringer();
  private device = localStorage.getItem(CHOSEN) ?? "";

  private fillDevices = async (): Promise<void> => undefined;

  constructor(private readonly place: HTMLElement) {}

  async begin(): Promise<void> {
    const access = await this.access();
    const audio = this.part<HTMLAudioElement>("audio");
    this.manager = new Web.SessionManager(access.url, {
      aor: `sip:${access.extension}@${access.realm}`,
      autoStop: true,
      reconnectionAttempts: 1_000,
      reconnectionDelay: 2,
      registrationRetry: true,
      registrationRetryInterval: 3,
      maxSimultaneousSessions: 2,
      media: { constraints: { audio: true, video: false }, remote: () => ({ audio }) },
      userAgentOptions: {
        authorizationUsername: access.extension,
        authorizationPassword: access.password,
        logLevel: "error",
        sessionDescriptionHandlerFactoryOptions: { iceGatheringTimeout: 500 },
      },
      delegate: {
        onRegistered: () => this.say("つながっています。着信を待っています。"),
        onUnregistered: () => this.say("電話交換機につながっていません。"),
        onServerDisconnect: () => this.say("接続が切れました。つなぎ直しています。"),
        onCallReceived: (session) => void this.rings(session),
        onCallCreated: (session) => this.created(session),
        onCallAnswered: () => this.show(),
        onCallHangup: (session) => this.ended(session),
        onCallHold: () => this.show(),
      },
    });
    await this.manager.connect();
    await this.manager.register();
    this.buttons();
    await this.devices();
    window.addEventListener("beforeunload", (event) => {
      if (this.call) event.preventDefault();
    });
  }

  private async access(): Promise<Access> {
    const token = this.place.querySelector<HTMLFormElement>("[data-token]");
    const answer = await fetch(this.place.dataset["softphone"] ?? "", {
      method: "POST",
      body: token ? new FormData(token) : null,
    });
    if (!answer.ok) throw new Error(`no access (${answer.status})`);
    return (await answer.json()) as Access;
  }

  private part<Kind extends HTMLElement>(name: string): Kind {
    const found = this.place.querySelector<Kind>(`[data-phone-${name}]`);
    if (!found) throw new Error(`no ${name}`);
    return found;
  }

  private button(name: string): HTMLButtonElement {
    const found = this.place.querySelector<HTMLButtonElement>(`[data-phone="${name}"]`);
    if (!found) throw new Error(`no button ${name}`);
    return found;
  }

  private say(text: string): void {
    this.part("status").textContent = text;
  }

  private trouble(text: string): void {
    const place = this.part("trouble");
    place.textContent = text;
    place.hidden = !text;
  }

  private created(session: Session): void {
    if (!this.call) this.call = session;
    else this.asked = session;
  }

  private async rings(session: Session): Promise<void> {
    if (session !== this.call) {
      // Somebody is being spoken with: a second caller hears that it is busy, and is nobody to hand a call on to.
      if (this.asked === session) this.asked = undefined;
      await this.manager?.decline(session);
      return;
    }
    // We have been told to ring out, or a supervisor to listen: this call is our own.
    const request = (session as unknown as { request?: { getHeader(name: string): string | undefined } }).request;
    if (request?.getHeader("X-Madoguchi-Order")) {
      await this.answer();
      return;
    }
    this.say("電話が鳴っています。");
    this.ringer.start();
    this.show();
    this.button("answer").focus();
  }

  private async answer(): Promise<void> {
    this.ringer.stop();
    if (!this.manager || !this.call) return;
    try {
      await this.manager.answer(this.call, {
        sessionDescriptionHandlerOptions: { constraints: await this.constraints() },
      });
      this.trouble("");
      this.say("通話中です。");
    } catch {
      this.trouble(NO_MICROPHONE);
    }
    this.show();
  }

  /** The chosen microphone (`exact`: Chromium passes a mere wish over), or any: a headset that was pulled out is no
   * reason to leave a caller unanswered. */
  private async constraints(): Promise<{ audio: MediaTrackConstraints | boolean; video: false }> {
    const here = await navigator.mediaDevices.enumerateDevices();
    const isHere = !!this.device && here.some((one) => one.deviceId === this.device);
    return { audio: isHere ? { deviceId: { exact: this.device } } : true, video: false };
  }

  private ended(session: Session): void {
    if (session === this.asked) this.asked = undefined;
    if (session === this.call) {
      this.call = this.asked;
      this.asked = undefined;
    }
    this.ringer.stop();
    this.say(this.call ? "通話中です。" : "通話が終わりました。着信を待っています。");
    this.show();
  }

  private show(): void {
    const isOn = this.call?.state === "Established";
    // Whoever loads this page anew ends the call: seat.ts looks here first.
    this.place.toggleAttribute("data-on-call", !!this.call);
    const isRinging = !!this.call && !isOn;
    this.button("answer").hidden = !isRinging;
    this.button("hangup").hidden = !this.call;
    for (const name of ["mute", "hold"]) this.button(name).hidden = !isOn;
    const call = this.part<HTMLDetailsElement>("call");
    call.hidden = !isOn;
    // In the console it lies over the record: the next call begins without it.
    if (!isOn && this.place.closest("[data-console]")) call.open = false;
    this.button("complete").hidden = this.asked?.state !== "Established";
    if (this.manager && this.call && isOn) {
      this.button("mute").setAttribute("aria-pressed", String(this.manager.isMuted(this.call)));
      this.button("hold").setAttribute("aria-pressed", String(this.manager.isHeld(this.call)));
    }
  }

  private buttons(): void {
    const doing: Record<string, () => Promise<unknown> | void> = {
      answer: () => this.answer(),
      hangup: () => this.hangUp(),
      mute: () => this.toggleMute(),
      hold: () => this.toggleHold(),
      consult: () => this.consult(),
      blind: () => this.transfer(),
      complete: () => this.complete(),
      test: () => this.test(),
    };
    this.place.addEventListener("click", (event) => {
      const button = (event.target as Element).closest<HTMLButtonElement>("button");
      const tone = button?.dataset["tone"];
      const what = button?.dataset["phone"];
      const step = tone ? () => this.tone(tone) : what ? doing[what] : undefined;
      if (!step) return;
      void Promise.resolve(step())
        .then(() => this.show())
        .catch(() => this.trouble("うまくいきませんでした。もう一度試してください。"));
    });
    this.place.querySelector("form[data-phone-transfer]")?.addEventListener("submit", (event) => event.preventDefault());
  }

  private async hangUp(): Promise<void> {
    this.ringer.stop();
    const session = this.asked ?? this.call;
    if (!session || !this.manager) return;
    if (session.state === "Established") await this.manager.hangup(session);
    else await this.manager.decline(session).catch(() => this.manager?.hangup(session));
  }

  private toggleMute(): void {
    if (!this.manager || !this.call) return;
    if (this.manager.isMuted(this.call)) this.manager.unmute(this.call);
    else this.manager.mute(this.call);
  }

  private async toggleHold(): Promise<void> {
    if (!this.manager || !this.call) return;
    await (this.manager.isHeld(this.call) ? this.manager.unhold(this.call) : this.manager.hold(this.call));
  }

  private async tone(key: string): Promise<void> {
    if (this.manager && this.call) await this.manager.sendDTMF(this.call, key);
  }

  private target(): string {
    const typed = this.place.querySelector<HTMLInputElement>("#phone-to")?.value ?? "";
    const digits = typed.normalize("NFKC").replace(/[^0-9]/g, "");
    if (!digits) this.trouble("転送先を、数字で入力してください。");
    else this.trouble("");
    return digits;
  }

  /** To whom a caller may be handed on is decided, and written down, by the web. While it is away the exchange alone
   * stands in front of dear numbers: nobody on the line waits for a server. */
  private async mayReach(to: string, how: "consult" | "blind"): Promise<boolean> {
    const asked = this.place.querySelector<HTMLFormElement>("[data-token]");
    const body = asked ? new FormData(asked) : new FormData();
    body.set("to", to);
    body.set("how", how);
    const address = this.place.dataset["handOn"] ?? "";
    const answer = await fetch(address, { method: "POST", body, signal: AbortSignal.timeout(3_000) }).catch(() => undefined);
    if (answer?.status !== 409) return true;
    this.trouble(((await answer.json()) as { refused: string }).refused);
    return false;
  }

  private async consult(): Promise<void> {
    const to = this.target();
    if (!to || !this.manager || !this.call || !(await this.mayReach(to, "consult"))) return;
    await this.manager.hold(this.call);
    await this.manager.call(`sip:${to}@madoguchi`, {
      sessionDescriptionHandlerOptions: { constraints: await this.constraints() },
    });
    this.say("相手は保留中です。転送先を呼び出しています。");
  }

  private async transfer(): Promise<void> {
    const to = this.target();
    const uri = to && (await this.mayReach(to, "blind")) ? UserAgent.makeURI(`sip:${to}@madoguchi`) : undefined;
    if (uri) await this.handOver(uri);
  }

  private async complete(): Promise<void> {
    if (this.asked) await this.handOver(this.asked);
  }

  /** Accepted means that the other two are connected: what is left here is a line to nobody. */
  private async handOver(to: Session | URI): Promise<void> {
    const left = [this.call, this.asked].filter((session) => session?.state === "Established");
    await this.call?.refer(to, {
      requestDelegate: {
        onAccept: () => {
          for (const session of left) if (session?.state === "Established") void this.manager?.hangup(session);
        },
        onReject: () => this.trouble("転送できませんでした。転送先を確かめてください。"),
      },
    });
  }

  private async devices(): Promise<void> {
    const list = this.part<HTMLSelectElement>("microphone");
    const fill = async (): Promise<void> => {
      const found = (await navigator.mediaDevices.enumerateDevices()).filter((one) => one.kind === "audioinput");
      list.replaceChildren(
        new Option("いつものマイク", ""),
        ...found.filter((one) => one.deviceId && one.label).map((one) => new Option(one.label, one.deviceId)),
      );
      list.value = this.device;
      if (list.selectedIndex < 0) list.value = ""; // not plugged in today
    };
    this.fillDevices = fill;
    list.addEventListener("change", () => {
      this.device = list.value;
      if (this.device) localStorage.setItem(CHOSEN, this.device);
      else localStorage.removeItem(CHOSEN);
    });
    navigator.mediaDevices.addEventListener("devicechange", () => void fill());
    await fill();
  }

  /** Five seconds of the microphone's level, and the ringing once. */
  private async test(): Promise<void> {
    const said = this.part("test");
    const level = this.part<HTMLMeterElement>("level");
    let stream: MediaStream;
    try {
      stream = await navigator.mediaDevices.getUserMedia(await this.constraints());
    } catch {
      said.textContent = NO_MICROPHONE;
      return;
    }
    await this.fillDevices();
    this.ringer.once();
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    said.textContent = "話してみてください。";
    let loudest = 0;
    const end = Date.now() + 5_000;
    while (Date.now() < end) {
      analyser.getFloatTimeDomainData(samples);
      const peak = samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      loudest = Math.max(loudest, peak);
      level.value = Math.min(peak * 2, 1);
      await new Promise((done) => setTimeout(done, 80));
    }
    for (const track of stream.getTracks()) track.stop();
    await context.close();
    level.value = 0;
    said.textContent = loudest > 0.02 ? "マイクの音が入っています。" : "マイクの音が入りません。機器と音量を確かめてください。";
  }
}

/** Rings without a sound file: Japan's ringing, one second in three. */
class Ringer {
  private timer: ReturnType<typeof setInterval> | undefined;
  private context: AudioContext | undefined;

  start(): void {
    this.stop();
    this.once();
    this.timer = setInterval(() => this.once(), 3_000);
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  once(): void {
    try {
      this.context ??= new AudioContext();
      const volume = this.context.createGain();
      volume.gain.value = 0.15;
      volume.connect(this.context.destination);
      for (const pitch of [400, 416]) {
        const tone = this.context.createOscillator();
        tone.frequency.value = pitch;
        tone.connect(volume);
        tone.start();
        tone.stop(this.context.currentTime + 1);
      }
    } catch {
      // No loudspeaker: the page shows that it rings.
    }
  }
}

document.querySelectorAll<HTMLElement>("[data-softphone]").forEach((place) => {
  new Telephone(place).begin().catch(() => {
    const status = place.querySelector("[data-phone-status]");
    if (status) status.textContent = "電話交換機につながりません。ページを読み直しても変わらなければ、スーパーバイザーに知らせてください。";
  });
});
