"""The rule with one clause taken away, for every clause there is: each a module of its own, beside the real one."""

import ast
import inspect
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from types import ModuleType

from roundtable.access import places, rule

# Where a call's clauses begin among its arguments.
_CLAUSES = {"and_": 0, "or_": 0, "where": 0, "found": 1, "value": 1, "values": 1, "_at_the_table": 3, "_beside": 2}


def clauses() -> Iterator[tuple[str, ast.Module]]:
    """The rule's text without one clause each, by the function and the clause's own words."""
    tree, met = _whole(), Counter[str]()
    for function in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
        for call in _calls(function):
            for clause, left in _without_each(tree, call):
                name = f"{function.name}: {clause}"
                met[name] += 1
                yield name if met[name] == 1 else f"{name} ({met[name]})", left


def _whole() -> ast.Module:
    """The rule and the places it judges from, as one text: what one takes from the other stands in it."""
    of_places, of_rule = (ast.parse(inspect.getsource(module)) for module in (places, rule))
    taken = [node for node in of_rule.body if not (isinstance(node, ast.ImportFrom) and node.module == places.__name__)]
    return ast.Module([*of_places.body, *taken], [])


def without(tree: ast.Module) -> ModuleType:
    """The rule as such a text has it."""
    module = ModuleType(rule.__name__)
    exec(compile(tree, "<a mutant>", "exec"), module.__dict__)  # noqa: S102 - the rule's own text, less a clause
    return module


def _calls(function: ast.FunctionDef) -> Iterator[ast.Call]:
    return (node for node in ast.walk(function) if isinstance(node, ast.Call) and _name(node) in _CLAUSES)


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _without_each(tree: ast.Module, call: ast.Call) -> Iterator[tuple[str, ast.Module]]:
    for place in range(_CLAUSES[_name(call)], len(call.args)):
        clause = call.args.pop(place)
        yield ast.unparse(clause), deepcopy(tree)
        call.args.insert(place, clause)
