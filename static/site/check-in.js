// Tells the place along with a check-in, where the person lets it; without it one checks in as well.
(() => {
  "use strict";
  if (!("geolocation" in navigator)) return;
  const patience = { enableHighAccuracy: true, timeout: 5000, maximumAge: 30000 };

  document.querySelectorAll("form[data-tell-place]").forEach((form) => {
    const field = (name) => form.querySelector(`[name$="-${name}"]`);
    let isAsked = false;
    form.addEventListener("submit", (event) => {
      if (isAsked) return;
      event.preventDefault();
      isAsked = true;
      const send = () => form.requestSubmit(event.submitter);
      navigator.geolocation.getCurrentPosition(({ coords }) => {
        for (const name of ["latitude", "longitude", "accuracy"]) field(name).value = coords[name];
        send();
      }, send, patience);
    });
  });
})();
