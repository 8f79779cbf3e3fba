// Tells the place along with a check-in, where the person lets it; without it one checks in as well.
(() => {
  "use strict";
  if (!("geolocation" in navigator)) return;
  const LONGEST = 6000; // milliseconds
  const patience = { enableHighAccuracy: true, timeout: 5000, maximumAge: 30000 };

  document.querySelectorAll("form[data-tell-place]").forEach((form) => {
    const field = (name) => form.querySelector(`[name$="-${name}"]`);
    let isAsked = false;
    form.addEventListener("submit", (event) => {
      if (isAsked) return;
      event.preventDefault();
      isAsked = true;
      let isSent = false;
      const send = () => {
        if (!isSent) form.requestSubmit(event.submitter);
        isSent = true;
      };
      setTimeout(send, LONGEST); // nobody has answered the question whether the place may be told
      navigator.geolocation.getCurrentPosition(({ coords }) => {
        for (const name of ["latitude", "longitude", "accuracy"]) field(name).value = coords[name];
        send();
      }, send, patience);
    });
  });
})();
