// What an agent does with the tools, as in life.py, for the clients in TypeScript. A client is anything
// with `tools()`, a map from names to input schemas, and `call(name, arguments)`, which gives the text
// of the result and whether it is an error.

export const environment = {
  PLANHAT_BASE_URL: process.env.PLANHAT_BASE_URL,
  PLANHAT_API_TOKEN: process.env.PLANHAT_API_TOKEN,
  PLANHAT_PACING: 'off',
};
export const server = {
  command: process.env.PLANHAT,
  args: ['mcp', '--profile', 'full'],
  env: environment,
  stderr: 'inherit',
};
export const url = new URL(process.env.MCP_URL);
export const requestInit = { headers: { Authorization: `Bearer ${process.env.MCP_BEARER}` } };

const LIST = 'list_all_planhat_companies';
const CREATE = 'create_a_planhat_company';
const UPDATE = 'update_a_planhat_company_by_id';
const DELETE = 'delete_a_planhat_company_by_id';

// A record past the server, or nothing where there is none.
async function read(path) {
  const headers = { Authorization: `Bearer ${environment.PLANHAT_API_TOKEN}` };
  const answer = await fetch(environment.PLANHAT_BASE_URL + path, { headers });
  return answer.status === 404 ? undefined : answer.json();
}

// All objects with an id in an answer, at whatever depth they stand.
function records(text) {
  const found = [];
  const walk = (value) => {
    if (value === null || typeof value !== 'object') return;
    if ('_id' in value) found.push(value);
    else Object.values(value).forEach(walk);
  };
  try {
    walk(JSON.parse(text));
  } catch {
    // No JSON, no records.
  }
  return found;
}

// All of it; whether all held.
export async function live(name, client) {
  let count = 0;
  const failures = [];
  const that = (holds, what, seen) => {
    count += 1;
    if (!holds) failures.push(`${what}; seen: ${JSON.stringify(seen)}`.slice(0, 600));
  };
  const schemas = await client.tools();
  for (const tool of [LIST, CREATE, UPDATE, DELETE]) {
    that(schemas.get(tool)?.type === 'object', `${tool} is listed`, [...schemas.keys()]);
  }
  let [text, error] = await client.call(LIST, { limit: 3 });
  that(!error && records(text).length === 3, 'a list of three', text);
  [text, error] = await client.call(CREATE, { name: `Nordvik ${name}`, phase: 'Onboarding' });
  const id = records(text)[0]?._id;
  that(!error && id, 'a new record has an id', text);
  that((await read(`/companies/${id}`))?.phase === 'Onboarding', 'it is there');
  [text, error] = await client.call(UPDATE, { id, phase: 'Live' });
  that(!error, 'it changes', text);
  that((await read(`/companies/${id}`))?.phase === 'Live', 'it has changed');
  [text, error] = await client.call(DELETE, { id });
  that(error && text.includes('confirm'), 'it is not deleted without being asked', text);
  that(await read(`/companies/${id}`), 'it is still there');
  [text, error] = await client.call(DELETE, { id, confirm: true });
  that(!error, 'it is deleted', text);
  that((await read(`/companies/${id}`)) === undefined, 'it is gone');
  [text, error] = await client.call(CREATE, {});
  that(error && text.includes('name'), 'a missing argument is named', text);
  [text, error] = await client.call(CREATE, { name: 'Nordvik', phaze: 'Live' });
  that(error && text.includes('phaze'), 'a misspelt argument is named', text);
  failures.forEach((failure) => console.log(`  ${name}: ${failure}`));
  console.log(`mcp: ${name}: ${count - failures.length} of ${count} checks`);
  return failures.length === 0;
}

// A client of either SDK, which both have these calls.
export class Sdk {
  constructor(client) {
    this.client = client;
  }

  async tools() {
    const { tools } = await this.client.listTools();
    return new Map(tools.map((tool) => [tool.name, tool.inputSchema]));
  }

  async call(name, given) {
    const result = await this.client.callTool({ name, arguments: given });
    return [result.content[0].text, result.isError === true];
  }
}
