// The MIDI ports of the server: which there are, which are open.
import { button, make } from "/dom.js";

const USES = { in: "music in", out: "music out", control: "knobs and pads" };

export class PortList {
  constructor(connection) {
    this.connection = connection;
    this.open = new Map(); // use and name: {use, name, state, text}
    this.there = [];
    this.use = make("select", {}, ...Object.entries(USES).map(([value, text]) => make("option", { value }, text)));
    this.name = make("input", { type: "text", list: "portnames", placeholder: "a part of its name, or virtual", required: true, maxLength: 200 });
    this.names = make("datalist", { id: "portnames" });
    this.list = make("ul", { class: "list", id: "ports", ariaLabel: "Ports" });
    const form = make("form", { class: "bar", autocomplete: "off" }, make("label", {}, "Use", this.use), make("label", {}, "Port", this.name), this.names,
      make("button", {}, "Open"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (connection.say("/midi/open", { use: this.use.value, port: this.name.value })) this.name.value = "";
    });
    this.trouble = make("p", { class: "hint", role: "status" });
    this.root = make("div", {}, this.list, form, make("div", { class: "bar" }, button("Look again", () => this.look()), this.trouble));
    connection.addEventListener("open", () => this.open.clear());
    connection.addEventListener("message", ({ detail: { address, args } }) => {
      if (address === "/midi/port" && args.id === "") this.#news(args);
    });
    this.#show();
  }

  // Ask the server which ports there are.
  async look() {
    if (!this.connection.connected) return;
    try {
      const { events } = await this.connection.request((id) => this.connection.say("/midi/ports", { id }));
      this.there = events.map(({ args }) => args).filter(({ state }) => state === "there");
      this.trouble.textContent = "";
    } catch (error) {
      this.trouble.textContent = error.message;
    }
    this.#show();
  }

  #news(port) {
    const key = `${port.use} ${port.asked}`;
    if (port.state === "closed") this.open.delete(key);
    else this.open.set(key, port);
    this.#show();
  }

  #show() {
    const open = [...this.open.values()].map(({ use, name, state, text, asked }) => make("li", {},
      make("strong", {}, name), make("span", { class: "hint" }, `${USES[use]} · ${state === "open" ? "open" : text || "not there yet"}`),
      button("Close", () => this.connection.say("/midi/close", { use, port: asked }), { ariaLabel: `Close ${name}` })));
    const taken = new Set([...this.open.values()].map(({ use, name }) => `${use} ${name}`));
    const free = this.there.filter(({ use, name }) => !taken.has(`${use} ${name}`)).map(({ use, name }) => make("li", {},
      make("span", {}, name), make("span", { class: "hint" }, USES[use]),
      button("Open", () => this.connection.say("/midi/open", { use, port: name }), { ariaLabel: `Open ${name}, ${USES[use]}` })));
    this.names.replaceChildren(...[...new Set(this.there.map(({ name }) => name))].map((value) => make("option", { value })));
    this.list.replaceChildren(...open, ...free, ...(open.length + free.length ? [] : [make("li", { class: "hint" }, "No MIDI ports on this machine.")]));
  }
}
