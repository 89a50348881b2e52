// Who calls: a key that is kept for as long as the tab is there, and sent with each request by fetch.
// Nothing of it is in an address, in a cookie or in what stays.
const KEY = 'crm.key';
const TENANT = 'crm.tenant';

export const signedIn = () => sessionStorage.getItem(KEY) !== null;

export function signIn(key, tenant) {
  sessionStorage.setItem(KEY, key);
  sessionStorage.setItem(TENANT, tenant);
}

export function signOut() {
  sessionStorage.removeItem(KEY);
  sessionStorage.removeItem(TENANT);
}

// What the service has refused: 401 where it asks who calls, 403 where a scope is missing.
export class Refused extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

export function ask(path, options = {}) {
  const headers = new Headers(options.headers);
  if (signedIn()) {
    headers.set('Authorization', 'Bearer ' + sessionStorage.getItem(KEY));
    const tenant = sessionStorage.getItem(TENANT);
    if (tenant) headers.set('X-Tenant-ID', tenant);
  }
  return fetch(path, {...options, headers, credentials: 'omit', cache: 'no-store'});
}

export async function read(path) {
  const answer = await ask(path);
  const body = await answer.json();
  if (!answer.ok) throw new Refused(answer.status, body.detail);
  return body;
}
