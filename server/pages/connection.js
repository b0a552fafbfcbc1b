// The connection to the server: again and again when it is lost; requests as promises.
const AGAIN_MS = [200, 500, 1000, 2000];
const LOST = "the connection to the server was lost; your clip is still here, ask again when it is back";

export class RequestError extends Error {
  constructor(code, text) {
    super(text);
    this.code = code;
  }
}

export class Connection extends EventTarget {
  // Events: `open`, `lost`, `message` (detail: {address, args}), `frame` (detail: {header, data}).
  constructor(name) {
    super();
    this.name = name;
    this.connected = false;
    this.tries = 0;
    this.serial = 0;
    this.asked = new Map();
    this.spare = []; // ids of requests that are done: they may begin again
    this.failed = new Set(); // and of those that failed: nothing more is heard of them
    this.#open();
  }

  // Whether it was sent.
  say(address, args = {}) {
    if (!this.connected) return false;
    this.socket.send(JSON.stringify({ address, args }));
    return true;
  }

  // A MIDI file, in any metre. `header`: {id, tracks, hold}: `tracks` says which part of it plays
  // which role.
  sendFile(bytes, header) {
    const head = new TextEncoder().encode(JSON.stringify({ any_metre: 1, ...header }));
    const message = new Uint8Array(6 + head.length + bytes.length);
    message.set([0x4b, 0x42, 0x4d, 1, head.length >> 8, head.length & 255]);
    message.set(head, 6);
    message.set(bytes, 6 + head.length);
    if (this.connected) this.socket.send(message);
  }

  // What becomes of the request that `send(id)` makes: {done, notes, files, events}, where notes
  // and files are by variation. `ends`: address of its last event. Throws RequestError.
  async request(send, { ends = "/done", progress = () => {} } = {}) {
    if (!this.connected) throw new RequestError("lost", LOST);
    const id = this.spare.pop() ?? `${this.name} ${++this.serial}`;
    const answer = new Promise((resolve, reject) => {
      this.asked.set(id, { resolve, reject, progress, ends, notes: {}, files: {}, events: [] });
    });
    send(id);
    try {
      const found = await answer;
      this.spare.push(id);
      return found;
    } catch (error) {
      this.failed.add(id);
      throw error;
    } finally {
      this.asked.delete(id);
    }
  }

  // What the server makes of a MIDI file: {clip, parts}. Throws RequestError.
  async read(bytes, tracks) {
    const { done, events } = await this.request((id) => this.sendFile(bytes, { id, tracks, hold: 0 }), { ends: "/clip/parts" });
    return { clip: events[0].args, parts: done.parts };
  }

  #open() {
    const url = new URL("/ws", location.href);
    url.protocol = url.protocol.replace("http", "ws");
    this.socket = new WebSocket(url);
    this.socket.binaryType = "arraybuffer";
    this.socket.onopen = () => {
      this.tries = 0;
      this.connected = true;
      this.say("/hello", { name: this.name });
      this.dispatchEvent(new CustomEvent("open"));
    };
    this.socket.onmessage = ({ data }) => {
      if (typeof data === "string") this.#hear(JSON.parse(data));
      else this.#take(new Uint8Array(data));
    };
    this.socket.onclose = () => this.#lose();
  }

  #lose() {
    const was = this.connected;
    this.connected = false;
    for (const { reject } of this.asked.values()) reject(new RequestError("lost", LOST));
    this.spare = [];
    this.failed.clear();
    if (was || this.tries === 0) this.dispatchEvent(new CustomEvent("lost"));
    setTimeout(() => this.#open(), AGAIN_MS[Math.min(this.tries++, AGAIN_MS.length - 1)]);
  }

  #hear({ address, args }) {
    if (this.failed.has(args.id)) return;
    const job = this.asked.get(args.id);
    if (job) this.#answer(job, address, args);
    else this.dispatchEvent(new CustomEvent("message", { detail: { address, args } }));
  }

  #answer(job, address, args) {
    if (address === "/progress") job.progress(args.share);
    else if (address === "/note") (job.notes[args.variation] ??= []).push(...args.notes);
    else if (address === "/fail") job.reject(new RequestError(args.code, args.text));
    else if (address === "/preset") this.dispatchEvent(new CustomEvent("message", { detail: { address, args } }));
    else job.events.push({ address, args });
    if (address === job.ends) job.resolve({ done: args, ...job });
  }

  #take(message) {
    if (message[0] !== 0x4b || message[1] !== 0x42) return;
    const end = 6 + message[4] * 256 + message[5];
    const header = JSON.parse(new TextDecoder().decode(message.subarray(6, end)));
    const data = message.slice(end);
    if (message[2] === 0x46) this.dispatchEvent(new CustomEvent("frame", { detail: { header, data } }));
    else if (message[2] === 0x4d && this.asked.has(header.id)) this.asked.get(header.id).files[header.variation] = data;
  }
}
