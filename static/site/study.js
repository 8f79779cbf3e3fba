// Shows a learning item part by part while it runs, and reports to the server how it is studied.
// The server takes its own time and decides what counts; nothing here is believed.
(() => {
  "use strict";
  const box = document.querySelector("[data-study]");
  if (!box) return;
  const find = (name) => box.querySelector(`[data-${name}]`);
  const [play, seek, speed, note, counted, place] =
    ["play", "seek", "speed", "note", "counted", "place"].map(find);
  const { url, csrf } = box.dataset;
  const [length, every, idle] = ["seconds", "every", "idle"].map((name) => Number(box.dataset[name]));
  const parts = [...document.querySelectorAll("[data-study-text] .study-part")];
  const TICK = 250; // milliseconds
  const WARN = 0.8; // of the time without a touch after which the page asks

  let position = Number(box.dataset.position) % length;
  let isRunning = false, isTouched = true, touchedAt = Date.now(), tickedAt = 0;
  let session = null, counter = 0, reports = 0, queue = Promise.resolve();

  const clock = (seconds) =>
    `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
  const say = (words) => { note.textContent = words; note.hidden = !words; };

  const show = () => {
    seek.value = position;
    place.textContent = clock(position);
    seek.setAttribute("aria-valuetext", clock(position));
    const current = Math.min(parts.length - 1, Math.floor((position / length) * parts.length));
    parts.forEach((part, n) => { part.hidden = n !== current; });
  };

  const ask = (path, body) =>
    fetch(url + path, {
      method: body ? "POST" : "GET",
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
      body: body && JSON.stringify(body),
      keepalive: true,
    });

  // What the player says is taken at once; what is sent goes in order.
  const report = (isVisible = document.visibilityState === "visible", wantsSum = false) => {
    const sign = {
      position: Math.round(position * 1000), speed: Number(speed.value),
      is_visible: isVisible, is_active: isTouched,
    };
    isTouched = false;
    queue = queue.then(() => send(sign, wantsSum)).catch(() => say(note.dataset.lostWords));
  };

  const open = async () => {
    const answer = await ask("", {
      item: Number(box.dataset.item), enrolment: Number(box.dataset.enrolment),
    });
    if (!answer.ok) return stop(note.dataset.overWords);
    session = (await answer.json()).id;
    counter = 0;
  };

  const send = async (sign, wantsSum) => {
    if (session === null) await open();
    if (session === null) return;
    counter += 1;
    const answer = await ask(`${session}/heartbeats/`, { ...sign, counter });
    if (answer.status === 409) {  // settled meanwhile: the next one begins again
      session = null;
      return;
    }
    if (!answer.ok) throw new Error(answer.status);
    if (note.textContent === note.dataset.lostWords) say("");
    reports += 1;
    if (wantsSum || reports % 4 === 0) await refresh();
  };

  const refresh = async () => {
    const answer = await ask(`${session}/counted/`);
    if (answer.ok) counted.textContent = clock((await answer.json()).seconds);
  };

  const stop = (words) => {
    isRunning = false;
    play.textContent = play.dataset.playWords;
    if (words) say(words);
  };

  const start = () => {
    if (position >= length) position = 0;
    isRunning = true;
    tickedAt = Date.now();
    play.textContent = play.dataset.pauseWords;
    say("");
  };

  play.addEventListener("click", () => {
    advance();
    if (isRunning) { stop(); report(undefined, true); } else { start(); report(); }
  });
  seek.addEventListener("change", () => {
    advance();
    const wanted = Number(seek.value);
    report();  // where it was, then where it is: only the jump between them is lost
    position = wanted;
    show();
    report();
  });
  speed.addEventListener("change", () => report());
  for (const touch of ["pointerdown", "keydown", "wheel", "touchmove"])
    document.addEventListener(touch, () => {
      isTouched = true;
      touchedAt = Date.now();
      if (note.textContent === note.dataset.idleWords) say("");
    }, { passive: true });
  // Hidden it stands still: nothing of the item is lost, and the hidden time counts for nobody.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" || !isRunning) return;
    advance();
    report(true, true);  // up to this moment it was in front
    report(false);
    stop(note.dataset.hiddenWords);
  });

  const advance = () => {
    const now = Date.now();
    if (isRunning) position = Math.min(length, position + ((now - tickedAt) / 1000) * speed.value);
    tickedAt = now;
  };

  setInterval(() => {
    if (!isRunning) return;
    advance();
    if (document.activeElement !== seek) show();
    if ((Date.now() - touchedAt) / 1000 > idle * WARN) say(note.dataset.idleWords);
    if (position >= length) { stop(); report(undefined, true); }
  }, TICK);
  setInterval(() => { if (isRunning) report(); }, every * 1000);

  counted.textContent = clock(Number(counted.textContent));
  find("length").textContent = clock(length);
  box.hidden = false;
  show();
})();
