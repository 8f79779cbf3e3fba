// Comfort only: every page reads and submits without this file.
(() => {
  "use strict";
  const root = document.documentElement;

  // Puts the focus on what is no control: who reads by ear hears it, the next Tab goes on from it.
  const goOnAt = (place) => {
    place.tabIndex = -1;
    place.focus();
  };

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
    button.addEventListener("click", () => {
      button.closest("[data-dismissible]").remove();
      goOnAt(document.getElementById("main"));
    });
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
  // Who sends them goes on at what is found; who changes one of them stays there.
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    if (detail.requestConfig?.triggeringEvent?.type === "submit")
      goOnAt(document.getElementById("results"));
  });

  // The attendance sheet: one press marks everybody who is not marked yet.
  document.querySelectorAll("[data-choose-all]").forEach((button) => {
    button.addEventListener("click", () => {
      button.closest("form").querySelectorAll("select").forEach((choice) => {
        choice.value = button.dataset.chooseAll;
      });
    });
  });

  // A syllabus: its sums follow what is typed.
  document.querySelectorAll("[data-sums]").forEach((table) => {
    const value = (row, name) => row.querySelector(`[name^="${name}_"]`).value;
    const add = (fits) =>
      [...table.tBodies[0].rows].filter(fits).reduce((sum, row) => sum + (parseInt(value(row, "lessons"), 10) || 0), 0);
    const wanted = {
      lessons: () => true,
      practice: (row) => value(row, "kind") === "practice",
      online: (row) => value(row, "mode") === "online",
    };
    table.addEventListener("input", () => {
      table.querySelectorAll("[data-sum]").forEach((place) => { place.textContent = add(wanted[place.dataset.sum]); });
    });
  });

  // A place in the address, such as that of the skip link, would take the focus from what is told.
  document.addEventListener("submit", () => {
    if (location.hash) history.replaceState(history.state, "", location.pathname + location.search);
  });
  // What was just done or refused is read first; of a refused form, its errors.
  const told = [...document.querySelectorAll("[data-focus]")].pop();
  if (told) goOnAt(told);
})();
