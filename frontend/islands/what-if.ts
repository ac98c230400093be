// Sliders beside the numbers of a form, and its answer while they move. Without JavaScript the form is sent as it is.

export {}; // a module of its own: its names are nobody else's

const WAIT_MS = 150;
const form = document.querySelector<HTMLFormElement>("form[data-what-if]");

function addSlider(field: HTMLInputElement, changed: () => void): void {
  const slider = document.createElement("input");
  slider.type = "range";
  slider.min = field.dataset["sliderLeast"] ?? "0";
  slider.max = field.dataset["sliderMost"] ?? "100";
  slider.step = field.dataset["slider"] ?? "1";
  slider.value = field.value;
  slider.className = "slider";
  const label = field.labels?.[0]?.firstChild?.textContent?.trim() ?? "";
  slider.setAttribute("aria-label", `${label}のつまみ`);
  slider.addEventListener("input", () => {
    field.value = slider.value;
    changed();
  });
  field.addEventListener("input", () => {
    slider.value = field.value;
    changed();
  });
  field.after(slider);
}

async function answer(asked: HTMLFormElement, target: string): Promise<void> {
  const query = new URLSearchParams(new FormData(asked) as unknown as Record<string, string>);
  const got = await fetch(`${asked.getAttribute("action") ?? location.pathname}?${query}`);
  if (!got.ok) return;
  const page = new DOMParser().parseFromString(await got.text(), "text/html");
  const old = document.getElementById(target);
  const fresh = page.getElementById(target);
  if (!old || !fresh || page.querySelector("[data-error-summary]")) return;
  const isOpen = old.querySelector("details")?.open ?? false;
  old.replaceChildren(...fresh.childNodes);
  const details = old.querySelector("details");
  if (details) details.open = isOpen;
  history.replaceState(null, "", `?${query}`);
  const said = document.querySelector("[data-what-if-said]");
  if (said) said.textContent = old.querySelector("[data-verdict]")?.textContent ?? "";
}

if (form) {
  const target = form.dataset["whatIf"] ?? "";
  let timer: ReturnType<typeof setTimeout> | undefined;
  let turn: Promise<void> = Promise.resolve();
  const soon = (): void => {
    clearTimeout(timer);
    // One after the other, so that an old answer never comes last.
    timer = setTimeout(() => (turn = turn.then(() => answer(form, target)).catch(() => undefined)), WAIT_MS);
  };
  for (const field of form.querySelectorAll<HTMLInputElement>("input[data-slider]")) addSlider(field, soon);
}
