// A text field becomes a combobox (ARIA 1.2): type, arrows, Enter or tap, Escape. Without this script the server finds the unit.
for (const box of document.querySelectorAll(".unit-picker")) {
  const [text, hidden] = box.querySelectorAll("input:not([type=radio])");
  const unpick = () => { hidden.value = ""; box.querySelectorAll("[type=radio]").forEach((radio) => { radio.checked = false; }); };
  const list = document.createElement("ul");
  list.id = `${text.id}-units`;
  list.className = "unit-picker__list";
  list.setAttribute("role", "listbox");
  list.hidden = true;
  box.append(list);
  Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" })
    .forEach(([name, value]) => text.setAttribute(name, value));
  let at = -1, waiting = 0, asked = "";

  const close = () => { list.hidden = true; at = -1; text.setAttribute("aria-expanded", "false"); text.removeAttribute("aria-activedescendant"); };
  const choose = (option) => { unpick(); text.value = option.dataset.name; hidden.value = option.dataset.unit; close(); };
  const mark = (to) => {
    const options = [...list.querySelectorAll("[data-unit]")];
    if (!options.length) return;
    at = (to + options.length) % options.length;
    options.forEach((option, number) => option.setAttribute("aria-selected", String(number === at)));
    options[at].scrollIntoView({ block: "nearest" });
    text.setAttribute("aria-activedescendant", options[at].id);
  };
  const show = (units) => {
    list.replaceChildren(...units.map((unit, number) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${number}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.unit = unit.id;
      option.dataset.name = unit.name;
      const years = document.createElement("small");
      years.textContent = [unit.parent, unit.years].filter(Boolean).join(" · ");
      option.append(unit.name, years);
      return option;
    }));
    if (!units.length) {
      const none = document.createElement("li");
      none.setAttribute("role", "option");
      none.setAttribute("aria-disabled", "true");
      none.textContent = box.dataset.none;
      list.append(none);
    }
    list.hidden = false;
    at = -1;
    text.setAttribute("aria-expanded", "true");
  };
  const ask = async () => {
    asked = text.value.trim();
    if (asked.length < 2) return close();
    try {
      const answer = await fetch(`${box.dataset.search}?q=${encodeURIComponent(asked)}`, { headers: { Accept: "application/json" } });
      if (answer.ok && text.value.trim() === asked) show((await answer.json()).units);
    } catch { close(); }
  };
  text.addEventListener("input", () => { unpick(); clearTimeout(waiting); waiting = setTimeout(ask, 200); });
  text.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) ask(); else mark(at + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && !list.hidden && at >= 0) {
      event.preventDefault();
      choose(list.querySelectorAll("[data-unit]")[at]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
  list.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("[data-unit]");
    if (option) { event.preventDefault(); choose(option); text.focus(); }
  });
  text.addEventListener("blur", close);
}
