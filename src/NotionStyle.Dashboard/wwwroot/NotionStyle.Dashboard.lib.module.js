/** The Fluent components choose a theme of their own when they start; this page's choice follows. */
export const afterWebStarted = () => globalThis.notionStyleFrame.apply();
