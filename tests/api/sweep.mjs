// SPDX-License-Identifier: GPL-3.0-or-later
// What the sweep over every route (hostile.mjs) sends with: requests exactly as they are written,
// which no client library makes tidy, and samples made from the schemas of docs/openapi.yaml.
import { Agent, request } from 'node:http';
import { connect } from 'node:net';

const agent = new Agent({ keepAlive: true, maxSockets: 1 });

// The path goes out as it stands here: "..", "%2e" and all.
export function ask(url, method, target, { headers = {}, body } = {}) {
  const { hostname, port } = new URL(url);
  return new Promise((go, fail) => {
    const asked = request({ hostname, port, method, path: target, agent, headers: { ...headers, ...(body !== undefined && { 'Content-Length': Buffer.byteLength(body) }) } }, (answer) => {
      const pieces = [];
      answer.on('data', (piece) => pieces.push(piece)).on('end', () => {
        const text = Buffer.concat(pieces).toString();
        const type = answer.headers['content-type'] ?? '';
        go({ status: answer.statusCode, type, text, headers: answer.headers, json: type.startsWith('application/json') && text !== '' ? JSON.parse(text) : undefined });
      }).on('error', fail);
    });
    asked.on('error', fail);
    asked.end(body);
  });
}

// Bytes over a bare connection; what comes back until the server ends it or is silent for a while.
export function raw(url, bytes) {
  const { hostname, port } = new URL(url);
  return new Promise((go) => {
    let text = '';
    const end = () => { socket.destroy(); go(text); };
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.setTimeout(2000, end);
    socket.on('data', (piece) => { text += piece; if (text.includes('\r\n\r\n')) end(); }).on('end', end).on('error', end);
  });
}

export class Schemas {
  constructor(contract) { this.contract = contract; }

  resolved(schema) {
    for (; schema?.$ref; ) schema = this.contract.document.components.schemas[schema.$ref.split('/').pop()];
    return schema ?? {};
  }

  // The schema of a JSON body; nothing where the operation takes none.
  body(operation) { return operation.requestBody?.content?.['application/json']?.schema; }

  // The least that is a value of it.
  sample(given) {
    const schema = this.resolved(given);
    if (schema.anyOf ?? schema.oneOf) return this.sample((schema.anyOf ?? schema.oneOf)[0]);
    if (schema.enum) return schema.enum[0];
    switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
      case 'object': return Object.fromEntries((schema.required ?? []).map((name) => [name, this.sample(schema.properties[name])]));
      case 'array': return Array.from({ length: schema.minItems ?? 0 }, () => this.sample(schema.items));
      case 'integer': case 'number': return schema.minimum ?? 1;
      case 'boolean': return true;
      case 'null': return null;
      default: return 'x'.repeat(Math.max(1, schema.minLength ?? 1));
    }
  }

  // Bodies in which one field is what it must not be: [field, body].
  *wrong(given, inside = '') {
    const schema = this.resolved(given);
    const good = this.sample(schema);
    const values = [null, true, 12, -1, 1.5, 1e300, '<script>alert(1)</script>', '', 'a\u0000b', 'x'.repeat(5000), [], [null], [[]], ['<script>'], {}, { '<script>': 1 }, [{ a: 1 }]];
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      const of = this.resolved(property);
      for (const value of values)
        if (this.contract.objection(property, value) !== '') yield [inside + name, { ...good, [name]: value }];
      if (of.type === 'object' && of.properties)
        for (const [field, body] of this.wrong(of, `${inside}${name}.`)) yield [field, { ...good, [name]: body }];
      if (of.type === 'array' && this.resolved(of.items).properties)
        for (const [field, body] of this.wrong(of.items, `${inside}${name}[].`)) yield [field, { ...good, [name]: [body] }];
    }
    for (const name of schema.required ?? []) {
      const { [name]: left, ...rest } = good;
      void left;
      yield [`no ${inside}${name}`, rest];
    }
    if (schema.properties && schema.additionalProperties === false) yield ['one too many', { ...good, '<script>alert(1)</script>': 1 }];
  }

  // Query values that the operation does not take: [name, text as it goes into the address].
  *queries(operation, common) {
    for (let parameter of [...(operation.parameters ?? []), ...common]) {
      if (parameter.$ref) parameter = this.contract.document.components.parameters[parameter.$ref.split('/').pop()];
      if (parameter.in !== 'query') continue;
      const schema = this.resolved(parameter.schema);
      const bad = ['%ff', '%00', '%zz'];
      if (schema.type === 'integer') bad.push('x', '1e3', '99999999999999999999', '%3Cscript%3E');
      if (schema.minimum !== undefined) bad.push(String(schema.minimum - 1));
      if (schema.maximum !== undefined) bad.push(String(schema.maximum + 1));
      if (schema.enum) bad.push('%3Cscript%3E', 'no-such-word');
      if (schema.maxLength) bad.push('x'.repeat(schema.maxLength + 1));
      for (const text of bad) yield [parameter.name, text];
    }
  }
}
