// Asking for the server's token: shown instead of the figures when a request was refused for want of it.

import { hasToken, isInUse, useToken } from "./api.js";
import { place } from "./dom.js";

/** Joins the form to what happens next: `retry` loads the page again. */
export function startGate(retry) {
  place("gate-form").addEventListener("submit", (event) => {
    event.preventDefault();
    useToken(place("gate-token").value.trim());
    place("gate-token").value = "";
    retry();
  });
  place("forget").addEventListener("click", () => {
    useToken("");
    retry();
  });
}

/** Asks because a request that `sent` this token was refused; says so when it sent one. */
export function askForToken(sent) {
  const isAsking = !place("gate").hidden;
  // Refusals come for each section: only the first is news, and one of an earlier token is none at all.
  if (!isInUse(sent) || (isAsking && !sent)) {
    return;
  }
  useToken("");
  place("gate").hidden = false;
  place("figures").hidden = true;
  place("forget").hidden = true;
  place("gate-error").textContent = sent ? "The server does not accept that token." : "";
  place("gate-token").focus();
}

/** Shows the figures again. */
export function openGate() {
  place("gate").hidden = true;
  place("figures").hidden = false;
  place("forget").hidden = !hasToken();
  place("links").hidden = hasToken(); // a followed link carries no token
}
