// The conversation with the server: is it there, is it the right one, where do answers go.
// Knows nothing of Max: `way` holds say(address, ...values), listen(port), show(text),
// connected() (the server is there, or there again), lost() and random() (0 to 1).

const VERSION = 1;
const FIRST_PORT = 9200;
const PORTS = 700;
const TRY_MS = 2000;
const BIND_MS = 200;
const PATIENCE = 3;
const NO_SERVER = "No server: start klangbild serve";

class Wire {
  constructor(name, way) {
    this.name = name;
    this.way = way;
    this.here = false;
    this.state = "";
    this.port = 0;
    this.asked = false;
    this.wrong = false;
    this.since = -Infinity;
    this.number = Math.floor(way.random() * 1e6) * 8;
    this.unanswered = 0;
  }

  // Time passes: `now` in milliseconds, some ten times a second.
  tick(now) {
    if (this.here) {
      this.keep(now);
    } else if (now - this.since >= TRY_MS) {
      this.open(now);
    } else if (!this.asked && now - this.since >= BIND_MS) {
      this.asked = true;
      this.hello();
    }
  }

  // A message of the server; whether it was about the conversation itself.
  hear(address, values) {
    if (address === "/pong" && values[0] === this.number) this.unanswered = 0;
    if (address === "/hello") this.greeted(...values);
    return address === "/pong" || address === "/hello";
  }

  // Another port each time: one that another program holds gets no answers.
  open(now) {
    this.since = now;
    this.asked = false;
    this.port = FIRST_PORT + Math.floor(this.way.random() * PORTS);
    this.way.listen(this.port);
    if (!this.wrong) this.way.show(NO_SERVER);
  }

  hello() {
    this.way.say("/hello", this.port, this.name, VERSION);
  }

  greeted(version, server, preset, state) {
    if (version !== VERSION) {
      this.wrong = true;
      this.way.show(`The server speaks protocol ${version}, this device ${VERSION}: update one`);
      return;
    }
    const changed = !this.here || state !== this.state;
    const began = !this.here;
    this.here = true;
    this.wrong = false;
    this.state = state;
    this.unanswered = 0;
    if (changed) this.way.show(state === "ready" ? `Ready: ${preset}` : `The model is ${state}`);
    if (began) this.way.connected();
  }

  keep(now) {
    if (now - this.since < TRY_MS) return;
    this.since = now;
    if (this.unanswered >= PATIENCE) {
      this.here = false;
      this.way.lost();
      this.open(now);
      return;
    }
    this.unanswered += 1;
    if (this.state === "ready") {
      this.number += 1;
      this.way.say("/ping", this.number);
    } else {
      this.hello();
    }
  }
}
