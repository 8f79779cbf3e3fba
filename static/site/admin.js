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
  });
  document.addEventListener("formset:added", nameInputs);
})();
