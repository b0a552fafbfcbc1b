// Ableton Live, through AbletonOSC: one button from the clip that is selected there to its answer.
import { Parameters } from "/controls.js";
import { button, make, numberField, toggle } from "/dom.js";
import { ROLES } from "/geometry.js";

const TASKS = {
  accompany: "The tracks that have no clip of yours in this scene",
  vary: "The clip, changed",
  continue: "Bars that go on from the clip",
  leadin: "Bars that lead into the clip",
  infill: "The clip with its empty bars filled, or its hole",
  generate: "A new piece; no clip is needed",
};
const KEPT = 20; // clips in the list

export class AbletonCard {
  constructor(connection, tell) {
    Object.assign(this, { connection, tell });
    this.state = make("p", { role: "status", id: "ableton-state" });
    this.on = toggle("Talk to Live", "As klangbild serve --ableton", (on) => this.#say("/ableton/on", { on }));
    this.tasks = Object.entries(TASKS).map(([name, title]) => button(name, () => this.#say("/ableton/make", { name }), { title, "data-make": name }));
    this.undo = button("Undo in Live", () => this.#say("/ableton/undo", {}), { title: "Take the clips of the last answer out again" });
    this.bars = numberField({ min: 1, max: 64, step: 1 }, (bars) => this.#say("/ableton/bars", { bars }));
    this.amount = make("input", { type: "range", min: 0.01, max: 1, step: 0.01 });
    this.amount.addEventListener("input", () => this.#say("/ableton/amount", { amount: Number(this.amount.value) }));
    this.hole = ["start", "end"].map((name) => make("input", { type: "number", min: 0, max: 4096, step: 0.25, value: 0, name }));
    for (const each of this.hole) each.addEventListener("change", () => this.#sendHole());
    this.tracks = ROLES.map((value) => make("input", { type: "checkbox", value }));
    for (const each of this.tracks) {
      each.addEventListener("change", () => this.#say("/ableton/tracks", { tracks: this.tracks.filter(({ checked }) => checked).map(({ value }) => value) }));
    }
    this.create = toggle("Make missing tracks", "Tracks that an answer needs are made in Live", (on) => this.#say("/ableton/create", { on }));
    this.launch = toggle("Launch", "Answers are launched on the next bar", (on) => this.#say("/ableton/launch", { on }));
    this.params = new Parameters((params) => this.#say("/ableton/param", { params }));
    this.found = make("ul", { class: "hint", ariaLabel: "Live's tracks" });
    this.names = new Map();
    this.list = make("ol", { class: "list", ariaLabel: "Clips that were made in Live, the newest first" });
    this.root = make("div", { class: "card", id: "ableton" },
      make("div", { class: "bar" }, make("h2", {}, "Ableton Live"), make("span", { class: "push" }), this.on), this.state,
      make("div", { class: "group wrap", role: "group", ariaLabel: "Make, from the clip that is selected in Live" }, ...this.tasks),
      make("div", { class: "fields" }, make("label", { title: "continue, leadin, generate" }, "Bars", this.bars),
        make("label", { title: "vary: how much is changed" }, "Amount", this.amount),
        ...this.hole.map((input, i) => make("label", { title: "infill, in beats of the clip; 0 to 0: its empty bars" }, i ? "Hole to, beats" : "Hole from", input))),
      make("fieldset", {}, make("legend", {}, "Tracks ", make("small", {}, "none: what the task says")),
        make("div", { class: "checks" }, ...this.tracks.map((input) => make("label", { class: "check" }, input, input.value)))),
      make("div", { class: "bar" }, this.create, this.launch, this.undo), this.params.root, this.found, this.list);
    connection.addEventListener("open", () => connection.say("/ableton/watch", { on: 1 }));
    connection.addEventListener("message", ({ detail: { address, args } }) => EARS[address]?.call(this, args));
  }

  #say(address, args) {
    EARS[address]?.call(this, args);
    if (!this.connection.say(address, args)) this.tell("Not sent: the server does not answer.", "fault");
  }

  #sendHole() {
    const [start, end] = this.hole.map(({ valueAsNumber }) => valueAsNumber || 0);
    if (start < end || end === 0) this.#say("/ableton/hole", { start, end });
  }
}

const press = (name) => function ({ on }) { this[name].setAttribute("aria-pressed", String(on === 1)); };

// What the server says.
const EARS = {
  "/ableton/on": press("on"),
  "/ableton/create": press("create"),
  "/ableton/launch": press("launch"),
  "/ableton/bars"({ bars }) { if (document.activeElement !== this.bars) this.bars.value = bars; },
  "/ableton/amount"({ amount }) { this.amount.value = amount; },
  "/ableton/hole"({ start, end }) { if (!this.hole.includes(document.activeElement)) [start, end].forEach((beat, i) => { this.hole[i].value = beat; }); },
  "/ableton/param"({ params }) { this.params.show(params); },
  "/ableton/tracks"({ tracks }) { for (const each of this.tracks) each.checked = tracks.includes(each.value); },
  "/ableton/state"({ state, text }) {
    this.state.textContent = text || { off: "Off: press Talk to Live.", ready: "Ready: select a clip in Live." }[state] || state;
    this.state.dataset.state = state;
    for (const each of [...this.tasks, this.undo]) each.disabled = ["off", "no port", "no answer"].includes(state);
  },
  "/ableton/found"({ name, number, track }) {
    this.names.set(name, number ? `${name}: ${number} ${track}` : `${name}: none`);
    this.found.replaceChildren(...[...this.names.values()].map((text) => make("li", {}, text)));
  },
  "/ableton/made"({ number, clip, track, scene, notes, seed }) {
    this.list.prepend(make("li", { "data-answer": number }, make("strong", {}, clip), make("span", { class: "hint" }, `track ${track}, scene ${scene} · ${notes} notes · seed ${seed}`)));
    while (this.list.children.length > KEPT) this.list.lastChild.remove();
  },
  "/ableton/undone"({ number }) { for (const item of this.list.querySelectorAll(`[data-answer="${number}"]`)) item.remove(); },
};
