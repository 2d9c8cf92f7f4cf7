/** Whether the person can see this page now. */
export const isSeen = () => document.visibilityState === "visible";
