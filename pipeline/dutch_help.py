"""Command-line help and usage mistakes in Dutch: what Typer itself would say in English."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand, TyperGroup

_HELP_TEXT = "Toon deze hulp en stop."


def _write_usage(self: Any, ctx: Any, formatter: Any) -> None:
    formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="Gebruik: ")


def _write_parameters(self: Any, ctx: Any, formatter: Any) -> None:
    """Write arguments and options, each with its help alone: defaults are told in the help where they matter."""
    arguments, options = [], []
    for parameter in self.get_params(ctx):
        if parameter.param_type_name == "argument":
            arguments.append((parameter.metavar or parameter.name, parameter.help or ""))
        else:
            names = ", ".join(parameter.opts)
            is_help = "--help" in parameter.opts
            metavar = "" if is_help or parameter.is_flag else f" {parameter.metavar}"
            options.append((names + metavar, _HELP_TEXT if is_help else parameter.help or ""))
    for heading, records in (("Argumenten", arguments), ("Opties", options)):
        if records:
            with formatter.section(heading):
                formatter.write_dl(records)


class DutchCommand(TyperCommand):
    """A command whose help is Dutch."""

    format_usage = _write_usage
    format_options = _write_parameters

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Return what may follow the command's name."""
        arguments = [p.metavar or p.name or "" for p in self.get_params(ctx) if p.param_type_name == "argument"]
        return ["[OPTIES]", *arguments]


class DutchGroup(TyperGroup):
    """The list of commands, in Dutch."""

    format_usage = _write_usage

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Return what may follow the program's name."""
        return ["[OPTIES]", "OPDRACHT", "..."]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the options, then the commands with their whole first sentence."""
        _write_parameters(self, ctx, formatter)
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Opdrachten"):
            formatter.write_dl([(name, command.get_short_help_str(limit=200)) for name, command in commands if command])


def is_usage_mistake(error: Exception) -> bool:
    """Whether ``error`` is a mistake in the command line; Typer may bring its own copy of click, so ask for its shape."""
    return hasattr(error, "format_message") and hasattr(error, "exit_code")


def usage_mistake(error: Any, arguments: list[str]) -> str:
    """Say what is wrong with a command line and what to do.

    Examples
    --------
    >>> class NoSuchOption(Exception):
    ...     option_name, ctx = "--kleur", None
    >>> usage_mistake(NoSuchOption(), ["--kleur"])
    "onbekende optie '--kleur'; zie 'factorwijzer --help'"
    """
    context = getattr(error, "ctx", None)
    named = arguments[0] if arguments and arguments[0].isalpha() and type(error).__name__ == "BadOptionUsage" else ""
    name = getattr(context, "info_name", "") or named
    advice = f"zie 'factorwijzer {name} --help'" if name not in ("", "factorwijzer") else "zie 'factorwijzer --help'"
    kind, message = type(error).__name__, getattr(error, "message", "") or ""
    if kind == "NoSuchOption":
        return f"onbekende optie '{error.option_name}'; {advice}"
    if kind == "MissingParameter":
        return f"er ontbreekt iets: {getattr(error.param, 'metavar', None) or 'een waarde'}; {advice}"
    if "No such command" in message:
        return f"onbekende opdracht; {advice}"
    if "requires an argument" in message:
        return f"achter {getattr(error, 'option_name', 'een optie')} ontbreekt een waarde; {advice}"
    if "extra argument" in message:
        return f"er staat meer achter de opdracht dan erbij hoort; {advice}"
    return f"de opdracht klopt niet; {advice}"
