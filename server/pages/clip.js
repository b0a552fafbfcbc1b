// The clip view: a piece, its holes, what is asked of the server, and the answers side by side.
import { answered, ask, TASKS } from "/ask.js";
import * as controls from "/controls.js";
import { $, button, choose, fileLink, make } from "/dom.js";
import { ROLES, holeText, place, withHole } from "/geometry.js";
import { History } from "/history.js";
import { keep, kept } from "/keep.js";
import { Piece } from "/piece.js";
import { Roll } from "/roll.js";
import { showTracks } from "/tracks.js";

const EMPTY = { piece: null, holes: [], answers: [], chosen: 0 };

export class ClipView {
  // `tell(text, kind)` says something to the user and the log.
  constructor(connection, player, tell) {
    Object.assign(this, { connection, player, tell, saved: EMPTY });
    this.history = new History(EMPTY);
    this.roll = new Roll($("roll"));
    this.loop = null;
    this.task = "infill";
    this.stopAsking = null;
    controls.build($("controls"));
    this.#files();
    this.#desk();
    this.#form();
    this.#refresh();
    requestAnimationFrame(() => this.#frame());
  }

  get state() { return this.history.state; }

  // What is seen and heard: the piece, or the answer that is chosen.
  get shown() { return this.state.chosen ? this.state.answers[this.state.chosen - 1] : this.state.piece; }

  async open(name, bytes, choice = {}, holes = []) {
    try {
      const piece = await Piece.read(this.connection, name, bytes, choice);
      this.player.stop();
      this.#setLoop(null);
      this.history.push({ ...EMPTY, piece, holes });
      this.roll.at(0);
      this.#refresh();
      const metre = piece.metre && ` It is not all in 4/4 (${piece.metre}): every four quarter notes are taken as a bar.`;
      this.tell(`${name}: ${piece.length / 4} bars, ${piece.roles.join(", ") || "no track that the model plays"}.${metre}`);
    } catch (error) {
      this.tell(`${name} cannot be used: ${error.message}`, "fault");
    }
  }

  // Choose what is heard: 0 is the piece before, 1 and on are the answers.
  choose(number) {
    const { answers, chosen } = this.state;
    if (!this.state.piece || number > answers.length || number === chosen) return;
    const before = this.shown;
    this.history.amend({ chosen: number, other: chosen });
    const shift = this.shown.offset - before.offset;
    this.player.change(this.shown.music, shift);
    if (this.loop) this.#setLoop({ start: this.loop.start + shift, end: this.loop.end + shift }, false);
    if (!this.player.playing) this.roll.position = Math.max(0, this.roll.position + shift);
    this.#refresh();
  }

  toggle() {
    if (this.player.playing) this.player.stop();
    else if (this.shown) {
      const at = this.roll.position < this.shown.length - 0.01 ? this.roll.position : 0;
      const from = this.loop && (at < this.loop.start || at >= this.loop.end) ? this.loop.start : at;
      this.player.play(this.shown.music, from, this.loop);
    }
  }

  undo() { this.#step(() => this.history.undo()); }

  redo() { this.#step(() => this.history.redo()); }

  // Keys that work everywhere in this view. Whether one was pressed.
  key({ key, target }) {
    if (key === " " && !(target instanceof HTMLButtonElement)) this.toggle();
    else if (/^[0-9]$/.test(key)) this.choose(Number(key));
    else if (key === "a") this.choose(0);
    else if (key === "b") this.choose(this.state.chosen ? 0 : this.state.other || 1);
    else if (key === "l") this.#toggleLoop();
    else return false;
    return true;
  }

  #step(move) {
    const before = this.shown;
    move();
    if (!this.shown) this.player.stop();
    else if (before !== this.shown) this.player.change(this.shown.music, 0);
    if (this.loop && this.loop.end > (this.shown?.length ?? 0)) this.#setLoop(null);
    this.#refresh();
  }

  #files() {
    $("file").addEventListener("change", ({ target }) => {
      if (target.files[0]) this.#openFile(target.files[0]);
      target.value = "";
    });
    $("examples").addEventListener("change", async ({ target }) => {
      if (!target.value) return;
      const answer = await fetch(`/examples/${target.value}.mid`).catch(() => null);
      if (!answer?.ok) this.tell("The piece cannot be fetched: the server does not answer.", "fault");
      else await this.open(`${target.value}.mid`, new Uint8Array(await answer.arrayBuffer()));
      target.value = "";
    });
    const over = (on) => document.documentElement.classList.toggle("dropping", on);
    addEventListener("dragover", (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      over(true);
    });
    addEventListener("dragleave", (event) => over(event.relatedTarget !== null));
    addEventListener("drop", (event) => {
      over(false);
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      this.#openFile(event.dataTransfer.files[0]);
    });
    $("undo").addEventListener("click", () => this.undo());
    $("redo").addEventListener("click", () => this.redo());
    this.connection.addEventListener("open", () => {
      this.#listExamples();
      const before = kept();
      if (before) this.open(before.name, before.bytes, before.choice, before.holes);
    }, { once: true });
  }

  async #openFile(file) {
    if (file.size > 4 * 2 ** 20) this.tell(`${file.name} is too large: a MIDI file has at most 4 MB.`, "fault");
    else await this.open(file.name, new Uint8Array(await file.arrayBuffer()));
  }

  async #listExamples() {
    const names = await (await fetch("/examples.json")).json();
    $("examples").append(...names.map((name) => make("option", { value: name }, name)));
  }

  #desk() {
    const { roll, player } = this;
    const holes = (found) => {
      this.history.push({ ...this.state, holes: found });
      this.#refresh();
    };
    roll.addEventListener("hole", ({ detail }) => {
      if (this.state.chosen) this.#take(); // the hole is meant in what is seen
      holes(withHole(this.state.holes, detail));
      this.tell(`Hole: ${holeText(detail)}.`, "quiet");
    });
    roll.addEventListener("unhole", ({ detail }) => holes(this.state.holes.filter((hole) => hole !== (detail.of ?? detail))));
    roll.addEventListener("place", ({ detail }) => {
      roll.at(detail);
      if (player.playing) player.play(this.shown.music, detail, this.loop);
    });
    roll.addEventListener("loop", ({ detail }) => this.#setLoop(detail));
    roll.addEventListener("said", ({ detail }) => this.tell(detail, "quiet"));
    roll.addEventListener("lanes", () => this.#heads());
    $("snap").addEventListener("change", ({ target }) => { roll.grid = Number(target.value); });
    $("zoom-in").addEventListener("click", () => roll.zoom(1.5));
    $("zoom-out").addEventListener("click", () => roll.zoom(1 / 1.5));
    $("zoom-fit").addEventListener("click", () => roll.fit());
    $("play").addEventListener("click", () => this.toggle());
    $("loop").addEventListener("click", () => this.#toggleLoop());
    $("take").addEventListener("click", () => this.#take());
    $("volume").addEventListener("input", ({ target }) => player.volume(Number(target.value)));
    player.addEventListener("state", () => {
      if (!player.playing && player.rest !== undefined) roll.at(player.rest >= this.shown?.length ? 0 : player.rest);
      if (!player.playing && player.late) this.tell(`${player.late} notes sounded late: this machine was too busy.`);
      $("play").textContent = player.playing ? "■ Stop" : "▶ Play";
      $("play").setAttribute("aria-pressed", String(player.playing));
    });
  }

  // The loop is what was drawn, else the holes with a bar before, else everything.
  #toggleLoop() {
    if (this.loop || !this.shown) return this.#setLoop(null);
    const { holes, chosen } = this.state;
    const shift = chosen ? this.shown.offset : 0;
    const ends = holes.flatMap(({ start, end }) => [start + shift, end + shift]);
    const whole = { start: 0, end: this.shown.length };
    return this.#setLoop(ends.length ? { start: Math.max(0, Math.min(...ends) - 4), end: Math.min(whole.end, Math.max(...ends) + 4) } : whole);
  }

  #setLoop(loop, play = true) {
    this.loop = this.roll.loop = loop;
    if (play) this.player.setLoop(loop);
    $("loop").setAttribute("aria-pressed", String(loop !== null));
    this.roll.draw();
  }

  #take() {
    const piece = this.shown.kept;
    if (this.loop) this.#setLoop(null);
    this.history.push({ ...EMPTY, piece });
    this.player.change(this.shown.music, 0);
    this.#refresh();
    this.tell("Kept: this is the piece now. Undo brings the other answers back.");
  }

  #form() {
    $("tasks").append(...Object.entries(TASKS).map(([task, { name }]) => button(name, () => {
      this.task = task;
      this.#refresh();
    }, { "data-task": task })));
    $("tracks").append(...ROLES.map((role) => make("label", { class: "check" }, make("input", { type: "checkbox", value: role }), role)));
    $("amount").addEventListener("input", ({ target }) => { target.nextElementSibling.value = Number(target.value).toFixed(2); });
    $("ask").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#ask();
    });
    $("cancel").addEventListener("click", () => this.stopAsking?.());
  }

  async #ask() {
    const said = { tracks: [...$("tracks").querySelectorAll(":checked")].map(({ value }) => value), bars: $("bars").valueAsNumber, amount: Number($("amount").value), second: $("second").files[0] };
    const { piece, holes } = this.state;
    this.#busy(true);
    try {
      const began = performance.now();
      const request = { task: this.task, piece, holes, params: controls.read($("ask")), ...said };
      const found = await ask(this.connection, request, (share) => { $("progress").value = share; }, (stop) => { this.stopAsking = stop; });
      const answers = await answered(this.connection, request, found);
      const seconds = (performance.now() - began) / 1000;
      if (piece !== this.state.piece) return this.tell("An answer came, but for another piece: it was left out.");
      this.history.push({ ...this.state, piece: piece ?? answers[0], answers, chosen: 0 });
      this.choose(1);
      const notes = found.done.count / answers.length;
      const text = `${answers.length === 1 ? "One answer" : `${answers.length} answers`} in ${seconds.toFixed(1)} s: ${Math.round(notes)} notes${answers.length > 1 ? " each" : ""}, seed ${found.done.seed}.`;
      $("answer").textContent = text;
      this.tell(text);
    } catch (error) {
      if (error.code === undefined) throw error;
      $("answer").textContent = error.code === "cancelled" ? "Cancelled." : error.message;
      this.tell($("answer").textContent, error.code === "cancelled" ? "" : "fault");
    } finally {
      this.#busy(false);
    }
  }

  #busy(on) {
    this.busy = on;
    $("progress").value = 0;
    $("progress").hidden = $("cancel").hidden = !on;
    $("send").disabled = on;
    $("ask").setAttribute("aria-busy", String(on));
    if (on) $("answer").textContent = "";
    this.#refresh();
  }

  #refresh() {
    const { piece, holes, answers, chosen } = this.state;
    const { shown, history } = this;
    const offset = chosen ? shown.offset : 0;
    this.roll.holes = holes.map((hole) => ({ ...hole, start: hole.start + offset, end: hole.end + offset, of: hole }));
    this.roll.show(shown?.notes ?? [], shown?.length ?? 64, this.#choosable);
    $("drop").hidden = Boolean(piece);
    $("title").textContent = piece ? `${piece.name} · ${shown.length / 4} bars · ${Math.round(shown.bpm)} BPM` : "";
    for (const id of ["play", "loop"]) $(id).disabled = !shown;
    $("undo").disabled = !history.canUndo;
    $("redo").disabled = !history.canRedo;
    $("download").hidden = !shown;
    if (shown && this.linked !== shown) fileLink($("download"), this.#fileName(), shown.bytes);
    this.linked = shown;
    if (this.saved.piece !== piece || this.saved.holes !== holes) keep(piece, holes);
    this.saved = this.state;
    $("holes").replaceChildren(...holes.map((hole) => make("li", {}, button(`${holeText(hole)} ✕`, () => {
      this.roll.dispatchEvent(new CustomEvent("unhole", { detail: hole }));
    }, { ariaLabel: `Close the hole: ${holeText(hole)}` }))));
    this.#versions(answers, chosen);
    this.#refreshForm();
  }

  #versions(answers, chosen) {
    const names = answers.length ? ["Before", ...answers.map((_, i) => String(i + 1))] : [];
    const focused = [...$("versions").children].indexOf(document.activeElement);
    $("versions").replaceChildren(...names.map((name, number) => button(name, () => this.choose(number), {
      "aria-pressed": String(number === chosen), ariaLabel: number ? `Answer ${name}` : "Before", title: `Key ${number}`,
    })));
    $("versions").children[focused]?.focus();
    $("take").hidden = !chosen;
  }

  #refreshForm() {
    const { piece, holes } = this.state;
    const { help, send, needs } = TASKS[this.task];
    choose($("tasks").children, ({ dataset }) => dataset.task === this.task);
    for (const each of $("fields").children) each.hidden = !each.dataset.for.split(" ").includes(this.task);
    for (const input of $("fields").querySelectorAll("input")) input.disabled = input.closest("[data-for]").hidden;
    const lacks = needs !== "nothing" && !piece ? "Open a MIDI file first." : needs === "holes" && !holes.length ? "Drag over the bars that you want filled." : "";
    $("taskhelp").textContent = lacks || help;
    $("send").textContent = send;
    $("send").disabled = this.busy || Boolean(lacks);
  }

  #heads() {
    showTracks($("heads"), this.roll, this.player, this.#choosable ? this.state.piece : null, (choice) => {
      const { piece, holes } = this.state;
      this.open(piece.name, piece.bytes, choice, holes);
    });
  }

  get #choosable() {
    return !this.state.chosen && Boolean(this.state.piece?.parts.some((part) => !part.role));
  }

  #fileName() {
    const name = (this.state.piece?.name ?? "klangbild").replace(/\.midi?$/i, "");
    return `${name}${this.state.chosen ? `-${this.task}-${this.state.chosen}` : ""}.mid`;
  }

  #frame() {
    requestAnimationFrame(() => this.#frame());
    const { beat } = this.player;
    if (beat !== null && !$("clip").hidden) this.roll.at(beat, true);
    const text = place(this.roll.position);
    if ($("position").value !== text) $("position").value = text;
  }
}
