"""Finds the verb's module, runs it, and turns what the world did into a sentence and an exit status."""

from __future__ import annotations

import argparse
import importlib
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from cli.output import Refused, refuse, speak_utf8
from forms.yaml_source import FormError
from models.faults import Refusal, store_error
from models.files import why


def run_verb(
    home: Path, rest: Sequence[str], verbs: Sequence[tuple[str, str]], *, server: tuple[str, ...] = ()
) -> int:
    """Exit status 0 done, 1 refused with a printed reason; wrong usage ends in SystemExit(2).

    ``server`` is the command that starts the server of an 院内主机.
    """
    speak_utf8()
    arguments = _parser(rest, verbs).parse_args(rest)
    arguments.home = home.absolute()
    arguments.server_command = server
    try:
        return int(arguments.run(arguments))
    except (Refused, Refusal, FormError) as error:
        return refuse(str(error))
    except OSError as error:
        return refuse(str(store_error(error, home) or _in_words(error)))
    except sqlite3.Error as error:
        sentence = store_error(error, home)
        if sentence is None:
            raise
        return refuse(str(sentence))
    except UnicodeEncodeError:
        return refuse("给的内容里有不成字的编码，没有改动任何东西。记录都在。请把它换成 UTF-8 再试。")
    except KeyboardInterrupt:
        return refuse("停下了。已经保存的都在。")


def _parser(rest: Sequence[str], verbs: Sequence[tuple[str, str]]) -> argparse.ArgumentParser:
    """Of the wanted verb's module only: the others need not be imported."""
    parser = argparse.ArgumentParser(prog="main.py", description="医安：不用窗口的命令")
    groups = parser.add_subparsers(dest="verb", required=True, metavar="命令")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="打印一份 JSON")
    wanted = next((word for word in rest if not word.startswith("-")), "")
    modules = {module for verb, module in verbs if verb == wanted} or {module for _, module in verbs}
    for module in sorted(modules):
        importlib.import_module(module).add_to(groups, common)
    return parser


def _in_words(error: OSError) -> str:
    return f"文件 {error.filename or ''} 用不了（{why(error)}）。已经保存的记录都在。请核对位置和权限，再试一次。"
