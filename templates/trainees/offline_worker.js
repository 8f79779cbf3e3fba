// Keeps the page of attendance without a network: from the network where there is one, else kept.
const KEPT = {% autoescape off %}{{ kept }}{% endautoescape %};
const STORE = "offline";

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(STORE).then((kept) => kept.addAll(KEPT)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { pathname } = new URL(event.request.url);
  if (event.request.method !== "GET" || !KEPT.includes(pathname)) return;
  event.respondWith(
    fetch(event.request)
      .then(async (answer) => {
        if (answer.ok && !answer.redirected) (await caches.open(STORE)).put(event.request, answer.clone());
        return answer;
      })
      .catch(() => caches.match(event.request, { ignoreSearch: true, ignoreVary: true })),
  );
});
