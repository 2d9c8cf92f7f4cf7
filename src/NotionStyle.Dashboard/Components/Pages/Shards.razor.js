/** Arrows, Home and End move between the cells of one server; Tab leads out of it. */
export const moveByArrows = () => document.addEventListener("keydown", onKeyDown);

const onKeyDown = (event) => {
  const cell = event.target;
  if (!(cell instanceof HTMLButtonElement) || !cell.classList.contains("cell") || event.altKey || event.ctrlKey || event.metaKey) return;
  const cells = [...cell.parentElement.querySelectorAll("button.cell")];
  const columns = cells.filter((other) => other.offsetTop === cells[0].offsetTop).length;
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns, Home: -cells.length, End: cells.length };
  const step = steps[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const at = cells.indexOf(cell);
  const isRowMove = Math.abs(step) === columns && Math.abs(step) !== 1;
  const to = isRowMove && (at + step < 0 || at + step >= cells.length) ? at : Math.min(Math.max(at + step, 0), cells.length - 1);
  for (const other of cells) other.tabIndex = other === cells[to] ? 0 : -1;
  cells[to].focus();
};
