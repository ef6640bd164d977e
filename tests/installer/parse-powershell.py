"""Reads PowerShell scripts with tree-sitter's grammar; prints a line for each that has a mistake. Status 3: there is no grammar here."""

import sys

try:
    import tree_sitter_powershell
    from tree_sitter import Language, Parser
except ImportError as error:
    print(error, file=sys.stderr)
    sys.exit(3)

parser = Parser(Language(tree_sitter_powershell.language()))


def mistake(node):
    if node.type == "ERROR" or node.is_missing:
        return node
    return next(filter(None, map(mistake, node.children)), None)


for path in sys.argv[1:]:
    with open(path, "rb") as file:
        found = mistake(parser.parse(file.read()).root_node)
    if found is not None:
        print(f"{path}:{found.start_point[0] + 1}: {found.type}")
