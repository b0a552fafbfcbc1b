// Small helpers for the studio page's elements.
export const $ = (id) => document.getElementById(id);

// An element: `props` are properties; `class`, `data-...`, `aria-...` and `role` attributes too.
export function make(tag, props = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name === "class") made.className = value;
    else if (/^(data|aria)-|^(role|list|for)$/.test(name)) made.setAttribute(name, value);
    else made[name] = value;
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export function button(text, press, props = {}) {
  const made = make("button", { type: "button", ...props }, text);
  made.addEventListener("click", press);
  return made;
}

// A field for a number; `change` gets it, if it is one that can be.
export function numberField(props, change) {
  const input = make("input", { type: "number", ...props });
  input.addEventListener("change", () => (input.checkValidity() ? change(input.valueAsNumber) : input.reportValidity()));
  return input;
}

// A button that is on or off; `change` gets 1 or 0, and whoever knows presses it.
export function toggle(text, title, change) {
  const made = button(text, () => change(made.getAttribute("aria-pressed") === "true" ? 0 : 1), { title, "aria-pressed": "false" });
  return made;
}

// Which of a group of buttons is on.
export function choose(buttons, on) {
  for (const each of buttons) each.setAttribute("aria-pressed", String(on(each)));
}

// A file of `bytes` that can be clicked to download, and in Chromium dragged into other programs.
export function fileLink(link, name, bytes) {
  if (link.href.startsWith("blob:")) URL.revokeObjectURL(link.href);
  link.href = URL.createObjectURL(new Blob([bytes], { type: "audio/midi" }));
  link.download = name;
  link.draggable = true;
  link.ondragstart = (event) => {
    event.dataTransfer.effectAllowed = "copy";
    event.dataTransfer.setData("DownloadURL", `audio/midi:${name}:${link.href}`);
  };
  return link;
}
