// Leaving at once, the search, the menu, and reading with less trail. Nothing is stored and nothing is sent.
(() => {
  const find = (selector) => document.querySelector(selector),
    leave = find(".leave"),
    menu = find(".menu"),
    form = find(".search"),
    input = find("#search"),
    said = form.querySelector("[role=status]"),
    quiet = find(".quiet"),
    close = () => (menu.open = false);
  const go = (event) => {
    event.preventDefault();
    // The page goes before the network is asked: the next page may take seconds.
    document.title = leave.dataset.title;
    document.body.replaceChildren();
    location.replace(leave.href);
  };
  leave.addEventListener("click", go);
  let taps = [];
  addEventListener("keydown", (event) => {
    if (event.key !== "Shift") taps = [];
    else if (!event.repeat) {
      taps = [...taps.filter((at) => event.timeStamp - at < 2000), event.timeStamp];
      if (taps.length === 3) go(event);
    }
    if (event.key === "Escape" && menu.open) {
      close();
      menu.firstElementChild.focus();
    }
  });
  // Tab past the last link: the open sheet would cover what has the focus.
  menu.addEventListener("focusout", (event) => event.relatedTarget && (menu.contains(event.relatedTarget) || close()));

  // Less trail: pages are fetched into this one, so that the history keeps only this address.
  let here;
  const show = async (url) => {
    if (url.pathname !== here) {
      const html = await (await fetch(url, { cache: "no-store" })).text();
      const page = new DOMParser().parseFromString(html, "text/html").querySelector(".page");
      for (const link of page.querySelectorAll("a")) {
        const to = link.getAttribute("href");
        if (to[0] !== "#") link.href = new URL(to, url);
      }
      find(".page").replaceWith(page);
      here = url.pathname;
    }
    const target = document.getElementById(url.hash.slice(1)) || find("main");
    target.scrollIntoView();
    target.focus();
  };
  quiet.hidden = false;
  quiet.querySelector("button").addEventListener("click", () => {
    here = location.pathname;
    quiet.lastElementChild.textContent = quiet.dataset.on;
  });
  addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (link || !menu.contains(event.target)) close();
    if (!here || !link || link === leave || link.origin !== location.origin || /^.app/.test(link.pathname)) return;
    event.preventDefault();
    const to = link.getAttribute("href");
    show(new URL(to[0] === "#" ? here + to : link.href, location)).catch(
      () => (find("main").textContent = quiet.dataset.lost),
    );
  });

  const words = (text) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) || [];
  let index;
  const best = (a, b) => b[0] - a[0];
  const search = async () => {
    const pages = await (index ??= fetch(form.dataset.index).then((reply) => reply.json()));
    const asked = words(input.value);
    const found = [];
    for (const [page, url, parts] of pages) {
      const hits = [];
      for (const [id, heading, own] of parts) {
        let sum = asked.length && 1;
        for (const word of asked) {
          const at = (text) => words(text).some((it) => it.startsWith(word));
          const points = at(page) * 4 + at(heading) * 3 + at(own);
          sum = points && sum && sum + points;
        }
        if (sum) hits.push([sum, url + (id && "#" + id), heading ? page + ": " + heading : page]);
      }
      // Among equals, the page that speaks of it in most parts comes first; two parts of it leave room for others.
      for (const hit of hits.sort(best).slice(0, 2)) found.push([hit.shift() + hits.length / 9, ...hit]);
    }
    found.sort(best).splice(8);
    said.textContent =
      (asked.length && (found.length ? form.dataset.some.replace("{count}", found.length) : form.dataset.none)) || "";
    find(".results").replaceChildren(
      ...found.map(([, url, text]) => {
        const item = document.createElement("li"),
          link = item.appendChild(document.createElement("a"));
        link.href = form.dataset.base + "/" + url;
        link.textContent = text;
        return item;
      }),
    );
  };
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  input.addEventListener("input", () =>
    search().catch(() => {
      index = null;
      said.textContent = form.dataset.lost;
    }),
  );
})();
