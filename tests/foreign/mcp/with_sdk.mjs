// Drives the server by version 1 of the official TypeScript SDK, on stdio and HTTP.

import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

import { Sdk, live, requestInit, server, url } from './life.mjs';

const ways = {
  stdio: () => new StdioClientTransport(server),
  HTTP: () => new StreamableHTTPClientTransport(url, { requestInit }),
};
let held = true;
for (const [way, transport] of Object.entries(ways)) {
  const client = new Client({ name: 'foreign', version: '1.0.0' });
  await client.connect(transport());
  held = (await live(`TypeScript SDK 1 on ${way}`, new Sdk(client))) && held;
  await client.close();
}
process.exit(held ? 0 : 1);
