// Drives the server by version 2 of the official TypeScript SDK: both lifecycles, on stdio and HTTP.

import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

import { Sdk, live, requestInit, server, url } from './life.mjs';

const ways = {
  stdio: () => new StdioClientTransport(server),
  HTTP: () => new StreamableHTTPClientTransport(url, { requestInit }),
};
let held = true;
for (const mode of ['legacy', 'auto']) {
  for (const [way, transport] of Object.entries(ways)) {
    const options = { versionNegotiation: { mode } };
    const client = new Client({ name: 'foreign', version: '1.0.0' }, options);
    await client.connect(transport());
    held = (await live(`TypeScript SDK 2 on ${way}, ${mode}`, new Sdk(client))) && held;
    await client.close();
  }
}
process.exit(held ? 0 : 1);
