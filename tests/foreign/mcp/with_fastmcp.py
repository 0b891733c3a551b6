"""Drives the server by the client of FastMCP, on stdio and HTTP."""

import asyncio
import sys

from fastmcp import Client
from fastmcp.client.transports import StdioTransport, StreamableHttpTransport

from life import address, live, server


class Fast:
    def __init__(self, client):
        self.client = client

    async def tools(self):
        tools = await self.client.list_tools()
        return {tool.name: tool.input_schema for tool in tools}

    async def call(self, name, arguments):
        result = await self.client.call_tool(name, arguments, raise_on_error=False)
        [block] = result.content
        return block.text, result.is_error


async def main():
    command, arguments, environment = server()
    url, headers = address()
    held = []
    async with Client(StdioTransport(command, arguments, env=environment)) as client:
        held.append(await live("FastMCP on stdio", Fast(client)))
    async with Client(StreamableHttpTransport(url, headers=headers)) as client:
        held.append(await live("FastMCP on HTTP", Fast(client)))
    return 0 if all(held) else 1


sys.exit(asyncio.run(main()))
