// Where the links of a map run: through the gutters between columns and the gaps between cards, never behind a card.
// Everything is measured once, then only reckoned.

const SPREAD = [0, -5, 5, -9, 9];   // lines that share a gap keep apart
const HEADROOM = 12;

export function lines(map, links) {
  const origin = map.getBoundingClientRect();
  const box = element => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    return { l: left - origin.left, r: right - origin.left, t: top - origin.top, b: bottom - origin.top, y: (top + bottom) / 2 - origin.top };
  };
  const columns = [...map.querySelectorAll(".col")].map(element => column(element, box));
  const floor = Math.max(...columns.map(each => each.end)) + 14;
  const boxes = new Map();
  for (const each of columns) for (const card of each.element.querySelectorAll("[data-cause]")) boxes.set(card, { ...box(card), column: columns.indexOf(each) });
  const ports = new Ports();
  const planned = links.filter(link => boxes.has(link.from) && boxes.has(link.to)).map(link => plan(link, boxes, columns, ports));
  ports.settle();
  return planned.map(each => ({ link: each.link, d: path(each, columns, floor) }));
}

// A column's edges, and the free heights in it: above the first card, between cards, below the last.
function column(element, box) {
  const cards = [...element.querySelectorAll("[data-cause]")].map(box), own = box(element), head = box(element.querySelector("header"));
  const rest = [...element.querySelectorAll(":scope > .adder > summary, :scope > .none")].map(box);
  const all = [head, ...cards, ...rest];
  const gaps = all.map((each, i) => ({ y: all[i + 1] ? (each.b + all[i + 1].t) / 2 : each.b + HEADROOM, used: 0 }));
  return { element, l: own.l, r: own.r, end: all.at(-1).b, gaps };
}

// A place on a card's edge where a line arrives or leaves. Those of one edge are put in the order of where they come from.
class Ports {
  edges = new Map();

  take(element, side, box, key) {
    const name = element.id + side, port = { key, box };
    if (!this.edges.has(name)) this.edges.set(name, []);
    this.edges.get(name).push(port);
    return port;
  }

  settle() {
    for (const ports of this.edges.values()) {
      ports.sort((one, other) => one.key - other.key);
      const height = ports[0].box.b - ports[0].box.t, apart = Math.min(13, (height - 18) / ports.length);
      ports.forEach((port, i) => { port.y = port.box.y + (i - (ports.length - 1) / 2) * apart; });
    }
  }
}

function plan(link, boxes, columns, ports) {
  const a = boxes.get(link.from), b = boxes.get(link.to), i = a.column, j = b.column;
  const on = { link, a, b, via: [] };
  if (i < j) {
    for (let c = i + 1; c < j; c++) on.via.push({ c, y: gapNear(columns[c], a.y + (b.y - a.y) * (c - i) / (j - i)) });
    on.leaves = ports.take(link.from, "right", a, on.via[0]?.y ?? b.y);
    on.arrives = ports.take(link.to, "left", b, on.via.at(-1)?.y ?? a.y);
    return { ...on, kind: "onward" };
  }
  if (i === j) {
    if (Math.abs(a.b - b.t) < 40 || Math.abs(b.b - a.t) < 40) return { ...on, kind: "next" };
    return { ...on, kind: "beside", leaves: ports.take(link.from, "right", a, b.y), arrives: ports.take(link.to, "right", b, a.y) };
  }
  return { ...on, kind: "back", leaves: ports.take(link.from, "left", a, 1e4), arrives: ports.take(link.to, "right", b, 1e4) };
}

function gapNear(column, wanted) {
  const gap = column.gaps.reduce((best, each) => Math.abs(each.y - wanted) < Math.abs(best.y - wanted) ? each : best);
  return gap.y + SPREAD[gap.used++ % SPREAD.length];
}

function path({ kind, a, b, via, leaves, arrives }, columns, floor) {
  if (kind === "next") {
    const x = a.l + Math.min(a.r - a.l, 90) / 2 + 8;
    return a.b <= b.t + 1 ? `M${x} ${a.b}V${b.t - 1}` : `M${x} ${a.t}V${b.b + 1}`;
  }
  if (kind === "beside") return through([[a.r, leaves.y], [a.r + 15, leaves.y], [a.r + 15, arrives.y], [b.r + 1, arrives.y]], 8);
  if (kind === "back") {
    const out = a.l - 13, back = b.r + 13;
    return through([[a.l, leaves.y], [out, leaves.y], [out, floor], [back, floor], [back, arrives.y], [b.r + 1, arrives.y]], 10);
  }
  let d = `M${a.r} ${leaves.y}`, x = a.r, y = leaves.y;
  const bend = (toX, toY) => { const half = (x + toX) / 2; d += `C${half} ${y} ${half} ${toY} ${toX} ${toY}`; [x, y] = [toX, toY]; };
  for (const { c, y: height } of via) {
    bend(columns[c].l - 3, height);
    d += `H${x = columns[c].r + 3}`;
  }
  bend(b.l - 7, arrives.y);
  return `${d}H${b.l - 1}`;
}

// Straight runs with rounded corners.
function through(points, radius) {
  const [first, ...rest] = points;
  let d = `M${first[0]} ${first[1]}`, from = first;
  rest.forEach((point, i) => {
    const after = rest[i + 1];
    if (!after) { d += `L${point[0]} ${point[1]}`; return; }
    const into = short(from, point, radius), out = short(after, point, radius);
    d += `L${into[0]} ${into[1]}Q${point[0]} ${point[1]} ${out[0]} ${out[1]}`;
    from = point;
  });
  return d;
}

// The point `radius` before `corner` on the way from `from`, or half way where they are closer.
function short(from, corner, radius) {
  const dx = from[0] - corner[0], dy = from[1] - corner[1], length = Math.hypot(dx, dy) || 1, by = Math.min(radius, length / 2) / length;
  return [corner[0] + dx * by, corner[1] + dy * by];
}
