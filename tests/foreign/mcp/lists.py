"""Reads what the inspector printed for one profile: how many tools, and how many tokens they cost.

Arguments: the file, the name of the profile, the most tools it may have, the most tokens.
"""

import json
import sys


def main(path, profile, most_tools, most_tokens):
    with open(path, encoding="utf-8") as file:
        tools = json.load(file)["tools"]
    # The measure of the project: bytes of the compact JSON of the list, by four.
    text = json.dumps(tools, separators=(",", ":"), ensure_ascii=False)
    tokens = len(text.encode()) // 4
    print(f"mcp: inspector, {profile}: {len(tools)} tools, {tokens} tokens")
    if not 0 < len(tools) <= int(most_tools) or tokens > int(most_tokens):
        sys.exit(f"at most {most_tools} tools and {most_tokens} tokens are allowed")


main(*sys.argv[1:])
