// What the server says of the pictures, as panel.js shows it; the display and the studio have one.
export class Art extends EventTarget {
  // Event: `built`: there is more, or less, than before. `say(address, args)` tells the server.
  constructor(say) {
    super();
    this.say = say;
    this.stage = { frozen: false, dark: false, recording: false, trouble: "", sensitivity: 1 };
    this.state = {
      tunes: {}, looks: {}, look: "", current: {}, values: {}, painters: [], painter: "",
      labels: [], weights: {}, cues: [], learning: "", bound: {}, stage: this.stage,
    };
  }

  // Change something, here and at the server.
  set(address, args) {
    if (!address.endsWith("/store") && !address.startsWith("/midi/")) this.hear({ address, args });
    this.say(address, args);
  }

  hear({ address, args }) {
    EARS[address]?.call(this, args);
    this.stage.sensitivity = this.state.values["/art/sensitivity"] ?? 1;
  }

  async fetchLooks() {
    try {
      Object.assign(this.state, await (await fetch("/looks.json")).json());
      this.built();
    } catch {
      setTimeout(() => this.fetchLooks(), 1000); // the server is on its way
    }
  }

  built() {
    this.dispatchEvent(new Event("built"));
  }
}

const EARS = {
  "/art/state"({ state: how, text, painter, labels }) {
    this.stage.trouble = how === "ready" ? "" : `painter ${painter} ${how} ${text}`.replace(/ +/g, " ");
    this.state.labels = labels;
    this.state.painter = painter;
    this.built();
  },
  "/art/painters"({ names }) {
    this.state.painters = names;
    this.built();
  },
  "/art/look"({ name }) {
    this.state.look = name;
    if (this.state.looks[name]) Object.assign(this.state.current, this.state.looks[name]);
  },
  "/art/look/store"() { this.fetchLooks(); }, // said by the server when it is kept
  "/art/tune"({ name, value }) { this.state.current[name] = value; },
  "/art/label"({ name, weight }) {
    for (const each of name === "*" ? this.state.labels : [name]) this.state.weights[each] = weight;
  },
  "/art/cues"({ names }) {
    this.state.cues = names;
    this.built();
  },
  "/midi/learn"({ address }) { this.state.learning = address; },
  "/midi/map"({ bound }) {
    this.state.bound = Object.fromEntries(bound.map(({ source, address }) => [address, source]));
  },
  "/art/freeze"({ on }) { this.stage.frozen = on === 1; },
  "/art/blackout"({ on }) { this.stage.dark = on === 1; },
  "/art/record"({ action }) { this.stage.recording = action === "start"; },
};
for (const name of ["seed", "palette", "brightness", "abstraction", "travel", "sensitivity"]) {
  EARS[`/art/${name}`] = function keep({ value }) { this.state.values[`/art/${name}`] = value; };
}
