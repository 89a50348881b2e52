// The feed of changes, read by fetch: an EventSource can send no key.
import {ask} from './session.js';

const LEAST_WAIT = 2000;

// Follows the feed until it is told to stop; comes again where the connection ends, from where it was.
export class Feed {
  #told;
  #refused;
  #abort;
  #lastId = '';

  // told is called with each event, refused with the status where the service lets nobody in.
  constructor(told, refused) {
    this.#told = told;
    this.#refused = refused;
  }

  start() {
    if (this.#abort) return;
    this.#abort = new AbortController();
    this.#follow(this.#abort.signal);
  }

  stop() {
    this.#abort?.abort();
    this.#abort = undefined;
  }

  async #follow(signal) {
    while (!signal.aborted) {
      try {
        const headers = {Accept: 'text/event-stream'};
        if (this.#lastId) headers['Last-Event-ID'] = this.#lastId;
        const answer = await ask('api/v1/changes', {headers, signal});
        if (answer.status === 401 || answer.status === 403) {
          this.stop();
          this.#refused(answer.status);
          return;
        }
        // What it asks for is not kept any more: the page shows what comes from now on.
        if (answer.status === 410) this.#lastId = '';
        if (answer.ok) await this.#events(answer.body);
      } catch (error) {
        if (signal.aborted) return;
        console.debug('the feed was cut off', error);
      }
      await new Promise(done => setTimeout(done, LEAST_WAIT));
    }
  }

  // Server-sent events by the HTML standard, as far as this service uses them.
  async #events(body) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const blocks = (rest + part.value).split('\n\n');
      rest = blocks.pop();
      blocks.forEach(block => this.#event(block));
    }
  }

  #event(block) {
    let data = '';
    for (const line of block.split('\n')) {
      const at = line.indexOf(': ');
      const [name, value] = [line.slice(0, at), line.slice(at + 2)];
      if (name === 'id') this.#lastId = value;
      if (name === 'data') data += value;
    }
    if (data) this.#told(JSON.parse(data));
  }
}
