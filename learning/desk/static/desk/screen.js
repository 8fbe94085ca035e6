// The code on the projector changes by itself; without this script the page reloads instead.
const box = document.querySelector("[data-refresh]");
const there = document.querySelector("[data-there]");
const address = document.querySelector("[data-address]");
async function refresh() {
  try {
    const answer = await fetch(box.dataset.refresh, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const data = await answer.json();
    box.replaceChildren(new DOMParser().parseFromString(data.svg, "image/svg+xml").documentElement);
    there.textContent = data.there;
    address.textContent = data.address;
  } catch { /* the line is down: the code that is shown lives a little longer */ }
}
if (box) setInterval(refresh, 10000);
