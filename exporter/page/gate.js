// Asking for the server's token: shown instead of the figures when a request was refused for want of it.

import { hasToken, useToken } from "./api.js";
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

/** Asks; says so when a token was given and refused. */
export function askForToken() {
  const again = hasToken();
  useToken("");
  place("gate").hidden = false;
  place("figures").hidden = true;
  place("forget").hidden = true;
  place("gate-error").textContent = again ? "The server does not accept that token." : "";
  place("gate-token").focus();
}

/** Shows the figures again. */
export function openGate() {
  place("gate").hidden = true;
  place("figures").hidden = false;
  place("forget").hidden = !hasToken();
  place("links").hidden = hasToken(); // a followed link carries no token
}
