"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");
const { Max } = require("./fake_max.js");

test("it says hello with its port, name and version, as soon as the port is open", () => {
  const max = new Max("Eye");
  max.wait(100);
  assert.deepEqual(max.fresh(), []);
  assert.ok(max.port >= 9200 && max.port < 9900);
  max.wait(300);
  assert.deepEqual(max.fresh(), [["/hello", max.port, "Klangbild Eye", 1]]);
});

test("it tries again and again, on other ports: one may be taken", () => {
  const max = new Max("Eye");
  max.wait(20000);
  const ports = max.fresh().map(([, port]) => port);
  assert.ok(ports.length >= 9 && new Set(ports).size > 5, ports.join());
});

test("a server that goes away is noticed, and greeted when it is back", () => {
  const max = new Max("Eye");
  max.connect();
  assert.equal(max.status, "Ready: repeat");
  max.wait(10000);
  assert.match(max.status, /klangbild serve/);
  assert.ok(max.addresses().includes("/ping"));
  max.connect();
  assert.equal(max.status, "Ready: repeat");
});

test("a server that answers pings stays", () => {
  const max = new Max("Eye");
  max.connect();
  max.fresh();
  for (let round = 0; round < 30; round += 1) {
    max.wait(1000);
    for (const [address, n] of max.fresh()) {
      if (address === "/ping") max.say("/pong", n);
      assert.notEqual(address, "/hello");
    }
  }
  assert.equal(max.status, "Ready: repeat");
});

test("an answer to another device's ping is no sign of life", () => {
  const max = new Max("Eye");
  max.connect();
  for (let round = 0; round < 10; round += 1) {
    max.wait(1000);
    max.say("/pong", 1);
  }
  assert.match(max.status, /klangbild serve/);
});

test("while the model loads it waits for the news", () => {
  const max = new Max("Fill");
  max.connect("loading");
  assert.equal(max.status, "The model is loading");
  max.say("go");
  assert.match(max.status, /wait/);
  max.fresh();
  max.wait(2500);
  assert.deepEqual(max.addresses(), ["/hello"]);
  max.connect();
  assert.equal(max.status, "Ready: repeat");
});

test("a server of another version is refused in words", () => {
  const max = new Max("Fill");
  max.connect("ready", 2);
  assert.equal(max.status, "The server speaks protocol 2, this device 1: update one");
  max.wait(3000);
  assert.match(max.status, /protocol 2/);
});
