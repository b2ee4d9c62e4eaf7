"use strict";
(() => {
  const form = document.getElementById("filters");
  const claims = [...document.querySelectorAll("details.claim")];
  const papers = [...document.querySelectorAll("section.paper")];
  const losses = [...document.querySelectorAll("details.loss")];
  const words = new WeakMap();

  const SIGNS = { amp: "&", lt: "<", gt: ">", quot: '"', "#x27": "'", "#xa0": " " };

  /** The words of a claim or a loss, in lower case, without its figures and its certificate. */
  function wordsOf(part) {
    if (!words.has(part)) {
      const inside = part.querySelector("script.body, div.body");
      const source = inside.localName === "script" ? inside.textContent : inside.innerHTML;
      const bare = source.replace(/<svg.*?<\/svg>|<[^>]*>/gs, "").replace(/&([#\w]+);/g, (all, name) => SIGNS[name] ?? "");
      words.set(part, `${part.querySelector("summary").textContent} ${bare}`.toLowerCase());
    }
    return words.get(part);
  }

  /** What is folded is text until it is looked at. */
  function build(part) {
    const source = part.querySelector(":scope > script.body");
    if (!source) return;
    const body = document.createElement("div");
    body.className = "body";
    body.innerHTML = source.textContent;
    source.replaceWith(body);
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

  function remember() {
    const found = new URLSearchParams([...new FormData(form)].filter(([, value]) => value.trim() !== ""));
    history.replaceState(null, "", `#${found}`);
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

  function dataOf(inside) {
    return inside.closest(".claim").querySelector("script.certificate").textContent;
  }

  /** The certificate is put where it is seen when it is unfolded. */
  function show(evidence) {
    const pre = evidence.querySelector("pre");
    if (evidence.open && !pre.textContent) pre.textContent = dataOf(evidence);
  }

  function save(button) {
    const data = dataOf(button);
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
    if (event.target.matches("details.evidence")) show(event.target);
    else if (event.target.open) build(event.target);
  }, true);
  document.addEventListener("click", (event) => {
    if (event.target.matches("button[data-save]")) save(event.target);
    const link = event.target.closest("a[href^='#']");
    if (link && link.hash === location.hash) follow();
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, select, textarea");
    if (event.key === "/" && !typing) {
      event.preventDefault();
      form.elements.namedItem("q").focus();
    }
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
