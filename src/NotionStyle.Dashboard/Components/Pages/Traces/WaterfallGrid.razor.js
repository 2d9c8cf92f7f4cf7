// The scrolling side of a waterfall: asks for rows when they come into sight, brings a row into sight, and keeps the keys of the grid from scrolling the page.
const keys = new Set(["ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight", "PageDown", "PageUp", "Home", "End", "Enter"]);
const margin = 8;

/** Connects a grid with its component. */
export const attach = (grid, component) => {
  const overview = grid.parentElement.querySelector("[data-overview]");
  const frame = overview?.querySelector("[data-frame]");
  const height = () => parseFloat(getComputedStyle(grid).getPropertyValue("--row")) || 30;
  const head = () => grid.firstElementChild.offsetHeight;
  const rows = () => Number(grid.dataset.rows);
  let asked = -1;
  let waiting = false;

  const look = () => {
    waiting = false;
    const row = height();
    const first = Math.floor(grid.scrollTop / row);
    const last = Math.ceil((grid.scrollTop + grid.clientHeight) / row);
    if (frame) {
      const all = Math.max(1, rows());
      frame.style.top = `${(100 * first) / all}%`;
      frame.style.height = `${Math.min(100, (100 * (last - first)) / all)}%`;
    }
    const from = Number(grid.dataset.first);
    const to = from + grid.querySelectorAll('[role="row"]').length - 1;
    const isShort = (first - margin < from && from > 0) || (last + margin > to && to < rows());
    if (isShort && asked !== first) {
      asked = first;
      component.invokeMethodAsync("ShowFromAsync", first);
    }
  };
  const scrolled = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(look);
  };
  const keyDown = (event) => {
    if (event.target === grid && keys.has(event.key)) event.preventDefault();
  };
  const jump = (event) => {
    const box = overview.getBoundingClientRect();
    const row = ((event.clientY - box.top) / box.height) * rows();
    grid.scrollTop = row * height() - grid.clientHeight / 2;
  };
  grid.addEventListener("scroll", scrolled, { passive: true });
  grid.addEventListener("keydown", keyDown);
  overview?.addEventListener("click", jump);
  const changed = new MutationObserver(() => {
    asked = -1;
    scrolled();
  });
  changed.observe(grid, { attributes: true, attributeFilter: ["data-first", "data-rows"] });
  look();

  return {
    reveal: (index) => {
      const row = height();
      const top = index * row;
      const space = grid.clientHeight - head();
      if (top < grid.scrollTop) grid.scrollTop = top - row;
      else if (top + row > grid.scrollTop + space) grid.scrollTop = top + 2 * row - space;
    },
    dispose: () => {
      changed.disconnect();
      grid.removeEventListener("scroll", scrolled);
      grid.removeEventListener("keydown", keyDown);
      overview?.removeEventListener("click", jump);
    },
  };
};
