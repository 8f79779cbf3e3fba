// What the admin's own pages leave out for screen readers: the main region, names of table inputs.
(() => {
  "use strict";
  // In a table of inlines the column's heading is the only label there is.
  const nameInputs = () =>
    document.querySelectorAll(".inline-related td[data-label]").forEach((cell) => {
      cell.querySelectorAll("input, select, textarea").forEach((input) => {
        if (!input.labels || !input.labels.length)
          input.setAttribute("aria-label", cell.dataset.label.trim());
      });
    });
  document.addEventListener("DOMContentLoaded", () => {
    document.getElementById("main")?.setAttribute("role", "main");
    nameInputs();
    // What was refused is read first, wherever on the page it stands.
    const told = document.querySelector("[data-focus]");
    if (told) {
      told.tabIndex = -1;
      told.focus();
    }
    // Names of fields begin small in the model; beside a value of a card they begin a line.
    document.querySelectorAll("#result_list [data-label]").forEach((cell) => {
      cell.dataset.label = cell.dataset.label.charAt(0).toUpperCase() + cell.dataset.label.slice(1);
    });
  });
  document.addEventListener("formset:added", nameInputs);
})();
