"""The binds of one plan, and how the variables of each run give their values."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement

from roundtable.core.seal import Seal
from roundtable.reader import paging
from roundtable.reader.arguments import Bound
from roundtable.reader.place import Place
from roundtable.reader.selection import Document

# What a run's variables give a plan's binds.
Binder = Callable[[Document], Mapping[str, Any]]


class Binds:
    """Collects what a plan binds. Each value is taken once at once, so that a wrong one is found with its field."""

    def __init__(self, document: Document, seal: Seal) -> None:
        self.document, self.seal = document, seal
        self.binders: list[Binder] = []

    def arguments(self, place: Place, bounds: Sequence[Bound]) -> dict[str, Any]:
        """A field's arguments as binds; those that are null or an empty list as None. Raises what taking one raises."""
        now = place.arguments(self.document) if bounds else {}
        labels = {b.name: f"{self._label()}_{b.name}" for b in bounds if now[b.name] is not None and now[b.name] != []}
        used = [bound for bound in bounds if bound.name in labels]

        def values(document: Document) -> dict[str, Any]:
            given = place.arguments(document)
            return {labels[bound.name]: bound.take(given[bound.name]) for bound in used}

        if used:
            self._keep(values)
        binds = {bound.name: bound.bind(labels[bound.name]) for bound in used}
        return {bound.name: binds.get(bound.name) for bound in bounds}

    def after(self, place: Place, keys: Sequence[ColumnElement[Any]]) -> str | None:
        """The label of a cursor's binds; None where there is none. Raises Invalid INVALID_CURSOR."""
        if place.arguments(self.document)["after"] is None:
            return None
        label, kinds = self._label(), [key.type for key in keys]

        def values(document: Document) -> dict[str, Any]:
            return paging.place_of(place.arguments(document)["after"], kinds, place.full_name, label, self.seal)

        self._keep(values)
        return label

    def _keep(self, binder: Binder) -> None:
        binder(self.document)
        self.binders.append(binder)

    def _label(self) -> str:
        return f"a{len(self.binders)}"
