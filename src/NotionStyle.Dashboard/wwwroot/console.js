const nearEnd = 24;

/** Keeps a scrolling element at its end while it is there; lets go as soon as the person scrolls up. */
export const stick = (element) => {
  let atEnd = true;
  const toEnd = () => {
    if (atEnd) element.scrollTop = element.scrollHeight;
  };
  const scrolled = () => {
    atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < nearEnd;
  };
  element.addEventListener("scroll", scrolled, { passive: true });
  const changed = new MutationObserver(toEnd);
  changed.observe(element, { childList: true, subtree: true, attributes: true, attributeFilter: ["style"] });
  toEnd();
  return {
    /** Brings a row into sight: by its height when rows are alike and most are not drawn, else by its element. */
    show: (row, height) => {
      atEnd = false;
      if (height) element.scrollTop = row * height - element.clientHeight / 2;
      else element.querySelectorAll(".row")[row]?.scrollIntoView({ block: "center" });
    },
  };
};

/** Gives a text to the browser as a file. */
export const save = async (name, stream) => {
  const address = URL.createObjectURL(new Blob([await stream.arrayBuffer()], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
};
