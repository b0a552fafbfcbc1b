// The tracks beside the piano roll: their names, what mutes them, which part of the file they are.
import { button, make } from "/dom.js";
import { ROLES } from "/geometry.js";
import { COLOURS } from "/paint.js";

// `piece`: whose parts can be chosen, or null; `reopen(choice)` is told what was.
export function showTracks(root, roll, player, piece, reopen) {
  root.style.paddingTop = `${roll.lanes[0].top}px`;
  root.replaceChildren(...roll.lanes.map(({ role, height }) => {
    const choice = piece && role !== "other" ? partChoice(piece, role, reopen) : null;
    const head = make("div", { class: "head" }, make("span", {}, role), muteButton(roll, player, role), choice);
    head.style.height = `${height}px`;
    head.style.setProperty("--colour", COLOURS[role]);
    return head;
  }));
}

function muteButton(roll, player, role) {
  const pressed = () => String(player.muted.has(role));
  const made = button("M", () => {
    player.mute(role, !player.muted.has(role));
    made.setAttribute("aria-pressed", pressed());
    roll.muted = player.muted;
    roll.draw();
  }, { ariaLabel: `Mute ${role}`, title: `Mute ${role}`, "aria-pressed": pressed() });
  return made;
}

// One part plays one role: who takes it from another leaves that without.
function partChoice(piece, role, reopen) {
  const options = piece.parts.map((part) => make("option", { value: part.number, title: part.why, selected: part.role === role },
    `${part.number} ${part.name || `channel ${part.channel}`}`));
  const none = make("option", { value: 0, selected: !piece.roles.includes(role) }, "none");
  const select = make("select", { ariaLabel: `Part of the file that is the ${role}` }, none, ...options);
  select.addEventListener("change", () => {
    const number = Number(select.value);
    const before = ROLES.map((each) => [each, piece.parts.find((part) => part.role === each)?.number ?? 0]);
    reopen(Object.fromEntries(before.map(([each, old]) => [each, each === role ? number : old === number ? 0 : old])));
  });
  return select;
}
