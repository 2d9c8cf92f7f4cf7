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
  globalThis.notionStyleTheme = { apply };
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
