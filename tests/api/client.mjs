// SPDX-License-Identifier: GPL-3.0-or-later
// A browser at the API: keeps its cookie and token, and holds every answer against the contract.
export class Client {
  constructor(url, contract, complain) {
    Object.assign(this, { url, contract, complain, cookie: '', csrf: '' });
  }

  async send(method, target, body, headers = {}) {
    const all = { ...headers };
    if (this.cookie) all.Cookie = this.cookie;
    if (this.csrf && method !== 'GET') all['X-CSRF-Token'] = this.csrf;
    if (body !== undefined) all['Content-Type'] ??= 'application/json';
    const response = await fetch(this.url + target, {
      method, headers: all, redirect: 'manual',
      body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
    });
    const answer = { status: response.status, type: response.headers.get('content-type') ?? '', text: await response.text(), headers: response.headers };
    if (answer.type.startsWith('application/json')) answer.json = JSON.parse(answer.text);
    const cookie = response.headers.get('set-cookie');
    if (cookie) this.cookie = cookie.split(';')[0];
    if (answer.json?.csrf) this.csrf = answer.json.csrf;
    const wrong = this.contract.check(method, target, answer);
    if (wrong) this.complain(`${method} ${target}: ${wrong}`);
    return answer;
  }

  // The answer must have this status.
  async expect(status, method, target, body, headers) {
    const answer = await this.send(method, target, body, headers);
    if (answer.status !== status) this.complain(`${method} ${target}: ${answer.status} instead of ${status}: ${answer.text.slice(0, 300)}`);
    return answer.json;
  }
  get(target) { return this.expect(200, 'GET', target); }

  // Asks until `so` is; a complaint when it is not within the time.
  async until(target, so, seconds = 60) {
    for (const end = Date.now() + seconds * 1000; ;) {
      const json = await this.get(target);
      if (so(json)) return json;
      if (Date.now() > end) {
        this.complain(`GET ${target}: waited in vain; last: ${JSON.stringify(json).slice(0, 400)}`);
        return json;
      }
      await new Promise((go) => setTimeout(go, 50));
    }
  }
}

// The event stream, held against what the contract's table promises for each event.
export class Events {
  constructor(client) {
    Object.assign(this, { client, got: [], stop: new AbortController() });
  }

  async open() {
    const { client } = this;
    const response = await fetch(client.url + '/api/events', { headers: { Cookie: client.cookie }, signal: this.stop.signal });
    const wrong = client.contract.check('GET', '/api/events', { status: response.status, type: response.headers.get('content-type'), text: '' });
    if (wrong) client.complain(wrong);
    this.reading = this.read(response.body).catch(() => {});
  }

  async read(body) {
    let text = '';
    for await (const piece of body.pipeThrough(new TextDecoderStream())) {
      text += piece;
      for (let end; (end = text.indexOf('\n\n')) >= 0; text = text.slice(end + 2)) this.take(text.slice(0, end));
    }
  }

  take(block) {
    const lines = Object.fromEntries(block.split('\n').filter((line) => !line.startsWith(':')).map((line) => {
      const colon = line.indexOf(': ');
      return [line.slice(0, colon), line.slice(colon + 2)];
    }));
    if (!lines.event) return;
    const data = JSON.parse(lines.data);
    this.got.push({ event: lines.event, data, at: Date.now() });
    const wrong = !lines.id ? 'it has no id' : this.objection(lines.event, data);
    if (wrong) this.client.complain(`event ${lines.event}: ${wrong}: ${lines.data.slice(0, 300)}`);
  }

  objection(event, data) {
    const is = (name, value) => this.client.contract.objectionTo(name, value);
    const keys = (...names) => (Object.keys(data).sort().join() === names.sort().join() ? '' : `it has the fields ${Object.keys(data)}`);
    switch (event) {
      case 'hello': return keys('version', 'links') || data.links.map((link) => is('LinkSummary', link)).join('');
      case 'progress': return is('ProgressEvent', data);
      case 'run': return keys('link', 'phase', 'run') || is('Run', data.run) || (['begin', 'end'].includes(data.phase) ? '' : data.phase);
      case 'intake': return keys('link', 'preview');
      case 'plan': return keys('link', 'plan') || is('Plan', data.plan);
      case 'link': return is('LinkSummary', data);
      case 'session': return data.state === 'ended' ? '' : 'another state';
      default: return 'it stands nowhere in docs/openapi.yaml';
    }
  }

  async close() {
    this.stop.abort();
    await this.reading;
  }
}
