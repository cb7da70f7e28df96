// The colour scheme: applied before the first paint (hence a classic script in the head), switched later by a select.
// "" follows the system. Charts listen for the event `schemechange` on the document.
(() => {
  const KEY = "agentexport.scheme";
  const known = (value) => (value === "light" || value === "dark" ? value : "");

  function stored() {
    try {
      return known(localStorage.getItem(KEY));
    } catch {
      return ""; // storage switched off: the choice lasts as long as the page
    }
  }

  function apply(scheme) {
    if (scheme) {
      document.documentElement.dataset.scheme = scheme;
    } else {
      delete document.documentElement.dataset.scheme;
    }
  }

  function choose(scheme) {
    apply(scheme);
    try {
      if (scheme) {
        localStorage.setItem(KEY, scheme);
      } else {
        localStorage.removeItem(KEY);
      }
    } catch {
      // as above
    }
    announce();
  }

  function announce() {
    document.dispatchEvent(new Event("schemechange"));
  }

  apply(stored());
  document.addEventListener("DOMContentLoaded", () => {
    const select = document.getElementById("scheme");
    select.value = stored();
    select.addEventListener("change", () => choose(known(select.value)));
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", announce);
})();
