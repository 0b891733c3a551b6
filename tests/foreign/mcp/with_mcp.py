"""Drives the server by `mcp`, the official Python SDK: both lifecycles, on stdio and HTTP."""

import asyncio
import sys

import httpx2
from mcp import Client, StdioServerParameters
from mcp.types import ElicitResult
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError

from life import CREATE, DELETE, Checks, Sandbox, address, live, records, server


class Sdk:
    def __init__(self, client):
        self.client = client

    async def tools(self):
        return {tool.name: tool.input_schema for tool in (await self.client.list_tools()).tools}

    async def call(self, name, arguments):
        result = await self.client.call_tool(name, arguments)
        [block] = result.content
        return block.text, result.is_error


async def unknown(name, client):
    """A tool that there is not is an error of the protocol."""
    try:
        await client.call_tool("no_such_tool", {})
    except MCPError as error:
        if error.error.code == -32602:
            return True
        print(f"  {name}: an unknown tool answers {error.error.code}")
        return False
    print(f"  {name}: an unknown tool is called")
    return False


class User:
    """Who is asked, and says what was decided before."""

    def __init__(self):
        self.answers = []
        self.questions = []

    async def __call__(self, _context, question):
        self.questions.append(question.message)
        return self.answers.pop(0)


async def confirm(name, client, user):
    """A client that can ask its user needs no argument: the user decides what is deleted."""
    checks, sandbox, sdk = Checks(f"{name}, asking the user"), Sandbox(), Sdk(client)
    text, _ = await sdk.call(CREATE, {"name": "Nordvik to be asked about"})
    [made] = records(text)
    for answer, stays in [
        (ElicitResult(action="decline"), True),
        (ElicitResult(action="accept", content={"confirm": False}), True),
        (ElicitResult(action="accept", content={"confirm": True}), False),
    ]:
        user.answers, user.questions = [answer], []
        text, error = await sdk.call(DELETE, {"id": made["_id"]})
        there = sandbox.read(f"/companies/{made['_id']}") is not None
        checks.that(len(user.questions) == 1, "one question", user.questions)
        checks.that(made["_id"] in "".join(user.questions), "it says what", user.questions)
        checks.that(error == stays and there == stays, f"the user says {answer}", text)
    return checks.show()


async def main():
    held = []
    command, arguments, environment = server()
    url, headers = address()
    newest, user = "2026-07-28", User()
    parameters = StdioServerParameters(command=command, args=arguments, env=environment)
    async with Client(parameters, mode=newest, elicitation_callback=user) as client:
        held.append(await confirm("Python SDK on stdio", client, user))
    async with httpx2.AsyncClient(headers=headers) as http:
        transport = streamable_http_client(url, http_client=http)
        async with Client(transport, mode=newest, elicitation_callback=user) as client:
            held.append(await confirm("Python SDK on HTTP", client, user))
    for mode in ("legacy", newest, "auto"):
        parameters = StdioServerParameters(command=command, args=arguments, env=environment)
        async with Client(parameters, mode=mode) as client:
            name = f"Python SDK on stdio, {client.protocol_version}"
            held += [await live(name, Sdk(client)), await unknown(name, client)]
        async with httpx2.AsyncClient(headers=headers) as http:
            transport = streamable_http_client(url, http_client=http)
            async with Client(transport, mode=mode) as client:
                name = f"Python SDK on HTTP, {client.protocol_version}"
                held += [await live(name, Sdk(client)), await unknown(name, client)]
    return 0 if all(held) else 1


sys.exit(asyncio.run(main()))
