"use strict";

const assert = require("node:assert/strict");
const vm = require("node:vm");
const test = require("node:test");
const { Max, patch } = require("./fake_max.js");
const { song } = require("./songs.js");

// The words that boxes of the patch say to the script: ["setting", "bars"], ["go"] ...
function spoken(device) {
  const { boxes, lines } = patch(device);
  const texts = new Map(boxes.map(({ box }) => [box.id, box.text || ""]));
  const script = boxes.find(({ box }) => box.textfile).box.id;
  return lines.map(({ patchline }) => patchline)
    .filter(({ destination }) => destination[0] === script)
    .map(({ source }) => texts.get(source[0]).replace(/^(prepend|loadmess) /, "").split(" "));
}

for (const device of ["Fill", "Live", "Eye"]) {
  test(`${device}: the script has an ear for all that the patch says`, () => {
    const max = new Max(device, { Buffer: class {} });
    const settings = Object.keys(vm.runInContext("settings", max.context));
    const words = spoken(device);
    assert.ok(words.length > 8);
    for (const [name, first] of words) {
      if (name === "metro" || name === "udpreceive") continue;
      assert.equal(typeof max.context[name], "function", name);
      if (name === "setting") assert.ok(settings.includes(first), first);
      if (name === "art") assert.ok(vm.runInContext("ART", max.context).includes(first), first);
    }
  });
}

function items(device, name) {
  const found = patch(device).boxes.map(({ box }) => box).find((box) => box.varname === name);
  return found.saved_attribute_attributes.valueof.parameter_enum;
}

test("every task in the menu is one that the script knows", () => {
  const tasks = items("Fill", "Task");
  assert.equal(tasks.length, 6);
  for (const task of tasks) {
    const live = song();
    const max = new Max("Fill", { LiveAPI: live.api });
    max.say("ready");
    max.connect();
    max.fresh();
    max.say("setting", "task", task);
    max.say("go");
    assert.ok(max.fresh().length > 2, `${task}: ${max.status}`);
  }
});

test("what the script takes a clip for is what the menu says", () => {
  for (const word of items("Fill", "Clip Is")) {
    const live = song();
    const max = new Max("Fill", { LiveAPI: live.api });
    max.say("ready");
    max.connect();
    max.fresh();
    max.say("setting", "clip", word);
    max.say("setting", "read", "clip");
    max.say("go");
    assert.deepEqual(max.fresh()[0].slice(4), [word === "by name" ? "melody" : word]);
  }
});
