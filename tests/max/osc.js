// OSC as Max's udpsend and udpreceive write and read it: types i, f and s.
"use strict";

function padded(text) {
  const data = Buffer.from(text);
  return Buffer.concat([data, Buffer.alloc(4 - (data.length % 4))]);
}

function encode([address, ...values]) {
  const parts = values.map((value) => {
    if (typeof value === "string") return ["s", padded(value)];
    const data = Buffer.alloc(4);
    if (Number.isInteger(value)) {
      data.writeInt32BE(value);
      return ["i", data];
    }
    data.writeFloatBE(value);
    return ["f", data];
  });
  const tags = padded(`,${parts.map(([tag]) => tag).join("")}`);
  return Buffer.concat([padded(address), tags, ...parts.map(([, data]) => data)]);
}

function decode(packet) {
  let at = 0;
  const text = () => {
    const end = packet.indexOf(0, at);
    const found = packet.toString("utf8", at, end);
    at = end + 4 - (end % 4);
    return found;
  };
  const address = text();
  const values = [...text().slice(1)].map((tag) => {
    if (tag === "s") return text();
    at += 4;
    return tag === "i" ? packet.readInt32BE(at - 4) : packet.readFloatBE(at - 4);
  });
  return [address, ...values];
}

module.exports = { decode, encode };
