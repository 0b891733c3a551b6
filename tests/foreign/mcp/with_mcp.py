"""Drives the server by `mcp`, the official Python SDK: both lifecycles, on stdio and HTTP."""

import asyncio
import sys

import httpx2
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError

from life import address, live, server


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


async def main():
    held = []
    command, arguments, environment = server()
    url, headers = address()
    for mode in ("legacy", "2026-07-28", "auto"):
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
