/* A slip's QR may carry the code behind a #, which no server and no log sees: put it into the field, take it out of the address. */
(function () {
  "use strict";
  var field = document.querySelector("[data-code-form] input[name=code]");
  var code = decodeURIComponent(window.location.hash.slice(1)).replace(/[^0-9A-Za-z-]/g, "").slice(0, 20);
  if (!field || !code) return;
  if (!field.value) field.value = code;
  window.history.replaceState(null, "", window.location.pathname);
})();
