/* form[data-upload]: files go piece by piece as soon as they are chosen or dropped; a broken connection goes on where it
   stopped. The page works without this: then the form sends all files at once. Texts of refusals come from the server. */
"use strict";

(() => {
  const form = document.querySelector("form[data-upload]");
  if (!form || !window.fetch) return;
  const beginUrl = form.dataset.upload;
  const pieceSize = Number(form.dataset.piece);
  const board = document.querySelector("[data-sending]");
  const list = board.querySelector("[data-list]");
  const say = board.querySelector("[data-say]");
  const row = board.querySelector("template");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const FIRST_WAIT = 500, LONGEST_WAIT = 30000, TRIES = 12, AT_ONCE = 2;
  const waiting = [];
  let running = 0;

  class Refused extends Error {}

  /* Tells files of one name and size apart: name, size, day, and a sum over the first and last 64 KB (FNV-1a). */
  async function fingerprint(file) {
    const end = 65536;
    const parts = [file.slice(0, end), file.slice(Math.max(0, file.size - end))];
    let sum = 0x811c9dc5;
    for (const part of parts) {
      for (const byte of new Uint8Array(await part.arrayBuffer())) sum = Math.imul(sum ^ byte, 0x01000193) >>> 0;
    }
    return `${file.name}|${file.lastModified}|${sum}`.slice(-600);
  }

  async function ask(url, options) {
    const answer = await fetch(url, {
      credentials: "same-origin", redirect: "manual", ...options,
      headers: { "X-CSRFToken": token, Accept: "application/json", ...options.headers },
    });
    if (answer.type === "opaqueredirect" || answer.status === 401) {
      throw new Refused("Phiên làm việc đã hết. Hãy đăng nhập lại ở một thẻ khác rồi bấm “Gửi tiếp”.");
    }
    if (answer.status === 403) throw new Refused("Trang này đã cũ. Hãy tải lại trang rồi chọn lại tệp.");
    if (answer.status >= 500) throw new Error(String(answer.status));
    if (answer.status === 404) return { gone: true };
    const said = await answer.json();
    if (said.reason) throw new Refused(said.reason);
    return said;
  }

  class Sending {
    constructor(file) {
      this.file = file;
      this.about = new FormData(form);
      this.tries = 0;
      this.line = row.content.cloneNode(true).firstElementChild;
      this.part("name").textContent = file.name;
      this.part("size").textContent = fileSize(file.size);
      this.part("again").addEventListener("click", () => this.again());
      this.part("drop-it").addEventListener("click", () => this.giveUp());
      list.append(this.line);
      board.hidden = false;
      this.show("Đang chờ gửi.");
    }

    part(name) { return this.line.querySelector(`[data-${name}]`); }

    show(text, kind = "") {
      const state = this.part("state");
      state.textContent = text;
      state.className = kind;
      if (kind) say.textContent = `${this.file.name}: ${text}`;
    }

    advance(received) {
      const percent = this.file.size ? Math.floor((received / this.file.size) * 100) : 0;
      this.line.querySelector("progress").value = percent;
      this.show(percent === 100 ? "Đã gửi hết, đang kiểm tra tệp." : `Đã gửi ${percent}%.`);
    }

    async begin() {
      const data = new FormData();
      for (const name of ["about", "type", "caption"]) data.append(name, this.about.get(name) || "");
      if (!this.alone) data.set("caption", "");
      data.append("name", this.file.name);
      data.append("size", this.file.size);
      data.append("fingerprint", await fingerprint(this.file));
      return ask(beginUrl, { method: "POST", body: data });
    }

    /* Sends until the file is kept or refused; every failure of the line waits a little longer and asks how far it is. */
    async run() {
      while (!this.isOver) {
        try {
          if (!this.url) {
            const begun = await this.begin();
            if (begun.gone) throw new Refused("Hồ sơ này không còn mở. Hãy tải lại trang.");
            this.url = begun.url;
            this.received = begun.received;
          } else if (this.isLost) {
            const there = await ask(this.url, { method: "GET" });
            if (there.gone) { this.url = ""; continue; }
            this.received = there.received;
          }
          this.isLost = false;
          await this.pieces();
        } catch (trouble) {
          if (this.isOver) return;
          this.isLost = true;
          if (trouble instanceof Refused || this.tries >= TRIES) return this.stop(trouble);
          await this.pause();
        }
      }
    }

    async pieces() {
      while (!this.isOver) {
        this.advance(this.received);
        const body = this.file.slice(this.received, this.received + pieceSize);
        const said = await ask(this.url, { method: "PUT", body, headers: { "Upload-Offset": String(this.received), "Content-Type": "application/octet-stream" } });
        if (said.gone) { this.url = ""; return; }
        this.tries = 0;
        if ("kept" in said) return this.finish(said);
        this.received = said.received;
      }
    }

    pause() {
      const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.tries);
      this.tries += 1;
      this.show(`Mất kết nối. Tệp được giữ ở phần đã gửi; sẽ tự gửi tiếp sau ${Math.ceil(wait / 1000)} giây.`, "is-waiting");
      this.part("again").hidden = false;
      return new Promise((resolve) => {
        this.wake = () => { clearTimeout(timer); this.part("again").hidden = true; resolve(); };
        const timer = setTimeout(this.wake, wait);
      });
    }

    again() {
      if (this.wake) this.wake();
      if (!this.isStopped) return;
      this.isStopped = false;
      this.tries = 0;
      this.part("again").hidden = true;
      waiting.push(this);
      next();
    }

    stop(trouble) {
      this.isStopped = true;
      this.isOver = false;
      const isRefused = trouble instanceof Refused;
      if (isRefused) this.url = "";
      this.show(isRefused ? trouble.message : "Chưa gửi được. Hãy xem lại mạng rồi bấm “Gửi tiếp”.", "is-refused");
      this.part("again").hidden = false;
      throw trouble;
    }

    finish(said) {
      this.isOver = true;
      this.line.querySelector("progress").value = 100;
      this.line.querySelectorAll("button").forEach((button) => button.remove());
      this.show(said.message, "is-kept");
    }

    giveUp() {
      this.isOver = true;
      if (this.wake) this.wake();
      const place = waiting.indexOf(this);
      if (place >= 0) waiting.splice(place, 1);
      if (this.url) ask(this.url, { method: "DELETE" }).catch(() => {});
      this.line.remove();
      board.hidden = !list.children.length;
    }
  }

  async function next() {
    if (running >= AT_ONCE || !waiting.length) return;
    const sending = waiting.shift();
    running += 1;
    next();
    try { await sending.run(); } catch { /* its line says why */ }
    running -= 1;
    if (!running && !waiting.length) refresh();
    next();
  }

  /* What stands in the lists comes from the server, as after a reload; an open edit form is left alone. */
  async function refresh() {
    try {
      const answer = await fetch(location.pathname, { credentials: "same-origin", redirect: "manual" });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const id of ["can-co", "da-gui"]) {
        const here = document.getElementById(id), there = page.getElementById(id);
        if (here && there && !here.querySelector("details[open]")) here.replaceWith(document.importNode(there, true));
      }
    } catch { /* the lists are new after the next reload */ }
  }

  function send(files) {
    const chosen = [...files];
    for (const file of chosen) {
      const sending = new Sending(file);
      sending.alone = chosen.length === 1;
      waiting.push(sending);
    }
    if (chosen.length) form.elements.caption.value = "";
    next();
  }

  function fileSize(bytes) {
    if (bytes < 1e6) return `${Math.max(1, Math.round(bytes / 1e3))} KB`;
    return `${(bytes / 1e6).toFixed(1).replace(".", ",")} MB`;
  }

  for (const input of form.querySelectorAll("input[type=file]")) {
    input.addEventListener("change", () => {
      if (!input.files.length) return;
      send(input.files);
      input.value = "";
      input.dispatchEvent(new Event("change", { bubbles: true })); // so that nothing stays listed as chosen
    });
  }

  const drop = form.querySelector("[data-drop]");
  const holdsFiles = (event) => [...(event.dataTransfer?.types || [])].includes("Files");
  for (const kind of ["dragover", "drop"]) {
    document.addEventListener(kind, (event) => { if (holdsFiles(event)) event.preventDefault(); });
  }
  document.addEventListener("dragover", (event) => drop.classList.toggle("drop--over", holdsFiles(event)));
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.classList.remove("drop--over"); });
  document.addEventListener("drop", (event) => {
    drop.classList.remove("drop--over");
    if (holdsFiles(event)) send(event.dataTransfer.files);
  });

  window.addEventListener("online", () => list.querySelectorAll("[data-again]:not([hidden])").forEach((button) => button.click()));
  window.addEventListener("beforeunload", (event) => { if (running || waiting.length) event.preventDefault(); });

  drop.classList.add("drop--live");
  form.querySelectorAll("[data-with-script]").forEach((item) => { item.hidden = false; });
  form.querySelectorAll("[data-without-script]").forEach((item) => { item.hidden = true; });
})();
