// SPDX-License-Identifier: GPL-3.0-or-later
// The service's log of all that happened: every line as it should be, and in none of them a secret
// or anything about a child but its key.
import { createInterface } from 'node:readline';

const shape = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (debug|info|warning|error) \S/;
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

export class Log {
  constructor(stream) {
    this.lines = [];
    this.ended = new Promise((go) => createInterface({ input: stream }).on('line', (line) => this.lines.push(line)).on('close', go));
  }

  // `secrets`: texts that stand nowhere; `people`: with first_name, last_name, username, email.
  objections(secrets, people) {
    const out = this.lines.filter((line) => !shape.test(line)).map((line) => `no line of a log: ${line}`);
    const words = new Set(people.flatMap((one) => [one.username, one.email, one.first_name, one.last_name]).filter((word) => word.length > 3));
    for (const secret of secrets.filter((one) => one?.length >= 8))
      for (const line of this.lines.filter((one) => one.includes(secret))) out.push(`a secret in the log: ${line}`);
    for (const word of words) {
      const whole = new RegExp(`(^|[^\\p{L}\\p{N}])${escaped(word)}($|[^\\p{L}\\p{N}])`, 'u');
      for (const line of this.lines.filter((one) => whole.test(one))) out.push(`"${word}" in the log: ${line}`);
    }
    return out;
  }
}
