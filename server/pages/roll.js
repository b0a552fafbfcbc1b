// The piano roll on its canvas: what is shown, and what pointers and keys mean.
import { BAR, ROLES, View, holeAt, lanes, place, span } from "/geometry.js";
import { paint } from "/paint.js";

const RULER = 26;
const BESIDES = 330; // pixels of the window that are not the lanes'
const CLICK_PX = 5; // a pointer that moves less than this has clicked

export class Roll extends EventTarget {
  // Events: `hole` (detail: {roles, start, end}), `unhole` (detail: a hole), `place` (detail:
  // beat), `loop` (detail: {start, end} or null), `said` (detail: text), `lanes`.
  constructor(canvas) {
    super();
    this.canvas = canvas;
    this.pen = canvas.getContext("2d");
    this.view = new View();
    this.grid = BAR;
    Object.assign(this, { notes: [], holes: [], loop: null, position: 0, drag: null, cursor: null, muted: new Set() });
    this.pointers = new Map();
    this.#listen();
    new ResizeObserver(() => this.#resize()).observe(canvas.parentElement);
  }

  // Show notes ({role, start, duration, pitch, velocity, fresh}) of a piece of `length` beats;
  // `roomy`: there is more to see beside each lane.
  show(notes, length, roomy = false) {
    if (length !== this.length) this.cursor = null;
    Object.assign(this, { notes, length, roomy });
    this.view.resize(this.view.width, length);
    this.#resize();
  }

  // The position line; `follow` scrolls along.
  at(beat, follow = false) {
    this.position = beat;
    const { view } = this;
    const x = view.x(beat);
    if (follow && !this.drag && (x < 0 || x > view.width - 12)) view.scrollTo(beat - 0.5 / view.zoom);
    this.draw();
  }

  zoom(factor) {
    this.view.zoomBy(factor, Math.min(this.view.width, Math.max(0, this.view.x(this.position))));
    this.draw();
  }

  fit() {
    this.view.fit();
    this.draw();
  }

  draw() {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      paint(this.pen, this);
    });
  }

  #resize() {
    const width = this.canvas.parentElement.clientWidth;
    const small = width < 560;
    const pitches = {};
    for (const { role, pitch } of this.notes) (pitches[role] ??= []).push(pitch);
    this.lanes = lanes(pitches, RULER, innerHeight - BESIDES, small ? 84 : 100, this.roomy ? 66 : small ? 36 : 44);
    const height = this.lanes.at(-1).top + this.lanes.at(-1).height;
    const scale = devicePixelRatio;
    Object.assign(this.canvas, { width: Math.round(width * scale), height: Math.round(height * scale) });
    this.canvas.style.height = `${height}px`;
    this.view.resize(width, this.length ?? 64);
    paint(this.pen, this);
    this.dispatchEvent(new Event("lanes"));
  }

  // What the keyboard's cursor marks, while the roll has the focus.
  get cells() {
    return this.cursor && document.activeElement === this.canvas ? this.#cells() : null;
  }

  // The cells between the cursor and where it was begun to be drawn out.
  #cells() {
    const { beat, lane, anchor } = this.cursor;
    const other = anchor ?? { beat, lane };
    const start = Math.min(beat, other.beat);
    const end = Math.min(this.length, Math.max(beat, other.beat) + this.grid);
    return { start, end, roles: ROLES.slice(Math.min(lane, other.lane), Math.max(lane, other.lane) + 1) };
  }

  #listen() {
    const { canvas } = this;
    canvas.addEventListener("pointerdown", (event) => this.#press(event));
    canvas.addEventListener("pointermove", (event) => this.#move(event));
    for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, (event) => this.#release(event));
    canvas.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    canvas.addEventListener("keydown", (event) => this.#key(event));
    canvas.addEventListener("blur", () => this.draw());
    canvas.addEventListener("focus", () => {
      this.#point();
      this.draw();
    });
  }

  #spot(event) {
    const box = this.canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const lane = this.lanes.findLastIndex(({ top }) => y >= top);
    return { x, beat: Math.max(0, Math.min(this.length, this.view.beat(x))), lane };
  }

  #press(event) {
    if (event.button || !this.length) return;
    this.pointers.set(event.pointerId, event);
    this.canvas.setPointerCapture(event.pointerId);
    if (this.pointers.size > 1) {
      this.drag = null; // two fingers move and zoom
      this.draw();
      return;
    }
    const spot = this.#spot(event);
    this.drag = { from: spot, ruler: spot.lane < 0, moved: false };
  }

  #move(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    if (this.pointers.size === 2) this.#pinch(before, event);
    this.pointers.set(event.pointerId, event);
    const { drag } = this;
    if (!drag) return;
    const spot = this.#spot(event);
    if (Math.abs(spot.x - drag.from.x) > CLICK_PX || spot.lane !== drag.from.lane) drag.moved = true;
    if (!drag.moved) return;
    Object.assign(drag, span(drag.from.beat, spot.beat, this.grid, this.length));
    if (drag.ruler) this.loop = { start: drag.start, end: drag.end };
    else drag.roles = this.#between(drag.from.lane, spot.lane);
    this.draw();
  }

  #release(event) {
    this.pointers.delete(event.pointerId);
    const { drag } = this;
    this.drag = null;
    if (!drag || event.type === "pointercancel") return this.draw();
    if (drag.moved && drag.ruler) this.#tell("loop", this.loop);
    else if (drag.roles?.length) this.#tell("hole", { roles: drag.roles, start: drag.start, end: drag.end });
    else if (!drag.moved) this.#click(drag.from);
    this.draw();
  }

  #click({ beat, lane }) {
    const hole = lane >= 0 ? holeAt(this.holes, this.lanes[lane].role, beat) : null;
    if (hole) this.#tell("unhole", hole);
    else this.#tell("place", Math.round(beat * 4) / 4);
  }

  #between(one, other) {
    const [top, bottom] = [Math.max(0, Math.min(one, other)), Math.max(one, other)];
    return this.lanes.slice(top, bottom + 1).map(({ role }) => role).filter((role) => ROLES.includes(role));
  }

  #pinch(before, event) {
    const other = [...this.pointers.values()].find(({ pointerId }) => pointerId !== event.pointerId);
    const left = this.canvas.getBoundingClientRect().left;
    const [was, is] = [before, event].map((each) => Math.max(24, Math.abs(each.clientX - other.clientX)));
    this.view.zoomBy(is / was, (event.clientX + other.clientX) / 2 - left);
    this.view.scrollTo(this.view.left - (event.clientX - before.clientX) / 2 / this.view.zoom);
    this.draw();
  }

  #wheel(event) {
    const across = event.shiftKey ? event.deltaY : event.deltaX;
    if (event.ctrlKey || event.metaKey) this.view.zoomBy(1.0025 ** -event.deltaY, this.#spot(event).x);
    else if (Math.abs(across) > (event.shiftKey ? 0 : Math.abs(event.deltaY))) this.view.scrollTo(this.view.left + across / this.view.zoom);
    else return; // up and down belong to the page
    event.preventDefault();
    this.draw();
  }

  #key(event) {
    if (!this.length || event.ctrlKey || event.metaKey || event.altKey) return;
    const moves = {
      ArrowLeft: [-this.grid, 0], ArrowRight: [this.grid, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
      Home: [-this.length, 0], End: [this.length, 0],
    };
    const act = { Enter: () => this.#open(), Delete: () => this.#close(), Backspace: () => this.#close(),
      "+": () => this.zoom(1.5), "=": () => this.zoom(1.5), "-": () => this.zoom(1 / 1.5) }[event.key];
    if (!moves[event.key] && !act) return;
    event.preventDefault();
    this.#point();
    if (act) act();
    else this.#step(moves[event.key], event.shiftKey);
    this.draw();
  }

  // The keyboard's cursor begins at the position line.
  #point() {
    this.cursor ??= { beat: Math.floor(this.position / this.grid) * this.grid, lane: 0, anchor: null };
  }

  #step([beats, down], extend) {
    const { cursor } = this;
    if (!extend) cursor.anchor = null;
    else cursor.anchor ??= { beat: cursor.beat, lane: cursor.lane };
    const last = Math.max(0, Math.ceil(this.length / this.grid - 1) * this.grid);
    cursor.beat = Math.max(0, Math.min(last, Math.floor(cursor.beat / this.grid) * this.grid + beats));
    cursor.lane = Math.max(0, Math.min(ROLES.length - 1, cursor.lane + down));
    this.view.show(cursor.beat, cursor.beat + this.grid);
    const { start, end, roles } = this.#cells();
    this.#tell("said", `${roles.join(", ")}, ${place(start)}${extend ? ` to ${place(end - 0.25)}` : ""}`);
  }

  #open() {
    this.#tell("hole", this.#cells());
    this.cursor.anchor = null;
  }

  #close() {
    const hole = holeAt(this.holes, ROLES[this.cursor.lane], this.cursor.beat);
    if (hole) this.#tell("unhole", hole);
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
