// Attendance without a network: what a teacher marks is signed, kept, and sent when there is one.
(() => {
  "use strict";
  const root = document.querySelector("[data-offline]");
  if (!root) return;
  const words = root.dataset;
  const ORIGIN = crypto.randomUUID(); // of this page: its running time is not touched by the clock
  const KEY = { name: "ECDSA", namedCurve: "P-256" };
  const status = root.querySelector("[data-status]");
  const place = root.querySelector("[data-sessions]");
  let queue = Promise.resolve(); // one thing after another: a counter is used once

  // A small store in the browser: keys, device, counter, pack, lines, marks.
  const store = new Promise((resolve, reject) => {
    const asked = indexedDB.open("attendance", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("kept");
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  const ask = async (mode, what) => {
    const kept = (await store).transaction("kept", mode).objectStore("kept");
    return new Promise((resolve, reject) => {
      const request = what(kept);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  };
  const get = async (name, otherwise) =>
    (await ask("readonly", (kept) => kept.get(name))) ?? otherwise;
  const set = (name, value) => ask("readwrite", (kept) => kept.put(value, name));
  const inTurn = (work) => (queue = queue.then(work, work));

  const base64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
  const ownKeys = async () => {
    const known = await get("keys");
    if (known) return known;
    const made = await crypto.subtle.generateKey(KEY, false, ["sign", "verify"]);
    await set("keys", made);
    return made;
  };

  // A line without a kind is an anchor: it is sent at once, so the server knows when it was made.
  const write = async (kind, session, enrolment) => {
    const device = await get("device");
    const counter = (await get("counter", 0)) + 1;
    const said_at = Date.now(), elapsed = Math.round(performance.now());
    const text = [device, counter, kind, session, enrolment, said_at, ORIGIN, elapsed].join("\n");
    const { privateKey } = await ownKeys();
    const signed = await crypto.subtle.sign(
      { name: "ECDSA", hash: "SHA-256" }, privateKey, new TextEncoder().encode(text));
    const line = { counter, kind, session, enrolment, said_at, origin: ORIGIN, elapsed,
                   signature: base64(signed) };
    await set("counter", counter);
    await set("lines", [...(await get("lines", [])), line]);
    return said_at;
  };

  const post = async (url, token, body) => {
    const answer = await fetch(url, {
      method: "POST", body: JSON.stringify(body),
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    });
    if (!answer.ok) throw new Error((await answer.json()).message);
    return answer.json();
  };

  const makeKnown = async (pack) => {
    if (await get("device")) return;
    const { publicKey } = await ownKeys();
    const key = base64(await crypto.subtle.exportKey("spki", publicKey));
    await set("device", (await post(pack.device, pack.token, { key })).device);
  };

  const sync = () => inTurn(async () => {
    let pack;
    if (!status.textContent) tell(words.ready);
    try {
      const answer = await fetch(words.pack, { headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected) throw new Error();
      pack = await answer.json();
    } catch {
      return tell(words.away);
    }
    try {
      await makeKnown(pack);
      await write("", 0, 0);
      const lines = await get("lines", []);
      const { outcomes } = await post(pack.entries, pack.token, {
        device: await get("device"), lines,
      });
      await set("lines", lines.filter((line) => !(line.counter in outcomes)));
      await keep(pack, lines, outcomes);
      tell(words.sent);
    } catch (error) {
      tell(error.message || words.away);
    }
    await draw();
  });

  // Of sessions that are over nothing stays on the device.
  const keep = async (pack, lines, outcomes) => {
    await set("pack", pack);
    const live = new Set(pack.sessions.map((session) => session.id));
    const marks = await get("marks", {});
    for (const line of lines) {
      const mark = marks[`${line.session}-${line.enrolment}`];
      if (mark && line.kind && outcomes[line.counter]) mark.outcome = outcomes[line.counter];
    }
    for (const name of Object.keys(marks)) if (!live.has(Number(name.split("-")[0]))) delete marks[name];
    await set("marks", marks);
  };

  const mark = (kind, session, enrolment) => inTurn(async () => {
    const at = await write(kind, session, enrolment);
    const marks = await get("marks", {}), name = `${session}-${enrolment}`;
    marks[name] = { ...marks[name], [kind]: at, outcome: "" };
    await set("marks", marks);
    await draw();
  }).then(() => navigator.onLine && sync());

  const tell = (text) => { status.textContent = text; };
  const hour = (at) => new Date(at).toTimeString().slice(0, 5);
  const element = (name, className, text) =>
    Object.assign(document.createElement(name), { className, textContent: text });

  const button = (text, tone, act) => {
    const made = element("button", `btn btn-tone-${tone}`, text);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  };

  const row = (session, person, known) => {
    const line = element("li", "offline-person", "");
    line.append(element("span", "offline-name", person.name));
    if (!known.sign_in) line.append(button(words.came, "primary", () => mark("sign_in", session.id, person.id)));
    else if (!known.sign_out) line.append(button(words.left, "plain", () => mark("sign_out", session.id, person.id)));
    const said = ["sign_in", "sign_out"].filter((kind) => known[kind]).map((kind) => hour(known[kind]));
    const outcome = known.sign_in ? words[`outcome${known.outcome || "kept"}`] || "" : "";
    line.append(element("span", "text-quiet", [said.join("–"), outcome].filter(Boolean).join(" · ")));
    return line;
  };

  const draw = async () => {
    const pack = await get("pack"), marks = await get("marks", {});
    const isKnown = await get("device"), waiting = (await get("lines", [])).length;
    root.querySelector("[data-waiting]").textContent = waiting;
    place.replaceChildren();
    if (!isKnown || !pack) return;
    for (const session of pack.sessions) {
      const card = element("section", "card card-padded", "");
      card.append(element("h2", "card-title", session.title));
      card.append(element("p", "text-quiet", `${session.when} · ${session.venue}`));
      const list = element("ul", "offline-people", "");
      for (const person of session.people)
        list.append(row(session, person, marks[`${session.id}-${person.id}`] || {}));
      card.append(list);
      place.append(card);
    }
    if (!pack.sessions.length) place.append(element("p", "text-quiet", words.none));
  };

  navigator.serviceWorker?.register(words.worker, { scope: words.scope });
  window.addEventListener("online", sync);
  window.addEventListener("offline", () => tell(words.away));
  root.querySelector("[data-send]").addEventListener("click", sync);
  draw().then(sync);
})();
