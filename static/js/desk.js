/* Pages on which somebody writes for a while: what is typed is kept on the server, and the page answers while one types.
   Every help is asked for by a data attribute; the pages work without any of them. No eval, no inline handlers. */
"use strict";

(() => {
  const SECOND = 1000;
  const KEEP_AFTER = 3 * SECOND;
  const ANSWER_AFTER = SECOND;
  const DRAW_AFTER = 1.2 * SECOND;
  const FIRST_RETRY = 5 * SECOND;
  const LAST_RETRY = 60 * SECOND;

  const later = (wait, act) => {
    let timer = 0;
    return { start: () => { clearTimeout(timer); timer = setTimeout(act, wait); }, stop: () => clearTimeout(timer) };
  };
  const fieldsOf = (form, more = {}) => {
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") fields.append(name, value);
    for (const [name, value] of Object.entries(more)) fields.set(name, value);
    return fields;
  };
  const send = (url, fields, options = {}) => fetch(url, {
    method: "POST", body: fields, credentials: "same-origin", redirect: "manual", ...options,
    headers: { "X-Requested-With": "fetch", ...options.headers },
  });
  const randomName = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    const text = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };

  /* A name for this window that survives a reload. A window that was duplicated has the same name in its storage: it asks
     aloud, and takes a new one when another window answers. */
  function windowName() {
    let name = "";
    const remember = () => { try { sessionStorage.setItem("desk", name); } catch { /* storage is switched off */ } };
    try { name = sessionStorage.getItem("desk") || ""; } catch { /* storage is switched off */ }
    name ||= randomName();
    remember();
    if ("BroadcastChannel" in window) {
      const me = randomName();
      const channel = new BroadcastChannel("desk");
      channel.addEventListener("message", ({ data }) => {
        if (data.name !== name || data.me === me) return;
        if (data.answer) { name = randomName(); remember(); }
        else channel.postMessage({ name, me, answer: true });
      });
      channel.postMessage({ name, me });
    }
    return () => name;
  }

  /* After signing in again in another window the token of this page is worth nothing: fetch the page's new one. */
  async function freshToken() {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = page.querySelector("form[data-desk] [name=csrfmiddlewaretoken]")?.value;
    if (!token) return false;
    for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) input.value = token;
    return true;
  }

  /* form[data-desk=address]: keeps what is typed, some seconds after the last change and on leaving.
     data-desk-seen: the state of the kept text that this page shows; data-desk-tab: the window that holds it. */
  function keepTyped(form, tab) {
    const state = document.querySelector("[data-desk-state]");
    const elsewhere = document.querySelector("[data-desk-elsewhere]");
    const others = document.querySelector("[data-desk-others]");
    let seen = form.dataset.deskSeen;
    let changed = false, isSending = false, isBlocked = false, isSubmitted = false, hasKept = false, retry = FIRST_RETRY;

    const say = (...text) => state.replaceChildren(...text);
    const link = (text, href) => {
      const item = document.createElement("a");
      Object.assign(item, { href, textContent: text, target: "_blank", rel: "noopener", className: "act" });
      return item;
    };
    const timer = later(KEEP_AFTER, () => keep());
    const fields = (more) => fieldsOf(form, { autosave_tab: tab(), autosave_seen: seen, ...more });
    const retryLater = () => { setTimeout(() => changed && keep(), retry); retry = Math.min(retry * 2, LAST_RETRY); };

    function showPeople(sentences) {
      others.hidden = !sentences?.length;
      others.querySelector("[data-desk-people]").replaceChildren(...(sentences || []).map((sentence) => {
        const line = document.createElement("p");
        line.textContent = sentence;
        return line;
      }));
    }
    function block(message) {
      isBlocked = true;
      elsewhere.hidden = false;
      elsewhere.querySelector("[data-desk-message]").textContent = message;
      for (const part of elsewhere.querySelectorAll("[data-desk-advice], [data-desk-choice]")) part.hidden = false;
      say("Chưa giữ: trang này đang mở ở hai nơi. Đồng chí chọn ở đầu trang.");
    }

    async function keep(more = {}, isSecond = false) {
      if (isSending || isSubmitted || (isBlocked && !more.autosave_take)) return;
      isSending = true;
      changed = false;
      timer.stop();
      say("Đang lưu…");
      try {
        const answer = await send(form.dataset.desk, fields(more));
        isSending = false;
        await heard(answer, more, isSecond);
      } catch {
        isSending = false;
        changed = true;
        say("Chưa giữ được, máy đang mất mạng; sẽ thử lại");
        retryLater();
      }
    }
    async function heard(answer, more, isSecond) {
      const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
      const said = isJson ? await answer.json() : {};
      if (answer.ok && isJson) {
        seen = said.seen;
        hasKept = true;
        isBlocked = false;
        retry = FIRST_RETRY;
        elsewhere.hidden = true;
        showPeople(said.others);
        say(`Đã giữ lúc ${said.at}`);
        if (changed) timer.start();
        return;
      }
      changed = true;
      if (answer.status === 409 && isJson) { showPeople(said.others); block(said.message); }
      else if (answer.status === 401) say("Phiên làm việc đã hết, nội dung vẫn được giữ ở trang này; ", link("đăng nhập lại", said.url || "/"), " ở cửa sổ mới rồi gõ tiếp ở đây.");
      else if (answer.status === 403 && !isSecond && await freshToken()) await keep(more, true);
      else if (said.message) say(said.message);
      else { say("Chưa giữ được nội dung gõ; sẽ thử lại. Đồng chí nhớ bấm lưu."); retryLater(); }
    }

    const leave = () => {
      if (isSubmitted || isBlocked || !(changed || hasKept)) return;
      const more = fields({ autosave_leaving: "1" });
      // the answer is heard when the page was only put aside and comes back; what is too long for the first way takes the second
      send(form.dataset.desk, more, { keepalive: true }).catch(() => send(form.dataset.desk, more))
        .then((answer) => answer.ok && answer.json()).then((said) => { if (said) seen = said.seen; }).catch(() => {});
      changed = false;
    };

    form.addEventListener("input", () => { changed = true; timer.start(); });
    form.addEventListener("desk:changed", () => { changed = true; timer.start(); });
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented || event.submitter?.formTarget === "_blank") return;
      isSubmitted = true;
      for (const [name, value] of [["autosave_tab", tab()], ["autosave_seen", seen]]) {
        const input = form.elements[name] || form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name }));
        input.value = value;
      }
    });
    document.addEventListener("submit", ({ target }) => { if (target !== form && target.action.includes(form.dataset.desk)) isSubmitted = true; });
    window.addEventListener("pageshow", () => { isSubmitted = false; });
    window.addEventListener("pagehide", leave);
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden" && changed) keep(); });
    window.addEventListener("online", () => { if (changed) keep(); });
    window.addEventListener("beforeunload", (event) => { if (changed && !isSubmitted && (isBlocked || !navigator.onLine)) event.preventDefault(); });
    document.querySelector("[data-desk-take]").addEventListener("click", () => keep({ autosave_take: "1" }));
    document.querySelector("[data-desk-reload]").addEventListener("click", () => { changed = hasKept = false; location.reload(); });
    if (form.dataset.deskTab === tab()) elsewhere.hidden = true;
    else if (!elsewhere.hidden) block(elsewhere.querySelector("[data-desk-message]").textContent);
  }

  /* form[data-side=address]: what the system knows of the nominee, asked again a second after typing. */
  function answerBeside(form) {
    const side = document.querySelector("#line-side");
    if (!side) return;
    const headline = side.closest("details").querySelector("summary [data-side-says]");
    let asked = new AbortController();
    const timer = later(ANSWER_AFTER, async () => {
      asked.abort();
      asked = new AbortController();
      try {
        const answer = await send(form.dataset.side, fieldsOf(form), { signal: asked.signal });
        if (!answer.ok) return;
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.querySelector("#line-side") || page.body;
        if (side.innerHTML.trim() !== fresh.innerHTML.trim()) side.replaceChildren(...fresh.childNodes);
        const says = side.querySelector("[data-side-says]");
        if (says) headline.textContent = says.textContent;
      } catch { /* the next change asks again */ }
    });
    form.addEventListener("input", timer.start);
  }

  /* form[data-preview=address]: the certificate as it would be printed. [data-room]: how much the citation may still grow. */
  function drawCertificate(form) {
    const picture = document.querySelector("[data-preview-picture]");
    const text = document.querySelector("[data-preview-text]");
    const room = document.querySelector("[data-room]");
    const citation = room && document.getElementById(room.dataset.room);
    const about = text.textContent;
    let asked = new AbortController();
    let left = null, measured = 0, drawn = "";

    const sayRoom = () => {
      if (!citation) return;
      const length = citation.value.trim().length;
      const free = left === null ? Number(room.dataset.roomLetters) - length : left - (length - measured);
      room.textContent = free >= 0 ? `Đã ghi ${length} ký tự, còn khoảng ${free} ký tự.` : `Đã ghi ${length} ký tự, dài quá khoảng ${-free} ký tự.`;
      room.classList.toggle("is-look-text", free < 0);
    };
    async function draw() {
      const fields = fieldsOf(form);
      const words = ["form", "full_name", "is_party_member", "sex", "position", "unit_text", "is_deceased", "citation"]
        .map((name) => fields.get(name)).join("\n");
      if (words === drawn) return;
      asked.abort();
      asked = new AbortController();
      const length = citation ? citation.value.trim().length : 0;
      try {
        const answer = await send(form.dataset.preview, fields, { signal: asked.signal, headers: { Accept: "image/png" } });
        if (answer.headers.has("Room-Left")) { [left, measured] = [Number(answer.headers.get("Room-Left")), length]; sayRoom(); }
        if (!answer.ok) return;
        if (answer.headers.get("Content-Type") === "image/png") await show(await answer.blob());
        else { picture.hidden = true; text.textContent = await answer.text(); }
        drawn = words;
      } catch { /* the next change draws again */ }
    }
    const show = (blob) => new Promise((resolve) => {
      const reader = new FileReader(); // a data address: the security policy allows no other made by a script
      reader.addEventListener("load", () => {
        picture.src = reader.result;
        picture.alt = `Giấy khen của ${form.elements.full_name.value}: ${form.elements.citation.value}`;
        picture.hidden = false;
        text.textContent = about.replace(/^.*?Số, ngày/s, "Đây là giấy khen đúng như khi in. Số, ngày");
        resolve();
      });
      reader.readAsDataURL(blob);
    });
    const timer = later(DRAW_AFTER, draw);
    const open = document.querySelector("[data-preview-open]");
    open.textContent = "Xem hình lớn";
    text.textContent = about.replace(/^.*?Số, ngày/s, "Hình hiện ở đây khi đã có tên và lời khen. Số, ngày");
    form.addEventListener("input", () => { sayRoom(); timer.start(); });
    form.addEventListener("desk:changed", () => { sayRoom(); timer.start(); });
    sayRoom();
    new IntersectionObserver((seen, watch) => {
      if (seen.some((item) => item.isIntersecting)) { watch.disconnect(); draw(); }
    }, { rootMargin: "200px" }).observe(picture.closest("section"));
  }

  /* textarea[data-grow]: as high as its text. */
  function grow(area) {
    const fit = () => {
      area.style.height = "auto";
      area.style.height = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
    };
    area.addEventListener("input", fit);
    area.addEventListener("desk:fit", fit);
    fit();
  }

  /* [data-templates=field id] around [data-template-text] and a hidden [data-template-use]: puts the text into the field
     that is empty or holds nothing but one of the texts. */
  function offerTemplates(part) {
    const area = document.getElementById(part.dataset.templates);
    const plain = (text) => text.replace(/\s+/g, " ").trim();
    const texts = [...part.querySelectorAll("[data-template-text]")].map((item) => item.innerText);
    const show = () => {
      const isFree = !area.value.trim() || texts.some((text) => plain(text) === plain(area.value));
      part.querySelectorAll("[data-template-use]").forEach((button, place) => {
        button.hidden = !isFree || plain(area.value) === plain(texts[place]);
      });
    };
    part.querySelectorAll("[data-template-use]").forEach((button, place) => button.addEventListener("click", () => {
      area.value = texts[place];
      area.dispatchEvent(new Event("desk:fit"));
      area.dispatchEvent(new Event("input", { bubbles: true }));
      area.focus();
    }));
    area.addEventListener("input", show);
    show();
  }

  const tab = windowName();
  document.querySelectorAll("textarea[data-grow]").forEach(grow);
  document.querySelectorAll("[data-templates]").forEach(offerTemplates);
  for (const form of document.querySelectorAll("form[data-desk]")) {
    keepTyped(form, tab);
    if (form.dataset.side) answerBeside(form);
    if (form.dataset.preview) drawCertificate(form);
  }
})();
