// What the admin's own pages leave out: the main region and names of table inputs for screen
// readers, and what their script does to fields that are not its own.
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
    // The library writes the name of a chosen file into the first text field three elements up,
    // which it draws beside its own file fields and which ours do not have.
    document.querySelectorAll(".house-form input[type=file]").forEach((input) => {
      input.hasChangeListener = true;
    });
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
