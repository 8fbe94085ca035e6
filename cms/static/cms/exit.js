// Quick exit. The plain link works without this script; here the page disappears before the network answers.
(function () {
  "use strict";
  var link = document.getElementById("thoat");
  if (!link) return;
  var root = document.documentElement;
  var isPrivate = root.hasAttribute("data-private");
  var title = document.title;
  var left = false;

  function show(visible) {
    if (visible) document.body.style.removeProperty("display");
    else document.body.style.setProperty("display", "none", "important");
    document.title = visible ? title : "\u2026";
  }

  function go() {
    location.replace(link.dataset.to || link.href);
  }

  function leave() {
    left = true;
    show(false);
    if (link.dataset.session === "1" && navigator.sendBeacon) navigator.sendBeacon("/thoat/dong/");
    go();
  }

  function area(url) {
    return url.origin + "/" + url.pathname.split("/")[1] + "/";
  }

  // Inside a private area the tab keeps one entry for the whole visit.
  function staysInArea(anchor, event) {
    var plain = !(event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    return plain && !anchor.target && area(anchor) === area(location) &&
      anchor.pathname + anchor.search !== location.pathname + location.search;
  }

  document.addEventListener("click", function (event) {
    var anchor = event.target.closest && event.target.closest("a[href]");
    if (!anchor) return;
    if (anchor.pathname === link.pathname && anchor.host === link.host) {
      event.preventDefault();
      leave();
    } else if (isPrivate && staysInArea(anchor, event)) {
      event.preventDefault();
      location.replace(anchor.href);
    }
  }, true);

  // Shift three times, each within five seconds of the last. Phone keyboards send no key code: not counted.
  var presses = 0, last = 0, alone = false;

  function count(number) {
    presses = number;
    link.dataset.presses = number;
  }

  document.addEventListener("keydown", function (event) {
    alone = event.key === "Shift" && !event.ctrlKey && !event.altKey && !event.metaKey;
    if (!alone) count(0);
  }, true);

  document.addEventListener("pointerdown", function () { alone = false; }, true);

  document.addEventListener("keyup", function (event) {
    if (event.key !== "Shift" || !event.code || !alone) return;
    count(event.timeStamp - last > 5000 ? 1 : presses + 1);
    last = event.timeStamp;
    if (presses > 2) leave();
  }, true);

  // Back from the browser's page cache: stay blank if the reader had left.
  window.addEventListener("pageshow", function (event) {
    if (event.persisted && left) { show(false); go(); }
    else if (event.persisted && isPrivate) show(true);
  });

  if (isPrivate) {
    window.addEventListener("pagehide", function () { show(false); });
    document.addEventListener("visibilitychange", function () {
      if (!left) show(document.visibilityState === "visible");
    });
  }
})();
