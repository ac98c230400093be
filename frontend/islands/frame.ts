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

focusErrorSummary();
focusFieldsFromSummary();
sendOnce();
offerPrinting();
