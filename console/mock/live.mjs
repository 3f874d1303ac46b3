// SPDX-License-Identifier: GPL-3.0-or-later
// What moves by itself in the mock: event streams, plans being made, runs going on.
import { countsOf, now } from './school.mjs';
import { plan as makePlan, run as makeRun } from './state.mjs';

export class Live {
  constructor(state) {
    this.state = state;
    this.streams = new Set();
    this.timers = new Set();
    this.next = 0;
  }

  open(response) {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    this.streams.add(response);
    response.on('close', () => this.streams.delete(response));
    this.send(response, 'hello', { version: '1.0.0-mock', links: this.state.links.map((one) => one.summary) });
  }

  send(stream, event, data) {
    this.next += 1;
    stream.write(`event: ${event}\nid: ${this.next}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  tell(event, data) {
    for (const stream of this.streams) this.send(stream, event, data);
  }

  every(milliseconds, work) {
    const timer = setInterval(() => {
      if (work() === false) {
        clearInterval(timer);
        this.timers.delete(timer);
      }
    }, milliseconds);
    this.timers.add(timer);
  }

  close() {
    for (const timer of this.timers) clearInterval(timer);
    for (const stream of this.streams) stream.end();
  }

  makePlan(link, by, verify, schools) {
    const id = (this.state.plans[0]?.id ?? 0) + 1;
    const progress = { stage: 'Reading openSIS', done: 0, total: 7200, refused: 0, rate: 9000, seconds_left: 1 };
    const made = makePlan(id, this.state.operations, { state: 'making', by, begun: now(), made: null, verify, schools, counts: null, changes: 0, refused: 0, waiting: 0, progress });
    this.state.plans.unshift(made);
    this.every(150, () => {
      progress.done = Math.min(progress.total, progress.done + 1500);
      if (progress.done < progress.total) {
        this.tell('progress', { link, run: null, plan: id, progress });
        return true;
      }
      Object.assign(made, makePlan(id, this.state.operations, { by, begun: made.begun, made: now(), verify, schools }));
      this.tell('plan', { link, plan: made });
      return false;
    });
    return made;
  }

  startRun(link, by, what, change = {}, total = 1840) {
    const summary = this.state.links.find((one) => one.summary.name === link).summary;
    if (summary.running) return null;
    const id = (this.state.runs[0]?.id ?? 0) + 1;
    const progress = { stage: 'Creating people', done: 0, total, refused: 2, rate: 212.4, seconds_left: 9 };
    const one = makeRun(id, { link, what, by, state: 'running', started: now(), ended: null, exit: null, counts: null, changes: 0, progress, undoable: false, ...change });
    this.state.runs.unshift(one);
    Object.assign(summary, { running: one, state: 'running' });
    this.tell('run', { link, phase: 'begin', run: one });
    this.tell('link', summary);
    this.every(250, () => {
      if (one.state !== 'running') return false;
      // A long run creeps, so that it can be looked at; the others are over in a few seconds.
      progress.done = Math.min(progress.total, progress.done + (total > 10_000 ? 60 : Math.ceil(progress.total / 10)));
      progress.seconds_left = Math.ceil((progress.total - progress.done) / progress.rate);
      if (progress.done >= progress.total && progress.stage === 'Creating people') Object.assign(progress, { stage: 'Enrolments', done: 0, total: 4200, rate: 1180.2 });
      else if (progress.done >= progress.total) {
        this.end(link, one, 'some_refused');
        return false;
      }
      this.tell('progress', { link, run: id, plan: null, progress });
      return true;
    });
    return one;
  }

  end(link, one, state) {
    const summary = this.state.links.find((each) => each.summary.name === link).summary;
    const counts = countsOf({ student: { create: 14, update: 3, unchanged: 1118, refused: 2 }, learns: { create: 61, suspend: 2, unchanged: 6022 } });
    Object.assign(one, { state, ended: now(), exit: state === 'interrupted' ? 130 : 3, counts, changes: 80, progress: null, undoable: true });
    Object.assign(summary, { running: null, last_run: one, state: summary.enabled ? 'idle' : 'ready' });
    this.tell('run', { link, phase: 'end', run: one });
    this.tell('link', summary);
  }
}
