// Comfort only: every page reads and submits without this file.
(() => {
  "use strict";
  const root = document.documentElement;

  // Large type: a cookie for a year, so the server sets the class on the next page already.
  const setLargeType = (on) => {
    root.classList.toggle("large-type", on);
    document.cookie = `large_type=${on ? 1 : 0}; path=/; max-age=31536000; samesite=lax`;
    document.querySelectorAll("[data-large-type]").forEach((b) => b.setAttribute("aria-pressed", on));
  };
  document.querySelectorAll("[data-large-type]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => setLargeType(!root.classList.contains("large-type")));
  });

  // Messages can be closed.
  document.querySelectorAll("[data-dismiss]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => button.closest("[data-dismissible]").remove());
  });

  // Menus close on Escape and on a click elsewhere.
  const closeMenus = (keep) =>
    document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
      if (!menu.contains(keep)) menu.open = false;
    });
  document.addEventListener("click", (event) => closeMenus(event.target));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.activeElement.closest("details[data-menu][open]");
    closeMenus(null);
    if (open) open.querySelector("summary").focus();
  });

  // Filters are open where there is room for them; elsewhere they fold again over what is found.
  const isWide = window.matchMedia("(min-width: 768px)").matches;
  document.querySelectorAll("[data-open-wide]").forEach((fold) => {
    if (isWide) fold.open = true;
    else fold.closest("form").addEventListener("submit", () => { fold.open = false; });
  });

  // The attendance sheet: one press marks everybody who is not marked yet.
  document.querySelectorAll("[data-choose-all]").forEach((button) => {
    button.addEventListener("click", () => {
      button.closest("form").querySelectorAll("select").forEach((choice) => {
        choice.value = button.dataset.chooseAll;
      });
    });
  });

  // After a refused form the summary of errors is read first.
  const summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();
})();
