"""Prints the code of one language below the heading of a Markdown file that has a word in it.

Arguments: the file, the word, the language.
"""

import re
import sys


def code(text, word, language):
    found, block, level = [], None, None
    for line in text.splitlines():
        fence = re.match(r" *```(\S*)", line)
        heading = re.match(r"(#+) (.*)", line)
        if block is not None:
            if fence:
                block = None
            elif level is not None and block == language:
                found.append(line)
        elif fence:
            block = fence[1].split(",")[0]
        elif heading and word in heading[2]:
            level = len(heading[1])
        elif heading and level is not None and len(heading[1]) <= level:
            level = None
    return "\n".join(found)


def main(path, word, language):
    with open(path, encoding="utf-8") as file:
        found = code(file.read(), word, language)
    if not found:
        sys.exit(f"{path} has no {language} below a heading with `{word}`")
    print(found)


main(*sys.argv[1:])
