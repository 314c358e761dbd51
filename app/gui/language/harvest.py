"""Finds in the source what errors say, so that the window can say it in other languages.

The engine knows nothing of Qt and raises errors in English. Their texts are literals and f-strings
that are followed here from where an error is made, through names, alternatives and arguments, to
where they are written; what an f-string fills in becomes a placeholder.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

#: What makes a text that is shown, and which of its arguments: by place or name.
_MAKERS: Final[dict[str, tuple[int | str, ...]]] = {
    "MienError": (0, "what", "hint"),
    "BackendReport": (2, "reason"),
    "CudaProbe": (1, "reason"),
    "PresetInfo": (0, "title"),
    "Table": ("about",),
}
#: Tables whose values are shown.
_TABLES: Final = ("TITLES",)

#: Packages whose errors only the command line meets.
_UNSEEN: Final = ("evaluation", "benchmark", "cluster")

#: Two words, or nothing but one.
_WORDS: Final = re.compile(r"[^\W\d_]{2}[^\W\d_]* |^[a-z]{3,}$")

_CONTEXT: Final = "engine"
_HEAD: Final = '''"""What errors say; made from the source by `python -m app.gui.language`."""

# ruff: noqa: E501
# fmt: off
from __future__ import annotations

from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP

_T = QT_TRANSLATE_NOOP

TEXTS: Final[tuple[object, ...]] = ('''

_Function = ast.FunctionDef | ast.AsyncFunctionDef


def harvest(packages: Sequence[Path]) -> tuple[str, ...]:
    """Every text of an error in the modules below `packages`, sorted; `{0}` stands for a value."""
    modules = [
        ast.parse(path.read_text(encoding="utf-8"))
        for package in packages
        for path in sorted(package.rglob("*.py"))
        if not set(path.relative_to(package).with_suffix("").parts) & set(_UNSEEN)
    ]
    makers = dict(_MAKERS) | dict.fromkeys(_errors(modules), _MAKERS["MienError"])
    found = {text for module in modules for text in _Module.of(module).texts(makers)}
    return tuple(sorted(text for text in found if _WORDS.search(text)))


def _errors(modules: Sequence[ast.Module]) -> set[str]:
    """Names of all classes below `MienError`."""
    bases = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for module in modules
        for node in ast.walk(module)
        if isinstance(node, ast.ClassDef)
    }
    known, more = set[str](), {"MienError"}
    while more:
        known |= more
        more = {name for name, above in bases.items() if above & known} - known
    return known


@dataclass(frozen=True, slots=True)
class _Module:
    """A module, and for each of its nodes the functions around it, the innermost first."""

    tree: ast.Module
    around: dict[ast.AST, tuple[_Function, ...]]

    @classmethod
    def of(cls, tree: ast.Module) -> _Module:
        around: dict[ast.AST, tuple[_Function, ...]] = {}

        def visit(node: ast.AST, functions: tuple[_Function, ...]) -> None:
            around[node] = functions
            inner = (node, *functions) if isinstance(node, _Function) else functions
            for child in ast.iter_child_nodes(node):
                visit(child, inner)

        visit(tree, ())
        return cls(tree, around)

    def texts(self, makers: dict[str, tuple[int | str, ...]]) -> Iterator[str]:
        for node in ast.walk(self.tree):
            wanted = makers.get(_name_of(node.func)) if isinstance(node, ast.Call) else None
            if isinstance(node, ast.Call) and wanted is not None:
                for argument in _arguments(node, wanted):
                    yield from self._follow(argument, frozenset())
            for target, value in _assignments(node):
                if _name_of(target) in _TABLES and isinstance(value, ast.Dict):
                    for entry in value.values:
                        yield from self._follow(entry, frozenset())

    def _follow(self, node: ast.expr, seen: frozenset[str]) -> Iterator[str]:
        """Every text that an expression can be; of a sum or f-string also the texts within."""
        match node:
            case ast.Constant(value=str(text)):
                yield text
            case ast.IfExp(body=one, orelse=other):
                yield from self._follow(one, seen)
                yield from self._follow(other, seen)
            case ast.BoolOp(values=values) | ast.Tuple(elts=values):
                for value in values:
                    yield from self._follow(value, seen)
            case ast.JoinedStr(values=values):
                yield _template(values)
                for value in values:
                    if isinstance(value, ast.FormattedValue):
                        yield from self._follow(value.value, seen)
            case ast.Name(id=name) if name not in seen:
                for value in self._values(name, self.around[node]):
                    yield from self._follow(value, seen | {name})
            case _:
                return

    def _values(self, name: str, functions: tuple[_Function, ...]) -> Iterator[ast.expr]:
        """What is assigned to a name, or handed over as an argument of that name."""
        for scope in (*functions, self.tree):
            found = False
            for node in ast.walk(scope):
                if isinstance(scope, ast.Module) and self.around[node]:
                    continue
                for target, value in _assignments(node):
                    if isinstance(target, ast.Name) and target.id == name:
                        found = True
                        yield value
            if isinstance(scope, _Function):
                names = [argument.arg for argument in scope.args.args]
                if name in names:
                    found = True
                    yield from self._handed(scope, names.index(name), name)
            if found:
                return

    def _handed(self, function: _Function, place: int, name: str) -> Iterator[ast.expr]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and _name_of(node.func) == function.name:
                is_method = isinstance(node.func, ast.Attribute)
                yield from _arguments(node, (place - is_method, name))


def _assignments(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    match node:
        case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
            yield from zip(targets, values, strict=False)
        case ast.Assign(targets=[target], value=value):
            yield target, value
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            yield target, value
        case _:
            return


def _arguments(call: ast.Call, wanted: Sequence[int | str]) -> Iterator[ast.expr]:
    places = [place for place in wanted if isinstance(place, int)]
    yield from (call.args[place] for place in places if 0 <= place < len(call.args))
    yield from (word.value for word in call.keywords if word.arg in wanted)


def _name_of(function: ast.expr) -> str:
    return str(getattr(function, "id", getattr(function, "attr", "")))


def _template(values: Sequence[ast.expr]) -> str:
    """An f-string with numbered placeholders."""
    parts, count = [], 0
    for value in values:
        if isinstance(value, ast.Constant):
            parts.append(str(value.value))
        else:
            parts.append(f"{{{count}}}")
            count += 1
    return "".join(parts)


def as_module(texts: Sequence[str]) -> str:
    """The texts as source that the translation tools read, see `engine_texts.py`."""
    lines = [f"    _T({_CONTEXT!r}, {text!r})," for text in texts]
    return "\n".join((_HEAD, *lines, ")", ""))
