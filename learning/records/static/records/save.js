// Each answer is saved as it is given. While the line is down it waits on the page and is sent when the line is back.
const form = document.querySelector("form.quiz");
const status = form?.querySelector(".saved");
if (form && status) {
  const turn = form.elements.turn;
  let waiting = false, busy = false, timer = 0, leaving = null;

  const tell = (words, isWaiting) => {
    let line = status.querySelector("[data-told]");
    if (!line) {
      status.querySelector("span")?.remove();
      line = document.createElement("span");
      line.dataset.told = "";
      status.prepend(line);
    }
    line.textContent = words;
    line.classList.toggle("late", isWaiting);
  };
  const send = async () => {
    if (busy) { waiting = true; return; }
    busy = true;
    waiting = false;
    turn.value = Number(turn.value) + 1;
    try {
      const answer = await fetch(location.href, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, keepalive: true });
      const told = await answer.json();
      tell(told.saved || told.refused, !told.saved);
      if (leaving && told.saved) { const button = leaving; leaving = null; busy = false; form.requestSubmit(button); return; }
    } catch {
      tell(status.dataset.waiting, true);
      waiting = true;
      clearTimeout(timer);
      timer = setTimeout(send, 5000);
    }
    busy = false;
    if (waiting && navigator.onLine && !status.querySelector(".late")) send();
  };
  const soon = (event) => { clearTimeout(timer); timer = setTimeout(send, event.type === "change" ? 0 : 800); };
  form.addEventListener("change", soon);
  form.addEventListener("input", (event) => { if (event.target.matches("textarea, input:not([type=radio]):not([type=checkbox])")) soon(event); });
  addEventListener("online", () => { if (waiting) send(); });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    turn.value = Number(turn.value) + 1;
    if (waiting || !navigator.onLine) { // a page that cannot be reached would take the answer with it
      event.preventDefault();
      leaving = event.submitter;
      waiting = true;
      tell(status.dataset.waiting, true);
      timer = setTimeout(send, 1000);
    }
  });
  addEventListener("beforeunload", (event) => { if (waiting) event.preventDefault(); });
}
