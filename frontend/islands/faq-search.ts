// The search box of the FAQ: what is typed is completed from the server, and the keyboard leads from the box through the
// suggestions to the results. Without this the same box sends its form.

interface Suggested {
  words: string[];
  articles: { question: string; url: string }[];
}

const PAUSE_MS = 80;

function followKeys(form: HTMLFormElement): void {
  const box = form.querySelector<HTMLInputElement>("input[name=q]");
  const list = form.querySelector<HTMLElement>("#suggested");
  const count = form.querySelector<HTMLElement>("[data-suggested-count]");
  if (!box || !list) return;
  const typed = box;
  const shown = list;
  let timer = 0;
  let asked = 0;
  let active = -1;

  typed.setAttribute("role", "combobox");
  typed.setAttribute("aria-autocomplete", "list");
  typed.setAttribute("aria-controls", shown.id);
  typed.setAttribute("aria-expanded", "false");

  const options = () => [...shown.querySelectorAll<HTMLElement>("[role=option]")];
  const results = () => [...document.querySelectorAll<HTMLAnchorElement>(".faq-result-question a")];

  function close(): void {
    shown.hidden = true;
    shown.replaceChildren();
    active = -1;
    typed.setAttribute("aria-expanded", "false");
    typed.removeAttribute("aria-activedescendant");
  }

  function option(text: string, kind: string, choose: () => void): HTMLElement {
    const item = document.createElement("li");
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.className = kind;
    item.textContent = text;
    item.addEventListener("mousedown", (event) => {
      event.preventDefault(); // the box keeps the cursor
      choose();
    });
    item.addEventListener("choose", choose);
    return item;
  }

  function show(found: Suggested): void {
    const words = found.words.map((word) =>
      option(word, "faq-word", () => {
        typed.value = word;
        form.requestSubmit();
      }),
    );
    const articles = found.articles.map((one) =>
      option(one.question, "faq-article", () => window.location.assign(one.url)),
    );
    const all = [...words, ...articles];
    all.forEach((item, place) => (item.id = `suggested-${place}`));
    if (all.length === 0) return close();
    shown.replaceChildren(...all);
    shown.hidden = false;
    active = -1;
    typed.removeAttribute("aria-activedescendant");
    typed.setAttribute("aria-expanded", "true");
    if (count) count.textContent = `候補が${all.length}件あります`;
  }

  async function ask(): Promise<void> {
    const phrase = typed.value.trim();
    const turn = ++asked;
    if (!phrase) return close();
    const answer = await fetch(`${form.dataset["suggest"] ?? ""}?${new URLSearchParams({ q: phrase }).toString()}`);
    // An answer that was overtaken, or that is a page to sign in, is not shown.
    if (turn !== asked || !answer.ok || !answer.headers.get("content-type")?.includes("json")) return;
    if (document.activeElement === typed) show((await answer.json()) as Suggested);
  }

  function move(by: number): void {
    const all = options();
    active = Math.max(-1, Math.min(all.length - 1, active + by));
    all.forEach((item, place) => item.setAttribute("aria-selected", String(place === active)));
    const here = all[active];
    if (here) {
      typed.setAttribute("aria-activedescendant", here.id);
      here.scrollIntoView({ block: "nearest" });
    } else typed.removeAttribute("aria-activedescendant");
  }

  typed.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void ask().catch(close), PAUSE_MS);
  });
  typed.addEventListener("blur", close);
  form.addEventListener("submit", close);

  typed.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // Enter and arrows belong to the conversion to kanji
    const isOpen = !shown.hidden;
    if (event.key === "ArrowDown") {
      event.preventDefault();
      if (isOpen) move(1);
      else results()[0]?.focus();
    } else if (event.key === "ArrowUp" && isOpen) {
      event.preventDefault();
      move(-1);
    } else if (event.key === "Enter" && isOpen && active >= 0) {
      event.preventDefault();
      options()[active]?.dispatchEvent(new Event("choose"));
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      asked += 1;
      close();
    }
  });

  document.addEventListener("keydown", (event) => {
    const at = document.activeElement;
    if (event.key === "/" && !(at instanceof HTMLElement && at.matches("input, textarea, select"))) {
      event.preventDefault();
      typed.focus();
      typed.select();
      return;
    }
    const links = results();
    const place = links.indexOf(at as HTMLAnchorElement);
    if (place < 0 || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
    event.preventDefault();
    const next = place + (event.key === "ArrowDown" ? 1 : -1);
    (next < 0 ? typed : (links[next] ?? links[place]))?.focus();
  });

  if (!typed.value) typed.focus();
}

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-suggest]")) followKeys(form);
