// The debrief's slides: arrow keys, Page Up and Down, and the space bar go from one to the next. Without it the page scrolls.

const slides = () => [...document.querySelectorAll(".slide")];
const now = () => slides().reduce((best, slide, at) => Math.abs(slide.getBoundingClientRect().top) < Math.abs(slides()[best].getBoundingClientRect().top) ? at : best, 0);

document.addEventListener("keydown", event => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, textarea, select, button, summary, a")) return;
  const step = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1 }[event.key];
  if (!step) return;
  const all = slides(), next = all[Math.min(all.length - 1, Math.max(0, now() + (event.shiftKey && event.key === " " ? -1 : step)))];
  event.preventDefault();
  next.scrollIntoView({ behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
});
