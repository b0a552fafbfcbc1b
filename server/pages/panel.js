// What can be set on the page: looks, their parameters, the painter's values, labels and cues.
const VALUES = [
  ["/art/palette", 0, 1], ["/art/brightness", -1, 1], ["/art/abstraction", 0, 1],
  ["/art/travel", 0, 4], ["/art/sensitivity", 0, 4],
];

export class Panel {
  // `say(address, args)` tells the server, and this page, of a change.
  constructor(root, say) {
    this.root = root;
    this.say = say;
    this.sliders = new Map();
    this.state = null;
  }

  // Build it anew. `state`: {tunes, looks, look, values, labels, weights, cues}.
  build(state) {
    this.state = state;
    this.sliders.clear();
    const parts = [head("Looks"), this.#looks(), head("Tune this look")];
    for (const [name, tune] of Object.entries(state.tunes)) {
      parts.push(this.#slider(name, `/art/tune ${name}`, tune.low, tune.high, tune.help,
        (value) => this.say("/art/tune", { name, value })));
    }
    parts.push(this.#keep("Save as a look", (name) => this.say("/art/look/store", { name })));
    parts.push(head("Painter"));
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
    this.root.replaceChildren(...parts);
    this.refresh();
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
    label.append(text, input, output);
    this.sliders.set(key, { input, output });
    return label;
  }

  #looks() {
    const box = document.createElement("div");
    for (const name of Object.keys(this.state.looks)) {
      const made = button(name, () => this.say("/art/look", { name }));
      made.dataset.look = name;
      box.append(made);
    }
    return box;
  }

  #cues() {
    const box = document.createElement("div");
    box.append(...this.state.cues.map((name) => button(name, () =>
      this.say("/art/cue/recall", { name, fade: 4 }))));
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
