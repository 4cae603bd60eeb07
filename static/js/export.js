// An export in the making: looks every other second how far it is, and says when it is done.

const EVERY = 2000;

async function look() {
  const job = document.getElementById("job");
  if (!["waiting", "working"].includes(job.dataset.state)) return;
  try {
    const response = await fetch(location.href, { headers: { Accept: "text/html" } });
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("job");
    if (fresh && !job.contains(document.activeElement)) job.replaceWith(fresh);
    else if (fresh && fresh.dataset.state !== job.dataset.state) job.replaceWith(fresh);
    if (fresh?.dataset.state === "done") document.getElementById("status").textContent = fresh.querySelector("p").textContent;
  } catch { /* without a network: the next look */ }
  setTimeout(look, EVERY);
}

setTimeout(look, EVERY);
