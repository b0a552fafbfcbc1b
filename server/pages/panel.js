// What can be set on the page: looks, their parameters, the painter's values, labels and cues.
const VALUES = [
  ["/art/palette", 0, 1], ["/art/brightness", -1, 1], ["/art/abstraction", 0, 1],
  ["/art/travel", 0, 4], ["/art/sensitivity", 0, 4],
];

const STAGE = [["freeze", "/art/freeze", "frozen"], ["blackout", "/art/blackout", "dark"]];

export class Panel {
  // `say(address, args)` tells the server, and this page, of a change; `toggle()` begins or ends
  // MIDI learning.
  constructor(root, say, toggle) {
    this.root = root;
    this.say = say;
    this.toggle = toggle;
    this.fade = 4; // beats
    this.learns = false;
    for (const name of ["pointerdown", "mousedown", "click"]) {
      root.addEventListener(name, (event) => this.#pick(event), true);
    }
    this.sliders = new Map();
    this.state = null;
  }

  // Build it anew. `state`: {tunes, looks, look, values, painters, painter, labels, weights, cues,
  // stage, learning, bound}; `bound` is address to MIDI controller.
  build(state) {
    this.state = state;
    this.sliders.clear();
    const parts = [this.#stage(), head("Looks"), this.#looks(), head("Tune this look")];
    for (const [name, tune] of Object.entries(state.tunes)) {
      parts.push(this.#slider(name, `/art/tune ${name}`, tune.low, tune.high, tune.help,
        (value) => this.say("/art/tune", { name, value })));
    }
    parts.push(this.#keep("Save as a look", (name) => this.say("/art/look/store", { name })));
    parts.push(head("Painter"), this.#painters());
    for (const [address, low, high] of VALUES) {
      parts.push(this.#slider(address.slice(5), address, low, high, "",
        (value) => this.say(address, { value })));
    }
    for (const name of state.labels) {
      parts.push(this.#slider(name, `/art/label ${name}`, 0, 1, "how much of this label",
        (weight) => this.say("/art/label", { name, weight })));
    }
    parts.push(head("Cues"), this.#cues());
    parts.push(this.#keep("Store a cue", (name) => this.say("/art/cue/store", { name })));
    const typed = this.#typed();
    this.root.replaceChildren(...parts);
    this.#retype(typed);
    this.refresh();
  }

  // What is being typed outlasts a building anew.
  #typed() {
    const inputs = [...this.root.querySelectorAll("input[type=text]")];
    return inputs.map((input) => [input.ariaLabel, input.value, document.activeElement === input]);
  }

  #retype(typed) {
    for (const [name, value, focused] of typed) {
      const input = [...this.root.querySelectorAll("input[type=text]")].find((each) => each.ariaLabel === name);
      input.value = value;
      if (focused) input.focus();
    }
  }

  // Show what is set now.
  refresh() {
    const { look, current, values, weights } = this.state;
    for (const [key, { input, output }] of this.sliders) {
      const [address, name] = key.split(/ (.*)/);
      const value = address === "/art/tune" ? current[name]
        : address === "/art/label" ? weights[name] ?? 0 : values[address];
      if (document.activeElement !== input) input.value = value ?? 0;
      output.textContent = Number(value ?? 0).toFixed(2);
    }
    for (const button of this.root.querySelectorAll("[data-look]")) {
      button.classList.toggle("chosen", button.dataset.look === look);
    }
    for (const button of this.root.querySelectorAll("[data-painter]")) {
      button.classList.toggle("chosen", button.dataset.painter === this.state.painter);
    }
    for (const button of this.root.querySelectorAll("[data-stage]")) {
      button.classList.toggle("chosen", this.state.stage[button.dataset.stage]);
    }
    this.#midi();
  }

  // What is to be learned by a MIDI controller is chosen by a click; a second click frees it.
  learn(on) {
    this.learns = on;
    if (!on && this.state?.learning) this.say("/midi/learn", { address: "" });
    if (this.state) this.refresh();
  }

  #midi() {
    const { learning, bound } = this.state;
    this.root.classList.toggle("learns", this.learns);
    this.hint.hidden = !this.learns;
    this.hint.textContent = learning ? `move a controller for ${learning}`
      : "click what a MIDI controller shall move; m: done";
    for (const each of this.root.querySelectorAll("[data-address]")) {
      const { address } = each.dataset;
      each.classList.toggle("learning", address === learning);
      if (bound[address]) each.dataset.bound = bound[address];
      else delete each.dataset.bound;
    }
  }

  // In a click's first moment, before the slider or button itself hears of it.
  #pick(event) {
    if (!this.learns) return;
    const each = event.target.closest("[data-address]");
    if (!each && event.target.closest("form")) return;
    event.preventDefault();
    event.stopPropagation();
    if (!each || event.type !== "click") return;
    const { address, bound } = each.dataset;
    if (bound) this.say("/midi/forget", { address });
    else this.say("/midi/learn", { address: address === this.state.learning ? "" : address });
  }

  #stage() {
    const box = document.createElement("div");
    for (const [name, address, now] of STAGE) {
      const made = button(name, () => this.say(address, { on: this.state.stage[now] ? 0 : 1 }));
      made.dataset.stage = now;
      made.dataset.address = address;
      box.append(made);
    }
    const midi = button("MIDI learn", () => this.toggle());
    midi.dataset.midi = "";
    this.hint = document.createElement("p");
    this.hint.setAttribute("role", "status");
    box.append(midi, this.hint);
    return box;
  }

  #slider(name, key, low, high, help, change) {
    const label = document.createElement("label");
    const input = document.createElement("input");
    const output = document.createElement("output");
    const text = document.createElement("span");
    text.textContent = name;
    label.title = help;
    Object.assign(input, { type: "range", min: low, max: high, step: (high - low) / 200 });
    input.addEventListener("input", () => change(Number(input.value)));
    label.dataset.address = key.replace(" ", "/");
    label.append(text, input, output);
    this.sliders.set(key, { input, output });
    return label;
  }

  #painters() {
    const box = document.createElement("div");
    for (const name of this.state.painters) {
      const made = button(name, () => this.say("/art/painter", { name }));
      made.dataset.painter = name;
      box.append(made);
    }
    return box;
  }

  #looks() {
    const box = document.createElement("div");
    for (const name of Object.keys(this.state.looks)) {
      const made = button(name, () => this.say("/art/look", { name }));
      made.dataset.look = name;
      made.dataset.address = `/art/look/${name}`;
      box.append(made);
    }
    return box;
  }

  #cues() {
    const box = document.createElement("div");
    for (const name of this.state.cues) {
      const made = button(name, () => this.say("/art/cue/recall", { name, fade: this.fade }));
      made.dataset.address = `/art/cue/recall/${name}`;
      box.append(made);
    }
    const label = document.createElement("label");
    const input = document.createElement("input");
    label.title = "beats that a cue takes, from the next beat on";
    Object.assign(input, { type: "number", min: 0, max: 256, step: 1, value: this.fade });
    input.addEventListener("input", () => { this.fade = Math.min(256, Math.max(0, input.valueAsNumber || 0)); });
    label.append("fade, beats", input);
    box.append(label);
    return box;
  }

  #keep(text, keep) {
    const form = document.createElement("form");
    const input = document.createElement("input");
    Object.assign(input, {
      type: "text", required: true, pattern: "[A-Za-z0-9 _\\-]{1,64}", placeholder: "name", size: 12,
      ariaLabel: text,
    });
    const submit = document.createElement("button");
    submit.textContent = text;
    form.append(input, submit);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      keep(input.value);
      input.value = "";
      input.blur();
    });
    return form;
  }
}

function head(text) {
  const made = document.createElement("h2");
  made.textContent = text;
  return made;
}

function button(text, press) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.addEventListener("click", press);
  return made;
}
