// One stream for all pages of this browser: HTTP/1.1 allows six connections to a host, and staff keep many tabs.

import { Line, type FromLine, type ToLine } from "./_live-messages";

const followed = new Map<MessagePort, Set<string>>();
const newest = new Map<string, FromLine>();
let state: FromLine | undefined;
let url = "";

const line = new Line((said) => {
  if (said.kind === "fragment") newest.set(said.topic, said);
  else if (said.kind !== "beat") state = said;
  if (said.kind === "signed-out") newest.clear();
  for (const [port, topics] of followed) {
    if (said.kind !== "fragment" || topics.has(said.topic)) port.postMessage(said);
  }
});

function followAll(): void {
  const all = new Set([...followed.values()].flatMap((topics) => [...topics]));
  for (const topic of newest.keys()) if (!all.has(topic)) newest.delete(topic);
  line.follow(url, all);
}

(self as unknown as SharedWorkerGlobalScope).addEventListener("connect", (event) => {
  const port = event.ports[0];
  if (!port) return;
  port.addEventListener("message", ({ data }: MessageEvent<ToLine>) => {
    if (data.kind === "leave") {
      followed.delete(port);
      port.close();
    } else {
      url = data.url;
      followed.set(port, new Set(data.topics));
      // A page that comes later begins with what the others have already been told.
      for (const topic of data.topics) {
        const said = newest.get(topic);
        if (said) port.postMessage(said);
      }
      if (state && state.kind !== "signed-out") port.postMessage(state);
    }
    followAll();
  });
  port.start();
});
