// The live view: whose beat, which role, what is played along; ports, meters, the answers.
import { AbletonCard } from "/ableton.js";
import { Parameters } from "/controls.js";
import { $, button, choose, fileLink, make, numberField, toggle } from "/dom.js";
import { ROLES, place } from "/geometry.js";
import { sketch } from "/paint.js";
import { PortList } from "/ports.js";
import { Tempo } from "/schedule.js";
import { write } from "/smf.js";

const SOURCES = { internal: "our own tempo", midi: "MIDI clock", link: "Ableton Link", osc: "OSC" };
const PARTS = {
  off: "It does not play.",
  accompany: "It plays the tracks that you do not play.",
  answer: "After each loop of yours it plays one of its own.",
  continue: "It goes on a bar after you stopped.",
  infill: "It plays the bars that you leave empty.",
  vary: "It plays your loop, changed a little each time.",
  duet: "It plays the second half of each bar.",
};
const KEPT = 40; // answers in the list

export class LiveView {
  constructor(connection, player, tell) {
    Object.assign(this, { connection, player, tell, tempo: 120, answers: new Map() });
    this.ports = new PortList(connection);
    $("live").append(make("div", { class: "columns even" }, this.#beat(), this.#role(), this.#meters()), make("div", { class: "columns even" },
      this.#answersCard(), make("div", { class: "card" }, make("h2", {}, "MIDI ports"), this.ports.root), new AbletonCard(connection, tell).root));
    connection.addEventListener("message", ({ detail: { address, args } }) => EARS[address]?.call(this, args));
  }

  // Change a value, here and at the server, which tells it to all others.
  set(address, args) {
    EARS[address]?.call(this, args);
    if (!this.connection.say(address, args)) this.tell("Not sent: the server does not answer.", "fault");
  }

  #beat() {
    this.source = make("select", {}, ...Object.entries(SOURCES).map(([value, text]) => make("option", { value }, text)));
    this.source.addEventListener("change", () => this.set("/transport/source", { source: this.source.value }));
    this.tempoInput = make("input", { type: "number", min: 20, max: 400, step: "any", value: 120 });
    this.tempoInput.addEventListener("change", () => {
      if (this.tempoInput.checkValidity()) this.set("/transport/tempo", { tempo: this.tempoInput.valueAsNumber });
      else this.tempoInput.reportValidity();
    });
    this.counter = make("output", { class: "counter", ariaLabel: "Bar and beat" }, "1.1");
    this.dots = [0, 1, 2, 3].map(() => make("i"));
    this.time = make("p", { class: "hint" });
    return make("div", { class: "card" }, make("h2", {}, "Beat"),
      make("div", { class: "bar" }, this.counter, make("span", { class: "dots", "aria-hidden": "true" }, ...this.dots)),
      make("div", { class: "bar" },
        button("▶ Play", () => this.set("/transport/play", {}), { id: "live-play" }),
        button("■ Stop", () => this.set("/transport/stop", {}), { id: "live-stop" }),
        button("Go on", () => this.set("/transport/continue", {}))),
      make("div", { class: "fields" }, make("label", { class: "wide" }, "Source", this.source), make("label", {}, "Tempo", this.tempoInput)), this.time);
  }

  #role() {
    this.roles = Object.keys(PARTS).map((name) => button(name, () => this.set("/live/role", { name }), { "data-role": name, title: PARTS[name] }));
    this.part = make("p", { class: "hint" });
    this.bars = numberField({ min: 1, max: 16, step: 1 }, (bars) => this.set("/live/bars", { bars }));
    this.latency = numberField({ min: -100, max: 100, step: "any" }, (latency) => this.set("/live/latency", { latency }));
    this.amount = make("input", { type: "range", min: 0.01, max: 1, step: 0.01 });
    this.amount.addEventListener("input", () => this.set("/live/amount", { amount: Number(this.amount.value) }));
    this.tracks = ROLES.map((value) => make("input", { type: "checkbox", value }));
    for (const each of this.tracks) {
      each.addEventListener("change", () => this.set("/live/tracks", { tracks: this.tracks.filter(({ checked }) => checked).map(({ value }) => value) }));
    }
    this.hold = toggle("Hold", "The last answer again and again", (on) => this.set("/live/hold", { on }));
    this.thru = toggle("Thru", "What comes in goes out, too", (on) => this.set("/live/thru", { on }));
    this.params = new Parameters((params) => this.set("/live/param", { params }));
    return make("div", { class: "card" }, make("h2", {}, "Role"),
      make("div", { class: "group wrap", role: "group", ariaLabel: "Role" }, ...this.roles), this.part,
      make("div", { class: "fields" }, make("label", {}, "Bars of a loop", this.bars),
        make("label", { title: "vary: how much is changed each time" }, "Amount", this.amount),
        make("label", { title: "Notes go out so much earlier, for instruments that sound late" }, "Latency, ms", this.latency)),
      make("fieldset", {}, make("legend", {}, "Tracks ", make("small", {}, "none: what the role says")),
        make("div", { class: "checks" }, ...this.tracks.map((input) => make("label", { class: "check" }, input, input.value)))),
      make("div", { class: "bar" }, this.hold, this.thru), this.params.root);
  }

  #meters() {
    this.doing = make("p", { role: "status", id: "doing" }, "does not play");
    this.level = make("meter", { min: 0, max: 1, low: 0.2, high: 0.9, ariaLabel: "Sound that comes in" });
    this.beatMeter = make("meter", { min: 0, max: 1, ariaLabel: "Beat that is heard in the sound" });
    this.sound = make("p", { class: "hint" }, "no sound comes in");
    this.counts = Object.fromEntries(["answered", "late", "dropped", "next"].map((name) => [name, make("dd", {}, "0")]));
    const named = { answered: "loops answered in time", late: "loops too late", dropped: "notes dropped", next: "next loop in" };
    return make("div", { class: "card" }, make("h2", {}, "Now"), this.doing,
      make("dl", {}, ...Object.entries(named).flatMap(([name, text]) => [make("dt", {}, text), this.counts[name]])),
      make("label", { class: "meter" }, "Sound", this.level), make("label", { class: "meter" }, "Beat", this.beatMeter), this.sound);
  }

  #answersCard() {
    this.list = make("ol", { id: "answers", class: "list", ariaLabel: "Answers, the newest first" });
    return make("div", { class: "card" }, make("div", { class: "bar" }, make("h2", {}, "Answers"), make("span", { class: "push" }),
      button("Keep the session now", () => this.set("/live/capture", {}))), this.list,
    make("p", { class: "hint" }, "What is played along comes here, a loop ahead. Again: from the next loop on. MIDI: save it, or drag it into your DAW."));
  }

  answer({ number, beat, length, seed, late, notes }) {
    const key = `${number} ${beat}`;
    const found = this.answers.get(key) ?? { notes: [], item: make("li") };
    found.notes.push(...notes); // many notes come in several messages
    this.answers.set(key, found);
    const picture = make("canvas", { class: "sketch", role: "img", ariaLabel: `${found.notes.length} notes in ${length / 4} bars` });
    if (found.notes.length) sketch(picture, found.notes, length);
    const tracks = {};
    for (const note of found.notes) (tracks[note.track] ??= []).push(note);
    found.item.replaceChildren(make("strong", {}, `#${number}`), picture,
      make("span", { class: "hint" }, `bar ${place(beat)} · ${found.notes.length} notes · seed ${seed}`), late ? make("span", { class: "badge late" }, "late: the last good one") : "",
      make("span", { class: "bar" }, button("Again", () => this.set("/live/again", { number }), { ariaLabel: `Play answer ${number} again` }),
        button("Hear", () => this.#hear(found.notes, length), { ariaLabel: `Hear answer ${number} here` }),
        fileLink(make("a", { class: "button", ariaLabel: `MIDI file of answer ${number}` }, "MIDI"), `klangbild-${number}.mid`, write(tracks, this.tempo, length))));
    if (!found.item.isConnected) this.list.prepend(found.item);
    while (this.list.children.length > KEPT) this.#drop(this.list.lastChild);
  }

  #drop(item) {
    URL.revokeObjectURL(item.querySelector("a").href);
    for (const [key, found] of this.answers) if (found.item === item) this.answers.delete(key);
    item.remove();
  }

  #hear(notes, end) {
    const sorted = notes.map((note) => ({ ...note, role: note.track })).sort((a, b) => a.start - b.start);
    this.player.play({ tempo: new Tempo([[0, this.tempo]]), notes: sorted, end }, 0);
  }
}

// What the server says.
const EARS = {
  "/transport"({ beat, tempo, playing, source, locked }) {
    this.counter.value = place(Math.floor(beat + 1e-3));
    this.dots.forEach((dot, i) => dot.classList.toggle("on", playing === 1 && Math.floor(beat + 1e-3) % 4 === i));
    this.tempo = tempo || this.tempo;
    if (document.activeElement !== this.tempoInput) this.tempoInput.value = Number(tempo.toFixed(2));
    this.tempoInput.disabled = !["internal", "link"].includes(source);
    this.time.textContent = playing ? (locked ? "playing" : "playing; the clock is not steady") : locked ? "stopped" : "the clock is not heard";
  },
  "/transport/source"({ source }) { this.source.value = source; },
  "/live/role"({ name }) {
    choose(this.roles, ({ dataset }) => dataset.role === name);
    this.part.textContent = PARTS[name];
  },
  "/live/bars"({ bars }) { if (document.activeElement !== this.bars) this.bars.value = bars; },
  "/live/amount"({ amount }) { this.amount.value = amount; },
  "/live/latency"({ latency }) { if (document.activeElement !== this.latency) this.latency.value = Number(latency.toFixed(1)); },
  "/live/tracks"({ tracks }) { for (const each of this.tracks) each.checked = tracks.includes(each.value); },
  "/live/param"({ params }) { this.params.show(params); },
  "/live/hold"({ on }) { this.hold.setAttribute("aria-pressed", String(on === 1)); },
  "/live/thru"({ on }) { this.thru.setAttribute("aria-pressed", String(on === 1)); },
  "/live/state"({ doing, wait, answered, late, dropped }) {
    if (this.doing.textContent !== doing) this.doing.textContent = doing;
    Object.entries({ answered, late, dropped, next: wait < 0 ? "-" : `${wait.toFixed(1)} s` }).forEach(([name, value]) => { this.counts[name].textContent = value; });
  },
  "/live/next"(args) { this.answer(args); },
  "/art/features"({ level, beat, tempo, sure }) {
    this.level.value = level;
    this.beatMeter.value = tempo ? sure * (1 - beat) : 0;
    this.sound.textContent = level > 0 ? (tempo ? `${tempo.toFixed(0)} BPM are heard, ${Math.round(100 * sure)} % sure` : "no beat is heard yet") : "no sound comes in";
  },
};
