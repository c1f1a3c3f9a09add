/* The appraiser's bench: who else looks at the line, the seconds in which an opinion can be taken back, and keys for
   those who have switched them on. The page works without any of it. No eval, no inline handlers. */
"use strict";

(() => {
  const SECOND = 1000;
  const REPORT_EVERY = 20 * SECOND;

  /* [data-watch=address]: says every twenty seconds that the line stands open here, and hears who else has it open. */
  function watch(part) {
    const text = part.querySelector("span");
    const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
    if (!token) return;
    const timer = setInterval(async () => {
      if (document.visibilityState !== "visible") return;
      try {
        const answer = await fetch(part.dataset.watch, {
          method: "POST", credentials: "same-origin", redirect: "manual", headers: { "X-CSRFToken": token },
        });
        if (!answer.ok) return;
        const said = await answer.json();
        if (!said.waits) clearInterval(timer);
        if (text.textContent !== said.said) text.textContent = said.said;
        part.hidden = !said.said;
      } catch { /* asked again in a while */ }
    }, REPORT_EVERY);
  }

  /* form[data-seconds=n] with [data-seconds-left]: counts down, then takes the button away; the server counts on its own. */
  function countDown(form) {
    const left = form.querySelector("[data-seconds-left]");
    const until = Date.now() + Number(form.dataset.seconds) * SECOND;
    const timer = setInterval(() => {
      const seconds = Math.max(0, Math.ceil((until - Date.now()) / SECOND));
      left.textContent = String(seconds);
      if (seconds) return;
      clearInterval(timer);
      form.remove();
    }, SECOND);
  }

  const isTyping = (item) => item.closest("input:not([type=checkbox], [type=radio], [type=submit]), textarea, select, dialog, [contenteditable]");

  /* [data-keys]: no key records anything; each one only moves, ticks, chooses or puts the focus where one presses next. */
  function listen(bench) {
    const help = document.getElementById("phim-tat");
    const links = [...bench.querySelectorAll("[data-queue] .queue__body > a")];
    const byId = (name) => bench.querySelector(name);
    const note = () => byId(".decide textarea[name=note]");
    const focus = (item) => { item?.focus(); item?.scrollIntoView({ block: "nearest" }); return Boolean(item); };
    const here = () => {
      const focused = links.indexOf(document.activeElement.closest("li")?.querySelector(".queue__body > a"));
      return focused >= 0 ? focused : links.findIndex((link) => link.hasAttribute("aria-current"));
    };
    const step = (by) => focus(links[Math.min(links.length - 1, Math.max(0, here() + by))]);
    const showHelp = () => { if (!help.open) help.showModal(); return true; };
    const choose = (opinion, next) => {
      const radio = byId(`.decide input[name=opinion][value=${opinion}]`);
      if (!radio) return false;
      radio.checked = true;
      radio.dispatchEvent(new Event("change", { bubbles: true }));
      return focus(next());
    };
    const submit = () => byId(".decide button.btn--main");
    const plain = {
      KeyJ: () => step(1),
      KeyK: () => step(-1),
      KeyX: () => {
        const box = links[here()]?.closest("li").querySelector("input[type=checkbox]");
        if (!box) return false;
        box.checked = !box.checked;
        box.dispatchEvent(new Event("change", { bubbles: true }));
        return true;
      },
      KeyN: () => focus(note()),
      KeyC: () => focus(byId("[data-claim]")),
    };
    const withAlt = {
      KeyD: () => choose("recommend", submit),
      KeyT: () => choose("send_back", note),
      KeyK: () => choose("decline", note),
    };
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.isComposing || event.repeat && event.altKey) return;
      if (help.open) return;
      let act;
      if (event.altKey) act = event.shiftKey ? undefined : withAlt[event.code];
      else if (isTyping(event.target)) return;
      else if (event.key === "?") act = showHelp;
      else if (event.key === "/") act = () => focus(document.querySelector(".filters input[name=tim]"));
      else if (!event.shiftKey) act = plain[event.code];
      if (act && act()) event.preventDefault();
    });
    const button = document.querySelector("[data-keys-help]");
    button.hidden = false;
    button.addEventListener("click", showHelp);
  }

  document.querySelectorAll("[data-watch]").forEach(watch);
  document.querySelectorAll("form[data-seconds]").forEach(countDown);
  document.querySelectorAll("[data-keys]").forEach(listen);
})();
