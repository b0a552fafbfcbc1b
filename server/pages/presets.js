// What can be loaded: presets that play, painters that paint.
import { $, button, make } from "/dom.js";

export class PresetsView {
  constructor(connection, tell) {
    Object.assign(this, { connection, tell });
    this.presets = new Map();
    this.painters = { names: [], now: "", state: "", text: "", labels: [] };
    $("presets").append(
      make("div", { class: "columns even" },
        make("div", { class: "card" }, make("h2", {}, "Music"), make("ul", { class: "list", id: "music", "aria-live": "polite" })),
        make("div", { class: "card" }, make("h2", {}, "Pictures"), make("ul", { class: "list", id: "painting", "aria-live": "polite" }))));
    connection.addEventListener("message", ({ detail: { address, args } }) => this.#hear(address, args));
  }

  // Ask for both lists.
  async list() {
    if (!this.connection.connected) return;
    this.connection.say("/art/painters");
    this.presets.clear();
    await this.connection.request((id) => this.connection.say("/preset/list", { id })).catch(() => {});
    this.#show();
  }

  async load(name) {
    try {
      await this.connection.request((id) => this.connection.say("/preset/load", { id, name }));
      this.tell(`The preset ${name} is ready.`);
    } catch (error) {
      this.tell(`The preset ${name} was not loaded: ${error.message}`, "fault");
    }
    this.list();
  }

  #hear(address, args) {
    if (address === "/preset") this.presets.set(args.name, { ...this.presets.get(args.name), ...args, about: this.presets.get(args.name)?.about ?? args.about });
    else if (address === "/art/painters") this.painters.names = args.names;
    else if (address === "/art/state") Object.assign(this.painters, { now: args.painter, state: args.state, text: args.text, labels: args.labels });
    else return;
    this.#show();
  }

  #show() {
    $("music").replaceChildren(...[...this.presets.values()].map(({ name, state, about, plays }) => item({
      name, state, about, what: `plays ${plays?.join(", ") ?? ""}`,
      load: () => this.load(name),
    })));
    const { names, now, state, text, labels } = this.painters;
    $("painting").replaceChildren(...[...new Set([...names, now])].filter(Boolean).map((name) => item({
      name, state: name === now ? state : "there", about: name === now ? text : "",
      what: name === now && labels.length ? `paints ${labels.join(", ").replaceAll("_", " ")}` : "",
      load: () => this.connection.say("/art/painter", { name }),
    })));
  }
}

const STATES = { there: "", loading: "loading ...", ready: "in use", dead: "does not work" };

function item({ name, state, about, what, load }) {
  return make("li", { "data-preset": name, "data-state": state },
    make("div", {}, make("strong", {}, name), " ", make("span", { class: "badge" }, STATES[state] ?? state)),
    make("p", {}, what), make("p", { class: "hint" }, about),
    state === "there" ? button("Load", load, { ariaLabel: `Load ${name}` }) : null);
}
