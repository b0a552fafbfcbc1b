// The visuals view: what the painter paints, at a low rate, and the display's panel beside it.
import { Art } from "/art.js";
import { $ } from "/dom.js";
import { Panel } from "/panel.js";

const FRAMES = 8; // a second, in the preview

export class VisualsView {
  constructor(connection) {
    this.connection = connection;
    this.art = new Art((address, args) => connection.say(address, args));
    this.panel = new Panel($("panel"), (address, args) => {
      this.art.set(address, args);
      this.panel.refresh();
    }, () => this.panel.learn(!this.panel.learns));
    this.art.addEventListener("built", () => this.panel.build(this.art.state));
    this.panel.build(this.art.state);
    connection.addEventListener("message", ({ detail }) => {
      if (!/^\/(art|midi)\//.test(detail.address)) return;
      this.art.hear(detail);
      this.panel.refresh();
      const { trouble, frozen, dark } = this.art.stage;
      $("painter").textContent = trouble || [`painter: ${this.art.state.painter}`, frozen && "frozen", dark && "black"].filter(Boolean).join(", ");
    });
    connection.addEventListener("frame", ({ detail }) => this.#draw(detail));
    connection.addEventListener("open", () => this.art.fetchLooks());
  }

  get frames() { return $("visuals").hidden ? 0 : FRAMES; }

  async #draw({ header, data }) {
    if (this.drawing || $("visuals").hidden) return; // this machine is too slow: newer ones will come
    this.drawing = true;
    try {
      const image = await createImageBitmap(new Blob([data], { type: `image/${header.format}` }));
      const canvas = $("preview");
      if (canvas.width !== image.width) Object.assign(canvas, { width: image.width, height: image.height });
      canvas.getContext("2d").drawImage(image, 0, 0);
      image.close();
    } finally {
      this.drawing = false;
    }
  }
}
