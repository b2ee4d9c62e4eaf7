"use strict";
(() => {
  const form = document.getElementById("filters");
  const claims = [...document.querySelectorAll("details.claim")];
  const papers = [...document.querySelectorAll("section.paper")];
  const losses = [...document.querySelectorAll("details.loss")];
  const words = new WeakMap();
  const HEAD = "details.claim > summary, details.loss > summary";
  const STEPS = { ArrowUp: -1, ArrowDown: 1 };

  const BREAKS = /<(p|div|dt|dd|li|th|td|br|summary|figcaption)\b[^>]*>/g;
  const SIGNS = { amp: "&", lt: "<", gt: ">", quot: '"', "#x27": "'", "#xa0": " " };

  /** The words of a claim or a loss, in lower case, without its figures and its certificate. */
  function wordsOf(part) {
    if (!words.has(part)) {
      const inside = part.querySelector("noscript, div.body");
      const source = inside.localName === "noscript" ? inside.textContent : inside.innerHTML;
      const bare = source.replace(/<(svg|pre).*?<\/\1>/gs, "").replace(BREAKS, " ").replace(/<[^>]*>/g, "")
        .replace(/&([#\w]+);/g, (all, name) => SIGNS[name] ?? "");
      const head = [...part.querySelector("summary").children].map((word) => word.textContent).join(" ");
      words.set(part, `${head} ${bare}`.toLowerCase());
    }
    return words.get(part);
  }

  /** What is folded is text until it is looked at. */
  function build(part) {
    const source = part.querySelector(":scope > noscript");
    if (source) source.outerHTML = source.textContent;
  }

  function wanted() {
    const found = Object.fromEntries([...new FormData(form)].filter(([, value]) => value.trim() !== ""));
    const terms = (found.q || "").toLowerCase().split(/\s+/).filter(Boolean);
    delete found.q;
    return { terms, chosen: Object.entries(found) };
  }

  function filter() {
    const { terms, chosen } = wanted();
    const says = (part) => terms.every((term) => wordsOf(part).includes(term));
    let count = 0;
    for (const claim of claims) {
      claim.hidden = !(chosen.every(([name, value]) => claim.dataset[name] === value) && says(claim));
      count += !claim.hidden;
    }
    for (const paper of papers) paper.hidden = !paper.querySelector("details.claim:not([hidden])");
    for (const loss of losses) loss.hidden = !says(loss);
    document.getElementById("count").textContent = `${count} of ${claims.length}`;
    document.getElementById("none").hidden = count > 0;
  }

  /** The address of what is seen: the filters, and the claim or loss that was unfolded last. */
  function remember(part) {
    const found = new URLSearchParams([...new FormData(form)].filter(([, value]) => value.trim() !== ""));
    if (part && found.size) found.append("open", part.id);
    history.replaceState(null, "", `#${part && !found.size ? part.id : found}`);
  }

  function unfold(place) {
    if (!(place instanceof HTMLDetailsElement)) return;
    build(place);
    place.open = true;
  }

  /** What the address says: filters such as #status=REFUTED&q=hinge&open=c7, or the place of a claim, loss or paper. */
  function follow() {
    const hash = location.hash.slice(1);
    if (hash.includes("=")) {
      form.reset();
      for (const [name, value] of new URLSearchParams(hash)) {
        if (name === "open") unfold(document.getElementById(value));
        const control = form.elements.namedItem(name);
        if (control && control.type === "checkbox") control.checked = value === control.value;
        else if (control && "value" in control) control.value = value;
      }
      filter();
      return;
    }
    const place = hash && document.getElementById(decodeURIComponent(hash));
    if (!place) return;
    if (place.hidden || place.closest("[hidden]")) {
      form.reset();
      filter();
    }
    unfold(place);
    place.scrollIntoView();
  }

  /** The heads of claims and losses that are not filtered out, in their order. */
  function heads() {
    return [...document.querySelectorAll(HEAD)].filter((head) => !head.closest("[hidden]"));
  }

  /** The arrows go from head to head, unfold and fold; whether the key does something here. */
  function walk(head, key) {
    const part = head.parentElement;
    if (key === "ArrowRight") {
      unfold(part);
      remember(part);
    }
    else if (key === "ArrowLeft") part.open = false;
    else if (key in STEPS) {
      const all = heads();
      all[all.indexOf(head) + STEPS[key]]?.focus();
    } else return false;
    return true;
  }

  function save(button) {
    const data = button.closest(".evidence").querySelector(".certificate").textContent;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([data], { type: "application/json" }));
    link.download = button.dataset.save;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  let waiting = 0;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { filter(); remember(); }, 80);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => { filter(); remember(); }));
  document.getElementById("fold").addEventListener("click", () => {
    document.querySelectorAll("main details[open]").forEach((part) => { part.open = false; });
  });
  document.addEventListener("toggle", (event) => {
    if (event.target.open) build(event.target);
  }, true);
  document.addEventListener("click", (event) => {
    if (event.target.matches("button[data-save]")) save(event.target);
    const part = event.target.closest(HEAD)?.parentElement;
    if (part && !part.open) remember(part);
    const link = event.target.closest("a[href^='#']");
    if (link && link.hash === location.hash) follow();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const search = form.elements.namedItem("q");
    if (event.target === search && event.key === "Enter") heads()[0]?.focus();
    else if (event.key === "/" && !event.target.matches("input, select, textarea")) search.focus();
    else if (!event.target.matches(HEAD) || !walk(event.target, event.key)) return;
    event.preventDefault();
  });
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...claims, ...losses].filter((part) => !part.open && !part.hidden);
    opened.forEach(unfold);
  });
  window.addEventListener("afterprint", () => opened.forEach((part) => { part.open = false; }));
  window.addEventListener("hashchange", follow);

  form.hidden = false;
  follow();
})();
