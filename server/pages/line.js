// The connection as the page sees it. It lives in a thread of its own (wire.js): while a picture is
// drawn no message can come here.
const FELT = ["at", "time", "level", "low", "mid", "high", "onset", "beat", "tempo", "sure"];
const PITCHES = 12;

export class Line extends EventTarget {
  // Events: `open`, `lost`, `message` (detail: {address, args}), `frame` (detail: {header, image}).
  constructor(watch) {
    super();
    this.connected = false;
    this.missed = 0;
    this.received = 0;
    const size = FELT.length + PITCHES;
    this.felt = new Float64Array(crossOriginIsolated ? new SharedArrayBuffer(8 * size) : size);
    this.wire = new Worker("/wire.js", { type: "module" });
    this.wire.onmessage = ({ data: { name, detail } }) => this.#hear(name, detail);
    this.wire.postMessage({ watch, felt: this.felt, names: FELT });
  }

  // The newest features, `at` on the page's clock in ms, as soon as they have come; null before.
  get features() {
    if (!this.felt[0]) return null;
    const found = Object.fromEntries(FELT.map((name, place) => [name, this.felt[place]]));
    found.at -= performance.timeOrigin;
    return { ...found, chroma: [...this.felt.subarray(FELT.length)] };
  }

  say(address, args = {}) {
    this.wire.postMessage({ address, args });
  }

  #hear(name, detail) {
    if (name === "felt") this.felt = detail;
    else if (name === "missed") this.missed += detail;
    else {
      if (name === "open" || name === "lost") this.connected = name === "open";
      if (name === "frame") this.received++;
      this.dispatchEvent(new CustomEvent(name, { detail }));
    }
  }
}
