"""`specrc models`: what can be named, what of it is here, what fits; fetch it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from specrc_cli.cli.grouped import NO_VALUE, command_line, file, option

OPTIONS = "Options"

app = command_line()

Overlay = Annotated[Path | None, file("--models", help="A models.yaml to lay over the others.", panel=OPTIONS)]
Json = Annotated[bool, option("--json", help="Print one JSON object.", panel=OPTIONS, metavar=NO_VALUE)]
Name = Annotated[str, typer.Argument(help="A pair, a model, a .gguf file, or hf:owner/repo:QUANT.", metavar="NAME")]


@app.callback(invoke_without_command=True)
def models(context: typer.Context, overlay: Overlay = None, as_json: Json = False) -> None:
    """List, show and fetch models and pairs. Without a command: list."""
    if context.invoked_subcommand is None:
        list_all(overlay=overlay, as_json=as_json)


@app.command("list")
def list_all(overlay: Overlay = None, as_json: Json = False) -> None:
    """Every pair and model, whether it is on disk, and whether it fits into this machine's memory."""
    from specrc_cli import registry
    from specrc_cli.backends.machine import memory
    from specrc_cli.cli import catalogue
    from specrc_cli.registry.stock import Shelf
    from specrc_cli.views.facts import Facts, note
    from specrc_cli.views.units import size

    loaded, shelf, room = registry.load(overlay=overlay), Shelf(registry.store(offline=True)), memory()
    if as_json:
        print(json.dumps(catalogue.all_data(loaded, shelf, room)))
        return
    facts = Facts()
    facts.heading("Pairs", "* is the default")
    facts.table(catalogue.PAIR_COLUMNS, catalogue.pair_rows(loaded, shelf, room))
    facts.heading("Models")
    facts.table(catalogue.MODEL_COLUMNS, catalogue.model_rows(loaded, shelf, room))
    note(
        f"Memory here: {size(room.total)}, {size(room.free)} of it free; a GPU's is not counted. "
        "A model still to fetch is counted without its context. A pair not tried was never run by specrc's makers."
    )


@app.command()
def show(name: Name, overlay: Overlay = None, as_json: Json = False) -> None:
    """All that is known of a pair, a model, or both where they share a name."""
    from specrc_cli import registry
    from specrc_cli.backends.machine import memory
    from specrc_cli.cli import catalogue
    from specrc_cli.registry.stock import Shelf
    from specrc_cli.views.facts import Facts

    loaded, shelf, room = registry.load(overlay=overlay), Shelf(registry.store(offline=True)), memory()
    found = loaded.named(name)
    pair = found if isinstance(found, registry.PairSpec) else None
    model = found if isinstance(found, registry.ModelSpec) else loaded.models.get(name)
    if as_json:
        data = {"pair": catalogue.pair_data(pair, shelf, room)} if pair else {}
        print(json.dumps(data | ({"model": catalogue.model_data(shelf.look(model), room)} if model else {})))
        return
    facts = Facts()
    if pair:
        facts.heading(f"Pair {pair.name}", pair.where)
        facts.list(catalogue.pair_facts(pair))
    if model:
        facts.heading(f"Model {model.name}", model.where)
        facts.list(catalogue.model_facts(shelf.look(model), room))


@app.command()
def pull(name: Name, overlay: Overlay = None) -> None:
    """Fetch a model from the Hugging Face Hub, or both models of a pair, and print where they lie."""
    from specrc_cli import registry
    from specrc_cli.backends.gguf_file import read_header
    from specrc_cli.cli import catalogue
    from specrc_cli.views.downloads import Downloads

    loaded = registry.load(overlay=overlay)
    hub = registry.store(offline=False)
    for spec in catalogue.model_specs(loaded, name):
        with Downloads() as downloads:
            path = hub.refresh(spec, on_bytes=downloads)
        read_header(path).check_complete()
        print(path, flush=True)


@app.command()
def path(name: Name, overlay: Overlay = None) -> None:
    """Print where a model's file lies; of a name that is only a pair's, the draft's and then the target's."""
    from specrc_cli import registry
    from specrc_cli.cli import catalogue
    from specrc_cli.registry.download import unwatched

    loaded = registry.load(overlay=overlay)
    specs = (loaded.models[name],) if name in loaded.models else catalogue.model_specs(loaded, name)
    here = registry.store(offline=True)
    for spec in specs:
        print(here.locate(spec, on_bytes=unwatched))


@app.command()
def schema() -> None:
    """Print the JSON Schema of models.yaml, for editors."""
    from specrc_cli.registry.schema import json_schema

    print(json_schema(), end="")
