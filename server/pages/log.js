// What happened, in plain words, the newest first; and all that the server says of its state.
import { $, make } from "/dom.js";

const MOST = 200;
const EVERY_MS = 1000;
const VALUES = ["/art/state", "/live/role", "/transport/source"]; // told first when one connects
const EVENTS = ["/panic", "/live/captured", "/art/recorded", "/midi/port"]; // each is news

// What an event means to people; nothing for those that are seen elsewhere.
export const WORDS = {
  "/preset": ({ name, state }) => (state === "there" ? null
    : [state === "loading" ? `Loading the preset ${name}; the present one serves until it is ready.` : `The preset ${name} is ready.`]),
  "/art/state": ({ painter, state, text }) => [`Painter ${painter}: ${state}${text ? `, ${text}` : ""}.`, state === "dead" ? "fault" : ""],
  "/art/recorded": ({ path, seconds }) => [`Recorded ${seconds.toFixed(1)} s of pictures: ${path}`],
  "/live/captured": ({ path, notes }) => [`The session is kept: ${notes} notes in ${path}`],
  "/live/role": ({ name }) => [`Role: ${name}.`],
  "/live/next": ({ number, late }) => (late ? [`Loop ${number} is played again: there was no answer in time.`, "fault"] : null),
  "/midi/port": ({ id, use, name, state, text }) => (id ? null : [`MIDI ${use} ${name}: ${state}${text ? `, ${text}` : ""}.`, state === "lost" ? "fault" : ""]),
  "/transport/source": ({ source }) => [`The beat comes from: ${source}.`],
  "/audio/source": ({ kind, name, state }) => [`Sound from ${kind} ${name}: ${state}.`],
  "/panic": ({ count }) => [`Panic: all is quiet; ${count} requests were cancelled.`],
};

export class Log {
  constructor(connection) {
    this.connection = connection;
    this.last = "";
    this.said = {};
    connection.addEventListener("message", ({ detail: { address, args } }) => {
      const words = WORDS[address]?.(args);
      if (words && this.#news(address, ...words)) this.add(...words);
      if (address === "/status") this.#rows(args.lines);
    });
    connection.addEventListener("open", () => this.add("Connected to the server."));
    connection.addEventListener("lost", () => this.add("The server does not answer. Trying again and again; what you typed stays.", "fault"));
    setInterval(() => { if (!$("log").hidden) connection.say("/status"); }, EVERY_MS);
  }

  // Values are told again at every connection: only changes are news, and what is wrong.
  #news(address, text, kind) {
    const before = this.said[address];
    this.said[address] = text;
    const first = before === undefined && VALUES.includes(address);
    return !EVENTS.includes(address) ? text !== before && (!first || kind === "fault") : true;
  }

  add(text, kind = "") {
    const lines = $("lines");
    const time = new Date().toLocaleTimeString([], { hour12: false });
    if (text === this.last && lines.firstChild) { // said again: counted, so that a flood stays readable
      const count = Number(lines.firstChild.dataset.count ?? 1) + 1;
      lines.firstChild.dataset.count = count;
      lines.firstChild.firstChild.textContent = `${time} (${count} times)`;
      return;
    }
    this.last = text;
    lines.prepend(make("li", { class: kind }, make("time", {}, time), make("span", {}, text)));
    while (lines.children.length > MOST) lines.lastChild.remove();
  }

  #rows(lines) {
    $("rows").replaceChildren(...lines.map(({ name, value }) => make("tr", {}, make("th", { scope: "row" }, name), make("td", {}, value))));
  }
}
