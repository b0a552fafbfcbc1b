// The connection: messages in and out, frames in order, again and again when it is lost.
const AGAIN_MS = [200, 500, 1000, 2000];
const MOST_PENDING = 4;

export class Line extends EventTarget {
  // Events: `open`, `lost`, `message` (detail: {address, args}), `frame` (detail: {header, image}).
  constructor(watch) {
    super();
    this.watch = watch;
    this.tries = 0;
    this.missed = 0;
    this.received = 0;
    this.bytes = 0;
    this.pending = 0;
    this.last = null;
    this.chain = Promise.resolve();
    this.#open();
  }

  get connected() {
    return this.socket.readyState === WebSocket.OPEN;
  }

  say(address, args = {}) {
    if (this.connected) this.socket.send(JSON.stringify({ address, args }));
  }

  #open() {
    const url = new URL("/ws", location.href);
    url.protocol = url.protocol.replace("http", "ws");
    this.socket = new WebSocket(url);
    this.socket.binaryType = "arraybuffer";
    this.socket.onopen = () => {
      this.tries = 0;
      this.last = null;
      this.say("/hello", { name: "display" });
      this.say("/art/watch", this.watch);
      this.#tell("open");
    };
    this.socket.onmessage = ({ data }) => {
      if (typeof data === "string") this.#tell("message", JSON.parse(data));
      else this.#frame(data);
    };
    this.socket.onclose = () => {
      this.#tell("lost");
      const wait = AGAIN_MS[Math.min(this.tries++, AGAIN_MS.length - 1)];
      setTimeout(() => this.#open(), wait);
    };
  }

  #frame(data) {
    const view = new DataView(data);
    if (view.getUint16(0) !== 0x4b42 || view.getUint8(2) !== 0x46) return; // KB, F
    const end = 6 + view.getUint16(4);
    const header = JSON.parse(new TextDecoder().decode(new Uint8Array(data, 6, end - 6)));
    if (this.last !== null && header.number > this.last) {
      this.missed += header.number - this.last - 1;
    }
    this.last = header.number;
    this.received++;
    this.bytes += data.byteLength;
    if (this.pending >= MOST_PENDING) {
      this.missed++; // this machine decodes too slowly: newer ones will come
      return;
    }
    this.pending++;
    const blob = new Blob([new Uint8Array(data, end)], { type: `image/${header.format}` });
    const decoded = createImageBitmap(blob, { colorSpaceConversion: "none", imageOrientation: "flipY" });
    decoded.catch(() => {}); // seen to below, in its turn
    this.chain = this.chain
      .then(() => decoded)
      .then((image) => this.#tell("frame", { header, image }), () => this.missed++)
      .finally(() => this.pending--);
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
