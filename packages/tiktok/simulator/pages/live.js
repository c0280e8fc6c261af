// Refreshes the parts of a page marked data-live when the simulator says that something changed, and adds
// or removes the entries of a data-live-list. Everything works without it; forms in use are left alone.
let pending = false;

function updateList(list, next) {
  const keys = (parent) => [...parent.children].filter((child) => child.dataset.key !== undefined);
  const fresh = keys(next);
  const wanted = new Set(fresh.map((child) => child.dataset.key));
  for (const child of keys(list)) if (!wanted.has(child.dataset.key)) child.remove();
  fresh.forEach((child, index) => {
    if (!keys(list).some((held) => held.dataset.key === child.dataset.key))
      list.insertBefore(document.importNode(child, true), keys(list)[index] ?? null);
  });
}

async function refresh() {
  if (pending) return;
  pending = true;
  await new Promise((resolve) => setTimeout(resolve, 250));
  pending = false;
  const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const list of document.querySelectorAll('[data-live-list]')) {
    const next = fresh.querySelector(`[data-live-list="${list.dataset.liveList}"]`);
    if (next !== null) updateList(list, next);
  }
  for (const part of document.querySelectorAll('[data-live]')) {
    const next = fresh.querySelector(`[data-live="${part.dataset.live}"]`);
    if (next === null || next.innerHTML === part.innerHTML || part.contains(document.activeElement)) continue;
    part.innerHTML = next.innerHTML;
  }
}

if (document.querySelector('[data-live]:not(.now)') !== null) {
  const events = new EventSource('/live');
  events.onmessage = () => void refresh().catch(() => {});
  addEventListener('pagehide', () => events.close());
}
