// The clip outlasts a reload of the page: the browser keeps it as long as the tab is there.
const KEY = "klangbild clip";
const MOST_BYTES = 1.5e6; // browsers keep some megabytes for a page

export function keep(piece, holes) {
  try {
    if (!piece || piece.bytes.length > MOST_BYTES) return sessionStorage.removeItem(KEY);
    const bytes = btoa(piece.bytes.reduce((text, byte) => text + String.fromCharCode(byte), ""));
    return sessionStorage.setItem(KEY, JSON.stringify({ name: piece.name, choice: piece.choice, bytes, holes }));
  } catch {
    return null; // private windows may keep nothing
  }
}

// {name, bytes, choice, holes} of the clip that was kept, or null.
export function kept() {
  try {
    const found = JSON.parse(sessionStorage.getItem(KEY));
    return found && { ...found, bytes: Uint8Array.from(atob(found.bytes), (char) => char.charCodeAt(0)) };
  } catch {
    return null;
  }
}
