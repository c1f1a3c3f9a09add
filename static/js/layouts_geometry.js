/* Where the parts of a layout are and how they move: mm of the sheet as people write them, nothing of the page. Each function changes the
   layout it is given; nothing leaves the sheet. */
"use strict";

(() => {
  const LEAST_WIDTH = 5;
  const CITED = ["recipient", "unit", "achievement"];
  const GRIPS = { citation: ["e", "n", "s"], seal: ["se"], qr: ["se"], emblem: ["se"] };
  const rounded = (mm) => Math.round(mm * 1000) / 1000;
  const within = (value, least, most) => rounded(Math.min(Math.max(value, least), Math.max(least, most)));
  const limited = (by, start, end, most) => Math.min(Math.max(by, Math.min(0, -start)), Math.max(0, most - end));
  const shown = (number, decimals = 2) => String(Number(number.toFixed(decimals))).replace(".", ",");
  const typed = (text) => {
    const clean = text.trim().replace(/\s*mm$/i, "").replace(",", ".");
    return /^-?\d+(\.\d+)?$/.test(clean) ? Number(clean) : NaN;
  };
  const partOf = (spec, key) => spec.fields.find((field) => field.key === key) || (key === "sheet" ? spec : spec[key]);

  function valueOf(name, part, points) {
    if (name === "size" || name === "least") return shown(part[name] * points, 1);
    if (name === "is_bold") return part.weight >= 600;
    if (name === "is_italic") return part.style === "italic";
    return typeof part[name] === "number" ? shown(part[name]) : part[name];
  }

  function move(spec, boxes, key, right, down) {
    const part = partOf(spec, key), box = boxes[key];
    if (!part || !box || key === "sheet") return;
    const across = rounded(limited(right, box[0], box[0] + box[2], spec.width_mm));
    const up = rounded(limited(down, box[1], box[1] + box[3], spec.height_mm));
    part.x = rounded(part.x + across);
    for (const name of key === "citation" ? ["top", "bottom"] : ["y"]) part[name] = rounded(part[name] + up);
    boxes[key] = [box[0] + across, box[1] + up, box[2], box[3]];
  }

  const room = (spec, part) => 2 * Math.min(part.x, spec.width_mm - part.x);
  const WIDEN = {
    citation(spec, part, side, right, down) {
      if (side === "e") for (const name of CITED) part[name] = within(part[name] + 2 * right, 20, room(spec, part));
      if (side === "n") part.top = within(part.top + down, 0, part.bottom - 10);
      if (side === "s") part.bottom = within(part.bottom + down, part.top + 10, spec.height_mm);
    },
    emblem(spec, part, side, right, down) {
      const most = Math.min(room(spec, part), 2 * Math.min(part.y, spec.height_mm - part.y));
      for (const name of ["disc", "image"]) part[name] = within(part[name] + 2 * Math.max(right, down), 3, most);
    },
    qr(spec, part, side, right, down) {
      const most = Math.min(60, spec.width_mm - part.x, spec.height_mm - part.y);
      part.width = part.height = within(part.width + Math.max(right, down), 12, most);
    },
    seal(spec, part, side, right, down) {
      part.width = within(part.width + right, 20, spec.width_mm - part.x);
      part.height = within(part.height + down, 20, spec.height_mm - part.y);
    },
    field(spec, part, side, right) {
      const most = { center: room(spec, part), left: spec.width_mm - part.x, right: part.x }[part.align];
      const by = { center: 2 * right, left: right, right: -right }[part.align];
      part.width = within(part.width + by, LEAST_WIDTH, most);
    },
  };
  function widen(spec, boxes, key, side, right, down) {
    const part = partOf(spec, key);
    (WIDEN[key] || WIDEN.field)(spec, part, side, right, down);
    boxes[key] = boxNow(part, key, boxes[key]);
  }
  function boxNow(part, key, old) {
    if (key === "citation") {
      const width = Math.max(...CITED.map((name) => part[name]));
      return [part.x - width / 2, part.top, width, part.bottom - part.top];
    }
    if (key === "emblem") {
      const side = Math.max(part.disc, part.image);
      return [part.x - side / 2, part.y - side / 2, side, side];
    }
    if (key === "seal" || key === "qr") return [part.x, part.y, part.width, part.height];
    return [part.x - part.width * { left: 0, center: 0.5, right: 1 }[part.align], old[1], part.width, old[3]];
  }

  window.layoutGeometry = { CITED, GRIPS, rounded, shown, typed, valueOf, partOf, move, widen };
})();
