// What every page needs. Pages work without it; it only spares people a step.

/** After a refused form, people land on the summary of what is wrong. */
function focusErrorSummary(): void {
  document.querySelector<HTMLElement>("[data-error-summary]")?.focus();
}

/** A link of the summary puts the cursor into the field, not only near it. */
function focusFieldsFromSummary(): void {
  document.querySelector("[data-error-summary]")?.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[href^='#']");
    const target = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!link || !target) return;
    event.preventDefault();
    const control = target.matches("input, select, textarea, button")
      ? target
      : target.querySelector<HTMLElement>("input:not([type=hidden]), select, textarea");
    target.scrollIntoView({ block: "center" });
    (control ?? target).focus({ preventScroll: true });
  });
}

/** A second press of the same button sends nothing twice, and says that work goes on. */
function sendOnce(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (form.method !== "post" || event.defaultPrevented) return;
    // The page stays when a file comes: nothing would ever say that the next press is a new one.
    if ("givesFile" in form.dataset) return;
    if (form.dataset["sent"]) {
      event.preventDefault();
      return;
    }
    form.dataset["sent"] = "yes";
    form.setAttribute("aria-busy", "true");
  });
  // A page that comes back by the back button may be sent again.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll<HTMLFormElement>("form[data-sent]")) {
      delete form.dataset["sent"];
      form.removeAttribute("aria-busy");
    }
  });
}

/** Paper for those who press the button; the browser's own menu for everybody else. */
function offerPrinting(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}

const STEPS: Record<string, readonly [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** The arrow keys go from one free time of a table to the next that way; Tab still visits each. */
function walkFreePlacesByArrows(): void {
  document.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    const cell = (event.target as Element).closest<HTMLTableCellElement>(".free-places td");
    if (!step || !cell || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const rows = cell.closest("table")?.rows;
    let row = (cell.parentElement as HTMLTableRowElement).rowIndex + step[0];
    let column = cell.cellIndex + step[1];
    for (let next = rows?.[row]?.cells[column]; next; next = rows?.[row]?.cells[column]) {
      const free = next.querySelector<HTMLElement>("a, button");
      if (free) {
        event.preventDefault();
        free.focus();
        return;
      }
      row += step[0];
      column += step[1];
    }
  });
}

focusErrorSummary();
focusFieldsFromSummary();
sendOnce();
offerPrinting();
walkFreePlacesByArrows();
