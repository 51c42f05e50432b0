"use strict";
(() => {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
  const all = (root, selector) => Array.from(root.querySelectorAll(selector));
  const uses = (piece) => piece.dataset.r.split(" ").map((use) => use.split(":"));

  function start(section) {
    const pane = section.querySelector(".cards");
    const cards = new Map(all(section, ".card").map((card) => [card.id, card]));
    const pieces = all(section, ".w");
    const piecesOf = new Map();
    for (const piece of pieces) {
      for (const [id, part] of uses(piece)) {
        if (!piecesOf.has(id)) piecesOf.set(id, []);
        piecesOf.get(id).push([piece, part]);
      }
    }
    let pinned = null;

    const shown = (id) => cards.has(id) && !cards.get(id).hidden;
    const typeOf = (id) => cards.get(id).dataset.type;

    function clear() {
      for (const piece of pieces) {
        piece.classList.remove("on", "on-k", "on-a", "on-r", "on-t", "on-c");
        for (const name of Array.from(piece.classList)) if (name.startsWith("t-")) piece.classList.remove(name);
        if (piece.dataset.base) piece.classList.add(piece.dataset.base);
      }
      for (const card of cards.values()) card.classList.remove("on");
    }

    function light(id) {
      clear();
      if (!id || !shown(id)) return;
      cards.get(id).classList.add("on");
      for (const [piece, part] of piecesOf.get(id) || []) {
        for (const name of Array.from(piece.classList)) if (name.startsWith("t-")) piece.classList.remove(name);
        piece.classList.add("on", "t-" + typeOf(id));
        if (part !== "e") piece.classList.add("on-" + part);
      }
    }

    function toCard(id) {
      const card = cards.get(id);
      if (getComputedStyle(pane).overflowY === "auto") pane.scrollTo({ top: card.offsetTop - 12, behavior: calm });
      else card.scrollIntoView({ block: "center", behavior: calm });
    }

    function toWords(id) {
      const found = piecesOf.get(id) || [];
      const best = found.find(([, part]) => part === "k") || found[0];
      if (!best) return;
      const box = best[0].getBoundingClientRect();
      if (box.top < 70 || box.bottom > innerHeight - 30) best[0].scrollIntoView({ block: "center", behavior: calm });
    }

    function repaint() {
      for (const piece of pieces) {
        const key = uses(piece).find(([id, part]) => part === "k" && shown(id));
        const base = key ? "t-" + typeOf(key[0]) : "";
        piece.dataset.base = base;
        if (piece.classList.contains("k")) {
          piece.classList.toggle("off", !key);
          piece.tabIndex = key ? 0 : -1;
          if (key) piece.setAttribute("href", "#" + key[0]);
        }
      }
      light(pinned);
    }

    function filter() {
      const off = (group) => new Set(all(section, `.chip[data-${group}][aria-pressed="false"]`).map((chip) => chip.dataset[group]));
      const types = off("type");
      const states = off("status");
      for (const card of cards.values()) {
        card.hidden = types.has(card.dataset.type) || (card.dataset.status !== "" && states.has(card.dataset.status));
      }
      repaint();
    }

    const first = (piece) => (uses(piece).find(([id]) => shown(id)) || [null])[0];
    const pieceAt = (event) => event.target.closest(".w");
    const cardAt = (event) => event.target.closest(".card");

    section.addEventListener("mouseover", (event) => {
      const piece = pieceAt(event);
      const card = cardAt(event);
      if (piece) light(first(piece));
      else if (card) light(card.id);
    });
    section.addEventListener("mouseout", (event) => {
      if (pieceAt(event) || cardAt(event)) light(pinned);
    });
    section.addEventListener("focusin", (event) => {
      const piece = pieceAt(event);
      const card = cardAt(event);
      if (card && event.target === card && card.matches(":focus-visible")) { light(card.id); toWords(card.id); }
      else if (piece && piece.matches(":focus-visible")) { const id = first(piece); if (id) { light(id); toCard(id); } }
    });
    section.addEventListener("click", (event) => {
      const chip = event.target.closest(".chip");
      if (chip) {
        chip.setAttribute("aria-pressed", String(chip.getAttribute("aria-pressed") !== "true"));
        filter();
        return;
      }
      if (event.target.closest("summary")) return;
      const piece = pieceAt(event);
      const card = cardAt(event);
      if (piece) {
        event.preventDefault();
        pinned = first(piece);
        light(pinned);
        if (pinned) toCard(pinned);
      } else if (card) {
        if (String(getSelection())) return;
        pinned = pinned === card.id ? null : card.id;
        light(card.id);
        toWords(card.id);
      } else {
        pinned = null;
        clear();
      }
    });
    section.addEventListener("keydown", (event) => {
      const card = cardAt(event);
      if (event.key === "Escape") { pinned = null; clear(); }
      if (!card || event.target !== card) return;
      const visible = all(pane, ".card").filter((other) => !other.hidden);
      const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
      if (step) {
        const next = visible[visible.indexOf(card) + step];
        if (next) { event.preventDefault(); next.focus(); light(next.id); toWords(next.id); }
      } else if (event.key === "Enter") {
        const details = card.querySelector("details");
        if (details) details.open = !details.open;
      }
    });

    let waiting = false;
    addEventListener("scroll", () => {
      if (waiting || section.hidden) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        if (pinned || pane.matches(":hover") || pane.contains(document.activeElement)) return;
        if (getComputedStyle(pane).overflowY !== "auto") return;
        const top = pieces.find((piece) => piece.classList.contains("k") && !piece.classList.contains("off") && piece.getBoundingClientRect().top > 60);
        const id = top && first(top);
        if (id) pane.scrollTop = scrollY < 40 ? 0 : cards.get(id).offsetTop - 12;
      });
    }, { passive: true });

    filter();
  }

  const sections = all(document, ".doc");
  sections.forEach(start);

  const links = all(document, ".docs a");
  function open(number) {
    sections.forEach((section, index) => { section.hidden = index !== number; });
    links.forEach((link, index) => { if (index === number) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current"); });
    scrollTo(0, 0);
  }
  if (links.length) {
    links.forEach((link, index) => link.addEventListener("click", (event) => { event.preventDefault(); open(index); }));
    open(0);
  }
})();
