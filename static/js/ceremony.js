/* The order of the stage: rows are dragged by mouse or finger; what is dropped is sent by the form that has two numbers.
   Attendance: the list is searched while one types. Everything works without this file. */
"use strict";

(() => {
  const EDGE = 80; // px from the border of the window within which a dragged row scrolls it
  const SPEED = 14;
  let held = null; // {row, over, isAfter}

  function prepare(root) {
    for (const hidden of root.querySelectorAll("[data-grip], [data-drag-hint]")) hidden.hidden = false;
    const moved = root.querySelector(".is-moved");
    if (moved && !root.contains(document.activeElement)) moved.scrollIntoView({ block: "nearest" });
  }

  function unmark() {
    for (const row of document.querySelectorAll(".is-before, .is-after")) row.classList.remove("is-before", "is-after");
  }

  function start(event) {
    const grip = event.target.closest?.("[data-grip]");
    if (!grip || event.button > 0) return;
    event.preventDefault();
    held = { row: grip.closest("[data-position]"), over: null, isAfter: false, y: event.clientY };
    held.row.classList.add("is-dragged");
    document.body.classList.add("is-dragging");
    grip.setPointerCapture(event.pointerId);
    requestAnimationFrame(scrollAtEdge);
  }

  function follow(event) {
    if (!held) return;
    held.y = event.clientY;
    mark(event.clientX, event.clientY);
  }

  function mark(x, y) {
    const row = document.elementFromPoint(x, y)?.closest("[data-position]");
    unmark();
    held.over = null;
    if (!row || row === held.row) return;
    const box = row.getBoundingClientRect();
    held.over = row;
    held.isAfter = y > box.top + box.height / 2;
    row.classList.add(held.isAfter ? "is-after" : "is-before");
  }

  function scrollAtEdge() {
    if (!held) return;
    if (held.y < EDGE) window.scrollBy(0, -SPEED);
    else if (held.y > window.innerHeight - EDGE) window.scrollBy(0, SPEED);
    requestAnimationFrame(scrollAtEdge);
  }

  function drop(event) {
    if (!held) return;
    const { row, over, isAfter } = held;
    held = null;
    row.classList.remove("is-dragged");
    document.body.classList.remove("is-dragging");
    unmark();
    if (event.type !== "pointerup" || !over) return;
    const from = Number(row.dataset.position);
    const at = Number(over.dataset.position);
    const to = at + (isAfter ? 1 : 0) - (from < at ? 1 : 0);
    if (to === from) return;
    const form = document.getElementById("xep");
    form.elements.so.value = from;
    form.elements.den.value = to;
    form.requestSubmit(form.querySelector("button[type=submit]"));
  }

  document.addEventListener("pointerdown", start);
  document.addEventListener("pointermove", follow);
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", drop);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && held) drop(event); });

  /* [data-find="list"]: what is typed, without accents, hides the rows whose data-key has no word that begins like each
     of them; a number must be the whole number. */
  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();

  function find(box) {
    const words = plain(box.value).split(/[^a-z0-9]+/).filter(Boolean);
    let shown = 0;
    for (const row of document.querySelectorAll(`#${CSS.escape(box.dataset.find)} [data-key]`)) {
      const key = row.dataset.key.split(" ");
      row.hidden = !words.every((word) => key.some((each) => (/^\d+$/.test(word) ? each === word : each.startsWith(word))));
      if (!row.hidden) shown += 1;
    }
    const none = document.querySelector("[data-none]");
    if (none) none.hidden = shown > 0;
  }

  document.addEventListener("input", (event) => { if (event.target.dataset?.find) find(event.target); });
  document.addEventListener("htmx:afterSettle", () => {
    const stage = document.querySelector("[data-stage]");
    if (stage) prepare(stage);
    for (const box of document.querySelectorAll("[data-find]")) if (box.value) find(box);
  });
  prepare(document);
})();
