// SPDX-License-Identifier: GPL-3.0-or-later
// docs/openapi.yaml as a judge: which operation a request is, and whether an answer is what the
// file promises for it. Objects may hold no field that the file does not name.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const file = new URL('../../docs/openapi.yaml', import.meta.url);
const libraries = createRequire(new URL('../../console/package.json', import.meta.url));
const Ajv = libraries('ajv/dist/2020.js').default;
const yaml = libraries('yaml');

// What an operation may answer by its kind (the file's description says so), as a Problem; whatever
// else it answers must stand beside it in the file.
function byKind(operation, method, path, asksSession) {
  return [400, 405, 413, 500, ...(asksSession ? [401] : []), ...(asksSession || method !== 'get' ? [403] : []), ...(path.includes('{') ? [404] : []),
    ...(operation.requestBody?.content?.['application/json'] ? [415, 422] : [])];
}
const open = new Set(['Hint', 'CountsByKind']);

function strict(schema, name = '') {
  if (Array.isArray(schema)) return schema.map((one) => strict(one));
  if (schema === null || typeof schema !== 'object') return schema;
  const out = Object.fromEntries(Object.entries(schema).map(([key, value]) =>
    [key, key === 'schemas' ? Object.fromEntries(Object.entries(value).map(([title, one]) => [title, strict(one, title)])) : strict(value)]));
  if (out.type === 'object' && out.properties && !('additionalProperties' in out) && !open.has(name)) out.additionalProperties = false;
  return out;
}

export class Contract {
  constructor() {
    this.document = strict(yaml.parse(readFileSync(file, 'utf8')));
    this.ajv = new Ajv({ strict: false, allErrors: true });
    this.ajv.addFormat('date', /^\d{4}-\d{2}-\d{2}$/);
    this.ajv.addFormat('binary', true);
    this.ajv.addSchema({ $id: 'api', components: this.document.components });
    this.seen = new Map();  // operationId -> statuses
    this.operations = [];
    for (const [path, item] of Object.entries(this.document.paths))
      for (const method of ['get', 'post', 'put', 'patch', 'delete'])
        if (item[method]) {
          const schemes = item[method].security ?? this.document.security;
          const asksSession = schemes.length > 0 && schemes.every((one) => 'session' in one);
          this.operations.push({ path, method: method.toUpperCase(), asksSession, byKind: byKind(item[method], method, path, asksSession), ...item[method] });
        }
  }

  // Where the file and what the server registers are not one another's mirror.
  differences(routes) {
    const name = (one) => `${one.method} ${one.pattern ?? one.path}`;
    const there = new Map(routes.map((one) => [name(one), one]));
    const here = new Map(this.operations.map((one) => [name(one), one]));
    return [
      ...[...there.keys()].filter((one) => !here.has(one)).map((one) => `${one} is answered and stands nowhere in docs/openapi.yaml`),
      ...[...here.keys()].filter((one) => !there.has(one)).map((one) => `${one} stands in docs/openapi.yaml and nothing answers it`),
      ...[...here].filter(([one, operation]) => there.has(one) && operation.asksSession !== (there.get(one).access !== 'anyone'))
        .map(([one]) => `${one}: docs/openapi.yaml and the server differ about whether it needs a session`),
    ];
  }

  // Answers that the file promises for an operation and that nobody has had.
  unkept(excused) {
    return this.operations.flatMap((one) => Object.keys(one.responses)
      .filter((status) => !this.seen.get(one.operationId)?.has(Number(status)) && !excused.includes(`${one.operationId} ${status}`))
      .map((status) => `${one.operationId} ${status}`));
  }

  // What is wrong with a value for a schema of the file; '' when nothing is.
  objection(schema, value) {
    const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"api#/components'));
    const check = this.ajv.compile(absolute);
    if (check(value)) return '';
    return check.errors.map((error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`).join('; ');
  }
  objectionTo(name, value) { return this.objection({ $ref: `#/components/schemas/${name}` }, value); }

  operation(method, target) {
    const given = target.split('?')[0].split('/');
    return this.operations.find((one) => one.method === method && fits(one.path.split('/'), given));
  }

  // Objections to an answer: undocumented status, type or shape.
  check(method, target, answer) {
    const operation = this.operation(method, target);
    if (!operation) return `${method} ${target} stands nowhere in docs/openapi.yaml`;
    const statuses = this.seen.get(operation.operationId) ?? new Set();
    this.seen.set(operation.operationId, statuses.add(answer.status));
    const where = `${operation.operationId} ${answer.status}`;
    let promised = operation.responses[String(answer.status)];
    if (!promised && operation.byKind.includes(answer.status)) promised = this.document.components.responses.Problem;
    if (!promised) return `${where} is not promised`;
    if (promised.$ref) promised = this.document.components.responses[promised.$ref.split('/').pop()];
    if (!promised.content) return answer.text === '' ? '' : `${where} promises no body`;
    const type = answer.type.split(';')[0];
    const content = promised.content[type];
    if (!content) return `${where} has the type ${answer.type}`;
    if (type !== 'application/json') return '';
    const wrong = this.objection(content.schema, answer.json);
    return wrong && `${where}: ${wrong}`;
  }

  // Operations that no request reached with a promised success.
  unseen() {
    return this.operations.filter((one) => ![...(this.seen.get(one.operationId) ?? [])].some((status) => status < 400))
      .map((one) => one.operationId);
  }
}

function fits(pattern, given) {
  return pattern.length === given.length &&
    pattern.every((part, at) => (part.startsWith('{') ? given[at] !== '' : part === given[at]));
}
