// Words for what is being typed, in the browser's own list. Without it the form is sent as it is.

const WAIT_MS = 120;

for (const field of document.querySelectorAll<HTMLInputElement>("input[data-suggest]")) {
  const list = document.createElement("datalist");
  list.id = `${field.id}-words`;
  field.after(list);
  field.setAttribute("list", list.id);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = "";
  let isComposing = false;

  const ask = async (): Promise<void> => {
    const typed = field.value.trim();
    if (!typed || typed === asked || isComposing) return;
    asked = typed;
    const answer = await fetch(`${field.dataset["suggest"] ?? ""}?${new URLSearchParams({ q: typed })}`);
    if (!answer.ok || typed !== field.value.trim()) return;
    const { words } = (await answer.json()) as { words: string[] };
    list.replaceChildren(...words.map((word) => new Option(word, word)));
  };

  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void ask().catch(() => list.replaceChildren()), WAIT_MS);
  };
  field.addEventListener("compositionstart", () => (isComposing = true));
  field.addEventListener("compositionend", () => {
    isComposing = false;
    soon();
  });
  field.addEventListener("input", soon);
}
