// A v8 object of Max without Max: runs the script that a device holds, as it is shipped.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");

const DEVICES = path.join(__dirname, "..", "..", "max_patches", "devices");

// A device's patch as it is shipped.
function patch(device) {
  const file = path.join(DEVICES, `Klangbild ${device}.maxpat`);
  return JSON.parse(fs.readFileSync(file, "utf8")).patcher;
}

// The script in it.
function script(device) {
  return patch(device).boxes.map(({ box }) => box.textfile).find(Boolean).text;
}

// Numbers like Math.random(), the same each time.
function random(seed) {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

// One device. `on[n]` hears what leaves outlet n; `sent` is all that went to udpsend.
class Max {
  constructor(device, globals = {}, options = {}) {
    this.now = 1000;
    this.sent = [];
    this.status = "";
    this.port = 0;
    this.on = {};
    const math = Object.create(Math);
    math.random = options.random || random(7);
    this.context = vm.createContext({
      inlets: 1, outlets: 1, autowatch: 1, messagename: "",
      outlet: (number, ...values) => this.leave(number, values.flat()),
      Date: { now: () => (options.clock ? options.clock() : this.now) },
      Math: math,
      ...globals,
    });
    vm.runInContext(`"use strict";\n${script(device)}`, this.context);
  }

  leave(number, values) {
    if (number >= this.context.outlets) throw new Error(`no outlet ${number}`);
    if (number === 0) {
      this.sent.push(values);
      record(values);
    }
    if (number === 1) this.port = values[1];
    if (number === 2) this.status = values.slice(1).join(" ");
    if (this.on[number]) this.on[number](values);
  }

  // A message into the inlet, as Max hands it over.
  say(name, ...values) {
    const handler = this.context[name];
    if (typeof handler === "function") {
      handler(...values);
    } else {
      this.context.messagename = name;
      this.context.anything(...values);
    }
  }

  // Time passes, in pulses of `step` ms.
  wait(ms, step = 100) {
    for (let at = 0; at < ms; at += step) {
      this.now += step;
      this.say("bang");
    }
  }

  // Shake hands with a server that is ready.
  connect(state = "ready", version = 1) {
    this.wait(400);
    this.say("/hello", version, "klangbild 1", "repeat", state, "/ping");
  }

  // What was sent since the last call.
  fresh() {
    return this.sent.splice(0);
  }

  addresses() {
    return this.fresh().map(([address]) => address);
  }
}

// All that any test sends, for the check against the protocol's table.
function record(values) {
  const file = process.env.KLANGBILD_SENT;
  if (file) fs.appendFileSync(file, `${JSON.stringify(values)}\n`);
}

module.exports = { Max, patch };
