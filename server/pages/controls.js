// What can be asked of new notes: the form's fields, and the parameters that they mean.
import { ROLES } from "/geometry.js";
import { make } from "/dom.js";

const PITCHED = ROLES.filter((role) => role !== "drums");
// As the table of the protocol has them: name, label, lowest, highest, step, what an empty one means.
export const PARAMETERS = [
  { name: "density", label: "Notes a bar", low: 0, high: 16, step: 0.5, help: "How many notes begin in each bar of melody and bass", roles: ROLES },
  { name: "rhythm", label: "Off the beat", low: 0, high: 1, step: 0.05, help: "Share of the notes off the beat: 0 on the beats, 0.5 as straight 8ths", roles: ROLES },
  { name: "low", label: "Lowest", low: 21, high: 108, step: 1, help: "Lowest pitch, as MIDI note: 60 is middle C", roles: PITCHED },
  { name: "high", label: "Highest", low: 21, high: 108, step: 1, help: "Highest pitch, as MIDI note: 60 is middle C", roles: PITCHED },
  { name: "temperature", label: "Temperature", low: 0.05, high: 4, step: 0.05, help: "Low: likely notes, high: daring ones" },
  { name: "humanise", label: "Humanise", low: 0, high: 1, step: 0.05, help: "0: flat and on the grid, 1: as played" },
  { name: "variations", label: "Variations", low: 1, high: 16, step: 1, help: "So many different answers" },
  { name: "seed", label: "Seed", low: 0, high: 2 ** 31 - 1, step: 1, help: "The same seed brings the same answer; empty: another each time" },
];
const SCALES = ["major", "minor", "dorian", "mixolydian", "major pentatonic", "minor pentatonic", "blues"];
const NOTES = ["C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"];

export function build(root) {
  const keys = make("datalist", { id: "keys" }, ...NOTES.flatMap((note) => SCALES.map((scale) => make("option", { value: `${note} ${scale}` }))));
  root.append(fields(PARAMETERS), keys, byTrack());
}

// The same for answers that go on being made: each field counts from when it is changed. An empty one says "default".
export class Parameters {
  constructor(change) {
    this.root = make("details", { class: "params" }, make("summary", {}, "How it plays"), fields(PARAMETERS.filter(({ name }) => name !== "variations")), byTrack());
    this.root.addEventListener("change", ({ target }) => {
      if (!target.checkValidity()) return target.reportValidity();
      change([{ name: target.name, value: valueOf(target) ?? "default" }]);
    });
  }

  // What the server says that counts; not under the fingers of who types.
  show(params) {
    for (const { name, value } of params) {
      const input = this.root.querySelector(`[name="${name}"]`);
      if (input && input !== document.activeElement) input.value = value === "default" ? "" : typeof value === "number" ? Number(value.toFixed(4)) : value;
    }
  }
}

function fields(parameters) {
  const key = make("input", { type: "text", name: "key", list: "keys", placeholder: "any", maxLength: 64 });
  const made = parameters.map((each) => make("label", { title: each.help }, each.label, number(each, each.name)));
  made.splice(2, 0, make("label", { title: "Scale of all new notes but drums: A minor, F# dorian ..." }, "Key", key));
  return make("div", { class: "fields" }, ...made);
}

// The parameters of the form as the server takes them. Empty fields are the model's choice.
export function read(form) {
  const params = [];
  for (const input of form.querySelectorAll("#controls input")) {
    const value = valueOf(input);
    if (value !== null) params.push({ name: input.name, value });
  }
  return params;
}

function valueOf(input) {
  const value = input.type === "number" ? input.valueAsNumber : input.value.trim();
  return value === "" || Number.isNaN(value) ? null : value;
}

function number({ low, high, step }, name, props = {}) {
  const usual = name === "variations" ? "2" : "";
  return make("input", { type: "number", name, min: low, max: high, step: step < 1 ? "any" : step, value: usual, placeholder: "auto", inputMode: "decimal", ...props });
}

function byTrack() {
  const own = PARAMETERS.filter(({ roles }) => roles);
  const head = make("tr", {}, make("td"), ...own.map(({ label }) => make("th", { scope: "col" }, label)));
  const rows = ROLES.map((role) => make("tr", {}, make("th", { scope: "row" }, role), ...own.map((each) => make("td", {},
    each.roles.includes(role) ? number(each, `${each.name}.${role}`, { ariaLabel: `${each.label}, ${role}` }) : ""))));
  return make("details", {}, make("summary", {}, "By track"), make("table", {}, make("thead", {}, head), make("tbody", {}, ...rows)));
}
