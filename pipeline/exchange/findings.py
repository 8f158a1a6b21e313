"""What a reader could not take over, counted, with the first place."""

from __future__ import annotations

from lxml import etree

from pipeline.exchange.xml_in import local


class Findings:
    """Collects remarks; the same remark is told once, with its number and where it was first."""

    def __init__(self) -> None:
        self._found: dict[str, list[str]] = {}
        self._told: list[str] = []

    def count(self, message: str, element: etree._Element) -> None:
        """Add a remark about one element."""
        self._found.setdefault(message, []).append(f"{local(element)} op regel {element.sourceline}")

    def tell(self, message: str) -> None:
        """Add a remark about the whole file."""
        if message:
            self._told.append(message)

    def warnings(self) -> list[str]:
        """Return all remarks in Dutch."""
        counted = [f"{message} ({len(places)} keer; eerst bij {places[0]})" for message, places in self._found.items()]
        return [*self._told, *counted]
