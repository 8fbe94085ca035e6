// Each answer is saved as it is given. What could not be sent waits on the page, which says so and tries again; nobody is led on
// to another page before the server has said that it has the answer.
const form = document.querySelector("form.quiz");
const status = form?.querySelector(".saved");
if (form && status) {
  const { turn, csrfmiddlewaretoken: token } = form.elements;
  const PATIENCE = 20000, TYPING = 800, LONGEST = 5000;
  let unsent = false, flying = 0, failures = 0, timer = 0, givenAt = 0, since = 0, leaving = null;

  const tell = (words, { isLate = false, link = "", href = "", target = "" } = {}) => {
    if (status.querySelector("[data-told]")?.textContent === words) return; // said once is enough for those who hear it
    const line = Object.assign(document.createElement("span"), { textContent: words });
    line.dataset.told = "";
    line.classList.toggle("late", isLate);
    status.replaceChildren(line);
    if (href) status.append(Object.assign(document.createElement("a"), { textContent: link, href, target }));
  };
  const post = (by) => {
    turn.value = Number(turn.value) + 1;
    const body = new FormData(form);
    body.append("age", givenAt ? Math.round((Date.now() - givenAt) / 1000) : 0); // how long it has been waiting here
    if (by?.name) body.append(by.name, "");
    return fetch(location.href, { method: "POST", body, headers: { Accept: "application/json" }, keepalive: true, signal: AbortSignal.timeout?.(PATIENCE) });
  };
  const renew = async () => { // somebody signed in anew in another tab: the page as it is now knows the new token
    const found = await fetch(location.href);
    if (found.redirected) return false;
    const page = new DOMParser().parseFromString(await found.text(), "text/html");
    token.value = page.querySelector("form.quiz [name=csrfmiddlewaretoken]").value;
    return true;
  };
  const ask = async (by) => {
    let answer = await post(by);
    if (answer.status === 403 && await renew()) answer = await post(by);
    return [401, 403].includes(answer.status) ? { isSignedOut: true } : answer.json();
  };
  const wait = (told) => {
    failures += 1;
    unsent = true;
    const { waiting, signedOut, signIn, signInAt } = status.dataset;
    if (told) tell(signedOut, { isLate: true, link: signIn, href: signInAt, target: "_blank" });
    else { tell(waiting, { isLate: true }); timer = setTimeout(send, Math.min(failures * 5000, PATIENCE)); }
  };
  const goOn = (told, by) => {
    failures = 0;
    if (!told.saved) { leaving = null; tell(told.refused, { isLate: true, link: status.dataset.goOn, href: told.next }); return; }
    tell(told.saved);
    form.dispatchEvent(new CustomEvent("saved", { detail: told }));
    if (unsent) send();
    else if (by) location.assign(by.href || told.next);
  };
  const send = async () => {
    clearTimeout(timer);
    since = 0;
    if (flying && !leaving) { unsent = true; return; }
    const by = leaving;
    flying += 1;
    unsent = false;
    const slow = setTimeout(() => tell(status.dataset.saving), 2000);
    let told = null;
    try { told = await ask(by); } catch { /* no line, or no server at its other end */ }
    clearTimeout(slow);
    flying -= 1;
    if (told && !told.isSignedOut) goOn(told, by); else wait(told);
  };
  const again = () => { if (unsent) send(); };
  const soon = (event) => {
    const isTyped = event.target.matches("textarea, input:not([type=radio], [type=checkbox])");
    if (isTyped && event.type === "change") { again(); return; } // its words came with "input"
    unsent = true;
    givenAt = Date.now();
    since ||= givenAt;
    clearTimeout(timer);
    timer = setTimeout(send, isTyped && givenAt - since < LONGEST ? TYPING : 0);
  };
  const leave = (event, by) => {
    event.preventDefault();
    if (leaving && flying) return;
    const href = by.dataset.href; // the server has said that it has the answer: no need to send it again
    if (href && !unsent && !flying) { location.assign(href); return; }
    leaving = by;
    tell(status.dataset.saving);
    send();
  };

  form.addEventListener("change", soon);
  form.addEventListener("input", soon);
  form.addEventListener("submit", (event) => leave(event, event.submitter || form.elements.next));
  document.querySelector("nav.questions")?.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (link && (unsent || flying) && !event.ctrlKey && !event.metaKey && !event.shiftKey) leave(event, link);
  });
  form.addEventListener("timeup", again);
  addEventListener("online", again);
  addEventListener("focus", again);
  document.addEventListener("visibilitychange", again); // a phone may throw away a page that nobody looks at
  addEventListener("pagehide", () => { if (unsent) post().catch(() => {}); });
  addEventListener("pageshow", () => { leaving = null; });
  addEventListener("beforeunload", (event) => {
    const isQuickExit = document.body.style.display === "none"; // which nothing may hold up
    if (unsent && failures && !isQuickExit) event.preventDefault();
  });
}
