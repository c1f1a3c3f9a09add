/* Small helps on top of pages that work without them. No eval, no inline handlers, no dependencies.
   A page asks for a help with a data attribute; each function below names its own. */
"use strict";

(() => {
  const SECOND = 1000;

  /* Every form: a second press within one second sends nothing. The server is safe on its own; this spares a page. */
  function guardDoubleSubmit() {
    const sentAt = new WeakMap();
    document.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      const form = event.target;
      const now = Date.now();
      if (now - (sentAt.get(form) || 0) < SECOND) {
        event.preventDefault();
        return;
      }
      sentAt.set(form, now);
      const buttons = [...form.elements].filter((item) => item.type === "submit" && !item.disabled);
      // afterwards, so that the pressed button's own value is still sent
      setTimeout(() => buttons.forEach((button) => { button.disabled = true; }));
      setTimeout(() => buttons.forEach((button) => { button.disabled = false; }), SECOND);
    });
  }

  /* form[data-warn-unsaved]: the browser asks before a page with changed fields is left; "changed" from the start where
     the server has sent back what was typed. */
  function warnUnsaved() {
    const changed = new Set();
    for (const form of document.querySelectorAll("form[data-warn-unsaved]")) {
      if (form.dataset.warnUnsaved === "changed") changed.add(form);
      form.addEventListener("input", () => changed.add(form));
      form.addEventListener("submit", () => changed.delete(form));
    }
    window.addEventListener("beforeunload", (event) => {
      if (changed.size) event.preventDefault();
    });
  }

  /* [data-focus]: the error summary takes the focus when the page has loaded. */
  function focusSummary() {
    const summary = document.querySelector("[data-focus]");
    if (summary) summary.focus();
  }

  /* input[data-select-all="name"] in a hidden label: ticks all boxes of that name.
     [data-selected-count="name"]: shows how many are ticked. */
  function selectAll() {
    for (const all of document.querySelectorAll("input[data-select-all]")) {
      const name = all.dataset.selectAll;
      const boxes = () => [...document.querySelectorAll(`input[type=checkbox][name="${CSS.escape(name)}"]:not(:disabled)`)];
      const counters = document.querySelectorAll(`[data-selected-count="${CSS.escape(name)}"]`);
      const show = () => {
        const ticked = boxes().filter((box) => box.checked).length;
        all.checked = ticked > 0 && ticked === boxes().length;
        all.indeterminate = ticked > 0 && !all.checked;
        counters.forEach((counter) => { counter.textContent = String(ticked); });
      };
      all.addEventListener("change", () => {
        boxes().forEach((box) => { box.checked = all.checked; });
        show();
      });
      document.addEventListener("change", (event) => {
        if (event.target.name === name) show();
      });
      all.closest("[hidden]")?.removeAttribute("hidden");
      show();
    }
  }

  /* [data-reason="group"][data-reason-for="a b"]: says beside the label whether the chosen answer needs a reason. */
  function hintReasons() {
    for (const part of document.querySelectorAll("[data-reason]")) {
      const needed = new Set(part.dataset.reasonFor.split(" "));
      const hint = document.createElement("span");
      hint.className = "optional";
      part.querySelector("label").append(" ", hint);
      const scope = part.closest("form") || document;
      const show = () => {
        const answer = scope.querySelector(`[name="${CSS.escape(part.dataset.reason)}"]:checked`);
        if (!answer) hint.textContent = "";
        else hint.textContent = needed.has(answer.value) ? "(bắt buộc với ý kiến này)" : "(không bắt buộc)";
      };
      scope.addEventListener("change", show);
      show();
    }
  }

  /* input[type=file], optionally data-max-bytes: lists what was chosen and says at once when a file is too large. */
  function showFiles() {
    for (const input of document.querySelectorAll("input[type=file]")) {
      const list = document.createElement("div");
      list.className = "chosen";
      list.setAttribute("role", "status");
      input.after(list);
      const limit = Number(input.dataset.maxBytes) || Infinity;
      input.addEventListener("change", () => {
        list.replaceChildren(...[...input.files].map((file) => {
          const line = document.createElement("p");
          line.textContent = `${file.name}, ${fileSize(file.size)}`;
          const trouble = file.size === 0 ? "Tệp này trống, hãy chọn tệp khác."
            : file.size > limit ? `Tệp lớn hơn ${fileSize(limit)}, hãy chọn tệp nhỏ hơn.` : "";
          if (trouble) {
            const error = document.createElement("span");
            error.className = "error";
            error.textContent = `Lỗi: ${trouble}`;
            line.append(error);
          }
          return line;
        }));
      });
    }
  }

  function fileSize(bytes) {
    if (bytes < 1e6) return `${Math.max(1, Math.round(bytes / 1e3))} KB`;
    return `${(bytes / 1e6).toFixed(1).replace(".", ",")} MB`;
  }

  /* button[data-print]: hidden until scripts run, prints the page. */
  function printButtons() {
    for (const button of document.querySelectorAll("[data-print]")) {
      button.hidden = false;
      button.addEventListener("click", () => window.print());
    }
  }

  /* [data-keep-current]: a list that scrolls by itself starts at its current line. */
  function keepCurrent() {
    for (const list of document.querySelectorAll("[data-keep-current]")) {
      const current = list.querySelector("[aria-current]")?.closest("li");
      if (current) list.scrollTop = current.offsetTop - list.offsetTop - list.clientHeight / 3;
    }
  }

  /* details[data-fold=width]: folded on screens narrower than that, unless something was written in it already. */
  function foldOnPhones() {
    for (const part of document.querySelectorAll("details[data-fold]")) {
      if (window.matchMedia(`(min-width: ${part.dataset.fold})`).matches) continue;
      const isUsed = part.querySelector(".error") || [...part.querySelectorAll("textarea")].some((box) => box.value);
      if (!isUsed) part.open = false;
    }
  }

  guardDoubleSubmit();
  foldOnPhones();
  warnUnsaved();
  focusSummary();
  selectAll();
  hintReasons();
  showFiles();
  printButtons();
  keepCurrent();
})();
