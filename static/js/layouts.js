/* The editor of a layout: drag, arrow keys, undo, and a picture from the server that shows what will be printed.
   Without this script the same page is a form of millimetres. Lengths are mm of the sheet, sizes of letters points. */
"use strict";

(() => {
  const root = document.querySelector("[data-layout-edit]");
  if (!root) return;
  const SVG = "http://www.w3.org/2000/svg";
  const DRAW_AFTER = 120, KEEP_AFTER = 1200, RETRY_AFTER = 5000, ONE_CHANGE = 900;
  const SNAP = 0.5, MAGNET = 1.2, MOST_STEPS_BACK = 200;
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const sheet = one("#to-giay"), handles = one("[data-handles]"), grips = one("[data-grips]"), guide = one("[data-guide]");
  const token = one("[name=csrfmiddlewaretoken]").value;
  const { CITED, GRIPS, rounded, shown, typed, valueOf } = window.layoutGeometry;
  const facts = read("cho-trang");
  let spec = read("bo-cuc"), boxes = read("cac-khung");
  let item = root.dataset.item, version = Number(root.dataset.version), sample = root.dataset.sample;

  const fieldOf = (key) => spec.fields.find((field) => field.key === key);
  const partOf = (key) => window.layoutGeometry.partOf(spec, key);
  const wordsOf = (key) => (key === "citation" ? CITED : [key]);
  const labelOf = (key) => facts.labels[key] || key;

  /* What was done, so that it can be undone */
  const back = [], forth = [];
  let lastChange = { at: 0, key: "" };
  function change(key, act) {
    const before = JSON.stringify(spec);
    act();
    if (JSON.stringify(spec) === before) return false;
    const now = Date.now();
    if (key !== lastChange.key || now - lastChange.at > ONE_CHANGE) back.push(before);
    if (back.length > MOST_STEPS_BACK) back.shift();
    lastChange = { at: now, key };
    forth.length = 0;
    changed();
    return true;
  }
  function turn(from, to) {
    if (!from.length) return;
    to.push(JSON.stringify(spec));
    spec = JSON.parse(from.pop());
    lastChange = { at: 0, key: "" };
    if (!partOf(item)) select("sheet");
    fill();
    changed();
  }
  function changed() {
    one("[data-undo]").disabled = !back.length;
    one("[data-redo]").disabled = !forth.length;
    state("Đang giữ…");
    isSaved = false;
    draw.start();
    keep.start();
  }

  const move = (key, right, down) => window.layoutGeometry.move(spec, boxes, key, right, down);
  const widen = (key, side, right, down) => window.layoutGeometry.widen(spec, boxes, key, side, right, down);

  /* The sheet */
  const made = (name, attributes) => {
    const node = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    return node;
  };
  const described = (key) => {
    const part = partOf(key);
    return `${labelOf(key)}, cách mép trái ${shown(part.x, 1)} mm, cách mép trên ${shown(key === "citation" ? part.top : part.y, 1)} mm`;
  };
  const holdOf = (key) => one(`[data-item="${key}"]`, handles);
  function showHandles(broken) {
    for (const hold of all("[data-item]", handles)) if (!(hold.dataset.item in boxes)) hold.remove();
    for (const [key, box] of Object.entries(boxes)) {
      let hold = holdOf(key);
      if (!hold) {
        hold = made("a", { class: `hold hold--${key}`, href: `?o=${key}#o-dang-sua`, "data-item": key });
        hold.append(made("rect", {}));
        handles.append(hold);
      }
      ["x", "y", "width", "height"].forEach((name, index) => hold.firstElementChild.setAttribute(name, rounded(box[index])));
      hold.setAttribute("aria-label", described(key));
      if (broken) hold.classList.toggle("is-broken", broken.includes(key));
      if (key === item) hold.setAttribute("aria-current", "true"); else hold.removeAttribute("aria-current");
    }
    showEmblem();
    showGrips();
  }
  function showEmblem() {
    const drawn = one("[data-emblem-drawn]"), slot = spec.emblem;
    if (!drawn || !slot) return;
    const side = Math.min(slot.disc, slot.image), [disc, picture] = drawn.children;
    const put = (node, values) => { for (const [name, value] of Object.entries(values)) node.setAttribute(name, rounded(value)); };
    put(disc, { cx: slot.x, cy: slot.y, r: slot.disc / 2 });
    put(picture, { x: slot.x - side / 2, y: slot.y - side / 2, width: side, height: side });
  }
  function showGrips() {
    grips.replaceChildren();
    const box = boxes[item];
    if (!box) return;
    const part = partOf(item), [x, y, width, height] = box, size = Math.max(2.6, spec.width_mm / 90);
    for (const side of GRIPS[item] || ["e"]) {
      const across = side === "e" ? (part.align === "right" ? x : x + width) : side === "se" ? x + width : x + width / 2;
      const down = side === "e" ? y + height / 2 : side === "n" ? y : y + height;
      const grip = made("rect", { class: `grip grip--${side}`, "data-grip": side, x: across - size / 2, y: down - size / 2, width: size, height: size });
      grips.append(grip);
    }
  }
  function shiftWords(key, right, down) {
    for (const name of wordsOf(key)) one(`[data-words="${name}"]`)?.setAttribute("transform", `translate(${right} ${down})`);
  }

  /* Dragging */
  let drag = null;
  const onSheet = (event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(sheet.getScreenCTM().inverse());
  sheet.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest("[data-grip]"), hold = event.target.closest("[data-item]");
    if ((!grip && !hold) || event.button) return;
    if (hold) select(hold.dataset.item);
    drag = { key: item, side: grip?.dataset.grip, from: onSheet(event), done: [0, 0], box: [...boxes[item]], before: JSON.stringify(spec), id: event.pointerId, isMoved: false };
    sheet.setPointerCapture(event.pointerId);
    if (hold) hold.focus({ preventScroll: true });
    event.preventDefault();
  });
  sheet.addEventListener("pointermove", (event) => {
    if (!drag || event.pointerId !== drag.id) return;
    const at = onSheet(event);
    let right = at.x - drag.from.x, down = at.y - drag.from.y;
    if (!drag.isMoved && Math.hypot(right, down) < 0.4) return;
    drag.isMoved = true;
    spec = JSON.parse(drag.before);
    boxes[drag.key] = [...drag.box];
    if (drag.side) widen(drag.key, drag.side, Math.round(right / SNAP) * SNAP, Math.round(down / SNAP) * SNAP);
    else {
      [right, down] = [Math.round(right / SNAP) * SNAP, Math.round(down / SNAP) * SNAP];
      const middle = drag.box[0] + drag.box[2] / 2 + right, off = spec.width_mm / 2 - middle;
      const isMiddle = !event.altKey && Math.abs(off) < MAGNET;
      if (isMiddle) right += off;
      guide.setAttribute("d", isMiddle ? `M${spec.width_mm / 2} 0V${spec.height_mm}` : "");
      move(drag.key, right, down);
      shiftWords(drag.key, boxes[drag.key][0] - drag.box[0], boxes[drag.key][1] - drag.box[1]);
    }
    showHandles();
    fill();
  });
  function endDrag(event) {
    if (!drag || event.pointerId !== drag.id) return;
    const { before, key, isMoved } = drag;
    drag = null;
    guide.setAttribute("d", "");
    if (!isMoved) return;
    const after = spec;
    spec = JSON.parse(before);
    lastChange = { at: 0, key: "" };
    change(key, () => { spec = after; });
    lastChange = { at: 0, key: "" };
    say(described(key));
  }
  sheet.addEventListener("pointerup", endDrag);
  sheet.addEventListener("pointercancel", endDrag);
  sheet.addEventListener("click", (event) => { if (event.target.closest("[data-item]")) event.preventDefault(); });
  sheet.addEventListener("dragstart", (event) => event.preventDefault());

  /* Keys and arrow buttons */
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  function nudge(right, down) {
    const old = boxes[item] && [...boxes[item]];
    if (!old || !change(item, () => move(item, right, down))) return;
    shiftWords(item, boxes[item][0] - lastDrawn[item][0], boxes[item][1] - lastDrawn[item][1]);
    showHandles();
    fill();
    say(described(item));
  }
  handles.addEventListener("keydown", (event) => {
    const way = ARROWS[event.key], hold = event.target.closest("[data-item]");
    if (!hold) return;
    if (event.key === "Enter") { event.preventDefault(); select(hold.dataset.item); one("[data-item-label]").focus(); return; }
    if (!way) return;
    event.preventDefault();
    if (hold.dataset.item !== item) select(hold.dataset.item);
    const step = event.shiftKey ? 5 : event.altKey || event.ctrlKey ? 0.1 : 1;
    nudge(way[0] * step, way[1] * step);
  });
  for (const button of all("[data-move]")) button.addEventListener("click", () => {
    const [right, down] = button.dataset.move.split(" ").map(Number), step = Number(one("[data-step]").value);
    nudge(right * step, down * step);
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.target.matches("input, textarea, select")) return;
    const key = event.key.toLowerCase();
    if (key === "z" && !event.shiftKey) { event.preventDefault(); turn(back, forth); }
    else if (key === "y" || (key === "z" && event.shiftKey)) { event.preventDefault(); turn(forth, back); }
  });
  one("[data-undo]").addEventListener("click", () => turn(back, forth));
  one("[data-redo]").addEventListener("click", () => turn(forth, back));

  /* The form of the chosen part */
  const panel = one("[data-panel]"), form = one("[data-item-form]");
  function select(key) {
    if (key === item) return;
    item = key;
    one("[data-item-label]").textContent = labelOf(key);
    const kind = fieldOf(key) ? "field" : key;
    panel.replaceChildren(document.importNode(one(`[data-panel-of="${kind}"]`).content, true));
    if (kind === "field") fitPanel();
    one("[data-ground]").hidden = key !== "sheet";
    one("[data-emblem-picture]").hidden = key !== "emblem";
    one("[data-without-script]", form).hidden = key !== "sheet";
    one("button", form).textContent = "Đổi khổ giấy";
    showActs();
    for (const link of all("[data-pick]")) {
      if (link.dataset.pick === key) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
    }
    form.action = withQuery({ o: key });
    history.replaceState(null, "", withQuery({ o: key }));
    showHandles();
    fill();
  }
  const fieldBox = (input) => input.closest(".field, fieldset, .choice") || input.parentElement;
  function fitPanel() {
    const isPlaced = !(spec.citation && CITED.includes(item));
    for (const input of all("[name]", panel)) {
      const isOut = (input.name === "text" && !item.startsWith("text")) || (!isPlaced && ["x", "y", "width", "size", "least", "lines", "align"].includes(input.name));
      if (isOut) fieldBox(input).remove();
    }
  }
  function showActs() {
    const acts = one("[data-item-acts]"), like = one("[data-layout-act]");
    const offered = { citation: ["tach", "Tách thành ba ô riêng"], emblem: ["bo-bieu-trung", "Bỏ ô biểu trưng"], qr: ["bo-ma", "Bỏ mã QR"] }[item]
      || (!spec.citation && CITED.includes(item) ? ["gop", "Gộp ba ô thành một khối"] : null) || (item.startsWith("text") ? ["xoa-chu", "Xóa ô chữ này"] : null);
    acts.replaceChildren();
    if (!offered) return;
    const copy = one("nav [data-layout-act]").cloneNode(true) || like.cloneNode(true);
    copy.elements.viec.value = offered[0];
    one("button", copy).textContent = offered[1];
    acts.append(copy);
  }
  function fill() {
    const part = partOf(item);
    for (const input of all("[name]", panel)) {
      if (input === document.activeElement && input.matches("[inputmode], textarea") && !drag) continue;
      const value = valueOf(input.name, part, facts.points);
      if (input.type === "checkbox") input.checked = Boolean(value);
      else if (input.type === "radio") input.checked = input.value === value;
      else {
        if (input.name === "colour" && ![...input.options].some((option) => option.value === value)) input.add(new Option("Màu của mẫu", value));
        input.value = value;
      }
      mark(input, "");
    }
    one("[data-nudge]").hidden = !(item in boxes);
  }
  panel.addEventListener("input", (event) => {
    const input = event.target, part = partOf(item);
    if (item === "sheet" || !input.name) return;
    const isNumber = input.matches("[inputmode=decimal]"), number = isNumber ? typed(input.value) : 0;
    mark(input, "");
    if (isNumber && Number.isNaN(number)) return;
    change(`${item} ${input.name}`, () => put(part, input, number));
  });
  panel.addEventListener("change", ({ target }) => {
    if (!target.matches("[inputmode=decimal]") || !Number.isNaN(typed(target.value))) return;
    mark(target, `“${target.value}” chưa phải là số nên chưa đổi gì. Đồng chí ghi số, ví dụ 25,5.`);
  });
  function mark(input, words) {
    if (words) input.setAttribute("aria-invalid", "true"); else input.removeAttribute("aria-invalid");
    const line = one("[data-wrong]");
    if (words || !one("[aria-invalid]", panel)) line.textContent = words;
  }
  function put(part, input, number) {
    const { name } = input;
    if (name === "size" || name === "least") {
      part[name] = rounded(number / facts.points);
      part.least = Math.min(part.least, part.size);
    } else if (name === "is_bold") part.weight = input.checked ? 700 : 400;
    else if (name === "is_italic") part.style = input.checked ? "italic" : "normal";
    else if (name === "lines") part.lines = Number(input.value);
    else if (input.type === "checkbox") part[name] = input.checked;
    else if (input.matches("[inputmode=decimal]")) {
      part[name] = rounded(number);
      if (item === "qr" && name === "width") part.height = part.width;
    } else part[name] = input.value;
    if (name === "family") { part.optical_size = null; part.weight = part.weight >= 600 ? 700 : 400; }
  }
  form.addEventListener("submit", (event) => { if (item !== "sheet") event.preventDefault(); });

  /* The picture */
  const later = (wait, act) => {
    let timer = 0;
    return { start: (after = wait) => { clearTimeout(timer); timer = setTimeout(act, after); }, stop: () => clearTimeout(timer) };
  };
  const post = (url, body, options = {}) => fetch(url, {
    method: "POST", credentials: "same-origin", body: JSON.stringify(body), ...options,
    headers: { "Content-Type": "application/json", "X-CSRFToken": token, "X-Requested-With": "fetch" },
  });
  let asking = null, lastDrawn = structuredClone(boxes);
  const draw = later(DRAW_AFTER, async () => {
    asking?.abort();
    asking = new AbortController();
    try {
      const answer = await post(root.dataset.previewUrl, { spec, sample }, { signal: asking.signal });
      const said = await answer.json();
      if (!answer.ok) { problems([said.reason]); return; }
      if (drag) { draw.start(); return; }
      const drawn = new DOMParser().parseFromString(said.words, "image/svg+xml").documentElement;
      one("[data-words-of-all]").replaceChildren(...[...drawn.childNodes].map((node) => document.importNode(node, true)));
      boxes = said.boxes;
      lastDrawn = structuredClone(boxes);
      problems(said.problems);
      showHandles(said.broken);
    } catch (error) { if (error.name !== "AbortError") state("Không nối được máy chủ. Sẽ thử lại.", true); }
  });
  function problems(sentences) {
    const note = one("[data-problem-note]");
    note.hidden = !sentences.length;
    one("ul", note).replaceChildren(...sentences.map((sentence) => Object.assign(document.createElement("li"), { textContent: sentence })));
  }

  /* Keeping */
  let isSaved = true, saving = Promise.resolve(), isStale = false;
  const keep = later(KEEP_AFTER, () => { saving = saving.then(save); });
  async function save() {
    if (isSaved || isStale) return;
    const sent = JSON.stringify(spec);
    try {
      const answer = await post(root.dataset.saveUrl, { spec, version });
      if (answer.redirected || !answer.headers.get("Content-Type")?.includes("json")) throw new Error("signed out");
      const said = await answer.json();
      if (answer.ok) {
        version = said.version;
        isSaved = JSON.stringify(spec) === sent;
        if (isSaved) state(`Đã giữ lúc ${said.saved}, chưa dùng để in.`);
      } else {
        isStale = answer.status === 409;
        state(said.reason, true);
      }
    } catch {
      state("Chưa giữ được, sẽ thử lại. Đồng chí đừng đóng trang.", true);
      keep.start(RETRY_AFTER);
    }
  }
  function state(words, isTrouble = false) {
    const line = one("[data-state]");
    if (line.textContent !== words) line.textContent = words;
    line.classList.toggle("is-trouble", isTrouble);
  }
  let saidTimer = 0;
  const say = (words) => { clearTimeout(saidTimer); saidTimer = setTimeout(() => { one("[data-said]").textContent = words; }, 300); };
  document.addEventListener("submit", async (event) => {
    const act = event.target.closest("[data-layout-act]") || (event.target === form && item === "sheet" ? form : null);
    if (!act || act.dataset.isReady) return;
    event.preventDefault();
    keep.stop();
    await saving;
    act.elements.version.value = version;
    act.elements.spec.value = JSON.stringify(spec);
    act.action = withQuery({ o: item });
    act.dataset.isReady = "yes";
    isSaved = true;
    act.submit();
  });
  window.addEventListener("beforeunload", (event) => { if (!isSaved) event.preventDefault(); });
  document.addEventListener("visibilitychange", () => { if (document.hidden && !isSaved) saving = saving.then(save); });

  /* Choices of what is seen */
  const withQuery = (more) => {
    const query = new URLSearchParams({ o: item, ...(sample === facts.sample ? {} : { thu: sample }), ...more });
    return `${location.pathname}?${query}`;
  };
  one("[data-sample-choice]").addEventListener("change", (event) => {
    sample = event.target.value;
    history.replaceState(null, "", withQuery({}));
    one("[data-trial]").search = `?thu=${sample}`;
    draw.start(0);
  });
  one("[data-grid-choice]").addEventListener("change", (event) => { one("[data-grid]").toggleAttribute("hidden", !event.target.checked); });
  one("[data-zoom-choice]").addEventListener("change", (event) => { one("[data-view]").classList.toggle("is-zoomed", event.target.checked); });
  one("[data-trial]").addEventListener("click", async (event) => {
    if (isSaved) return;
    event.preventDefault();
    keep.stop();
    saving = saving.then(save);
    await saving;
    location.href = event.target.href;
  });
  for (const link of all("[data-pick]")) link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    select(link.dataset.pick);
    one("[data-item-label]").focus();
  });

  for (const node of all("[data-with-script]")) node.hidden = false;
  for (const node of all("[data-without-script]")) node.hidden = item !== "sheet" || !form.contains(node);
  showHandles();
  fill();
})();
