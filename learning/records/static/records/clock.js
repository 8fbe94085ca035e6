// Says how much time is left: each minute, in the last minute each ten seconds. The end is the server's; this only tells it.
const clock = document.querySelector("[data-left]");
if (clock) {
  const form = document.querySelector("form.quiz");
  let end = Date.now() + Number(clock.dataset.left) * 1000; // only differences: what the device takes for now does not matter
  let told = "";

  const amount = (seconds) => {
    const unit = seconds > 60 ? "minute" : "second";
    const value = unit === "minute" ? Math.ceil(seconds / 60) : Math.ceil(seconds / 10) * 10;
    return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, unitDisplay: "long" }).format(value);
  };
  const show = () => {
    const seconds = (end - Date.now()) / 1000;
    const words = seconds > 0 ? `${clock.dataset.words} ${amount(seconds)}` : clock.dataset.over;
    if (words !== told) clock.textContent = told = words;
    if (seconds > 0) { setTimeout(show, 1000); return; }
    form?.dispatchEvent(new Event("timeup"));
  };
  form?.addEventListener("saved", (event) => {
    if (event.detail.left !== undefined) end = Date.now() + event.detail.left * 1000;
  });
  show();
}
