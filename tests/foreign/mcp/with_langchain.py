"""Drives the server by the MCP adapters of LangChain, on stdio and HTTP."""

import asyncio
import sys

from langchain_mcp_adapters.client import MultiServerMCPClient

from life import address, live, server


class LangChain:
    def __init__(self, client):
        self.client = client
        self.known = {}

    async def tools(self):
        self.known = {tool.name: tool for tool in await self.client.get_tools()}
        return {name: tool.args_schema for name, tool in self.known.items()}

    async def call(self, name, arguments):
        call = {"type": "tool_call", "id": "1", "name": name, "args": arguments}
        message = await self.known[name].ainvoke(call)
        text = message.text if isinstance(message.text, str) else message.text()
        return text, message.status == "error"


async def main():
    command, arguments, environment = server()
    url, headers = address()
    ways = {
        "stdio": {"transport": "stdio", "command": command, "args": arguments, "env": environment},
        "HTTP": {"transport": "streamable_http", "url": url, "headers": headers},
    }
    held = []
    for way, settings in ways.items():
        client = LangChain(MultiServerMCPClient({"planhat": settings}))
        held.append(await live(f"LangChain on {way}", client))
    return 0 if all(held) else 1


sys.exit(asyncio.run(main()))
