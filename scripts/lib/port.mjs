/** Where the server listens: HOST and PORT, checked before anything is started. */
import net from 'node:net';

import { Complaint } from './complaint.mjs';

export const host = process.env.HOST || '127.0.0.1';

const EVERYWHERE = { '0.0.0.0': '127.0.0.1', '::': '::1' };

export function readPort() {
  const text = process.env.PORT || '8000';
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65535) {
    throw new Complaint(`PORT is "${text}"; it must be a whole number from 1 to 65535.`);
  }
  return port;
}

/** The address to type into a browser. */
export function urlOf(port) {
  const local = host === '127.0.0.1' || host in EVERYWHERE;
  return `http://${local ? 'localhost' : bracketed(host)}:${port}`;
}

/** The address to ask for the server's health: an IP, so that no other server answers. */
export function addressOf(port) {
  return `http://${bracketed(EVERYWHERE[host] ?? host)}:${port}`;
}

/** Complains if the server could not listen there. */
export async function checkFree(port) {
  const error = await new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', resolve);
    server.listen({ host, port }, () => server.close(() => resolve(null)));
  });
  if (error) throw new Complaint(sentence(error.code, port));
}

function sentence(code, port) {
  if (code === 'EADDRINUSE') {
    return (
      `Port ${port} is already in use on ${host}: another server runs there.\n` +
      `Stop it, or choose another port: PORT=${port < 65535 ? port + 1 : 8000} npm start`
    );
  }
  if (code === 'EACCES') {
    return `No permission to listen on port ${port} of ${host}. Ports from 1024 up need none: PORT=8000 npm start`;
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return `HOST is "${host}", which is no address of this machine. For every address of it: HOST=0.0.0.0`;
  }
  return `Cannot listen on ${host}, port ${port} (${code}).`;
}

function bracketed(address) {
  return address.includes(':') ? `[${address}]` : address;
}
