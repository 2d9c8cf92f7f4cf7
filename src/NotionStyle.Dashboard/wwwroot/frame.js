// The theme is on the page before the first paint: the person's choice, else the system's. The Fluent components get theirs through their own script.
(() => {
  const key = "notionstyle-theme";
  const system = matchMedia("(prefers-color-scheme: dark)");
  let choice = null;
  try {
    choice = localStorage.getItem(key);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
  const apply = () => {
    const theme = choice ?? (system.matches ? "dark" : "light");
    document.documentElement.dataset.theme = theme;
    const fluent = globalThis.Microsoft?.FluentUI?.Blazor?.Utilities?.Theme;
    fluent?.[theme === "dark" ? "setDarkTheme" : "setLightTheme"]?.();
    document.dispatchEvent(new CustomEvent("notionstyle:theme", { detail: theme }));
  };
  apply();
  const live = () => {
    document.documentElement.dataset.live = "true";
  };
  globalThis.notionStyleFrame = { apply, live };
  system.addEventListener("change", apply);
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-theme-toggle]")) return;
    choice = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    try {
      localStorage.setItem(key, choice);
    } catch {
      // As above.
    }
    apply();
  });
})();

// Buttons that copy: anything with data-copy.
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.classList.add("copied");
    setTimeout(() => button.classList.remove("copied"), 1000);
  } catch {
    // The browser does not let pages copy; the value can be selected.
  }
});
