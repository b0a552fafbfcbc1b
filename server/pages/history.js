// What can be undone: whole states, the newest last.
export class History {
  constructor(state, most = 100) {
    this.states = [state];
    this.at = 0;
    this.most = most;
  }

  get state() { return this.states[this.at]; }

  get canUndo() { return this.at > 0; }

  get canRedo() { return this.at < this.states.length - 1; }

  push(state) {
    this.states.splice(this.at + 1, Infinity, state);
    if (this.states.length > this.most) this.states.shift();
    this.at = this.states.length - 1;
  }

  // Change the present state without a step of its own.
  amend(change) {
    this.states[this.at] = { ...this.state, ...change };
  }

  undo() { if (this.canUndo) this.at--; }

  redo() { if (this.canRedo) this.at++; }
}
