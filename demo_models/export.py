"""Writes a trained network and its tokenizer as a GGUF file that llama.cpp reads.

The weights go out as they are: the network turns rotary pairs the way llama.cpp's `llama` architecture does. Norms
stay in F32; matrices are Q8_0 (what ships) or F16 (to compare with).
"""

from pathlib import Path

import numpy as np
from gguf import GGMLQuantizationType, GGUFWriter, LlamaFileType, TokenType, quants
from tokenizers import Tokenizer

from demo_models.model import NORM_EPSILON, ROPE_BASE, Llama
from demo_models.prompts import CHAT_TEMPLATE, END_OF_TEXT, IM_END, SPECIALS
from demo_models.tokenizer import merges_of, open_tokenizer
from demo_models.trainer import load_model

_FILE_TYPES = {"Q8_0": LlamaFileType.MOSTLY_Q8_0, "F16": LlamaFileType.MOSTLY_F16}
_BLOCK_NAMES = {
    "attn_norm": "attn_norm",
    "q": "attn_q",
    "k": "attn_k",
    "v": "attn_v",
    "o": "attn_output",
    "ffn_norm": "ffn_norm",
    "gate": "ffn_gate",
    "up": "ffn_up",
    "down": "ffn_down",
}
_DESCRIPTIONS = {
    "draft": "The draft of specrc's demo pair: writes steps of small word problems, often wrongly.",
    "target": "The target of specrc's demo pair: solves small word problems in steps and judges steps.",
    "tiny": "A draft with a tokenizer of its own, for specrc's tests: writes steps of word problems, mostly wrong.",
}


def export_pair(out: Path, tokenizer: Tokenizer) -> None:
    """Writes what was trained from its checkpoints: the pair as Q8_0 and F16, the tests' tiny draft as Q8_0."""
    for role in ("draft", "target"):
        for kind, name in (("Q8_0", role), ("F16", f"{role}-f16")):
            _export(out, role, tokenizer, out / f"{name}.gguf", kind)
    if (out / "tiny" / "tokenizer.json").exists():
        _export(out, "tiny", open_tokenizer(out / "tiny" / "tokenizer.json"), out / "tiny.gguf", "Q8_0")


def _export(out: Path, role: str, tokenizer: Tokenizer, path: Path, kind: str) -> None:
    checkpoint = out / role / "checkpoint.pt"
    if checkpoint.exists():
        write_gguf(load_model(checkpoint), tokenizer, path, role=role, kind=kind)
        print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB", flush=True)


def write_gguf(model: Llama, tokenizer: Tokenizer, path: Path, *, role: str, kind: str) -> None:
    """One file: metadata, vocabulary, weights."""
    writer = GGUFWriter(path, "llama")
    _describe(writer, model, role, kind)
    _add_vocabulary(writer, tokenizer)
    for name, array in tensors_of(model).items():
        _add_tensor(writer, name, array, kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def tensors_of(model: Llama) -> dict[str, np.ndarray]:
    """The weights under llama.cpp's names."""
    renamed = {"embed.weight": "token_embd.weight", "norm.weight": "output_norm.weight", "head.weight": "output.weight"}
    tensors = {}
    for name, weight in model.state_dict().items():
        if name.startswith("blocks."):
            _, number, part, _ = name.split(".")
            renamed[name] = f"blk.{number}.{_BLOCK_NAMES[part]}.weight"
        tensors[renamed[name]] = weight.float().cpu().numpy()
    return tensors


def _describe(writer: GGUFWriter, model: Llama, role: str, kind: str) -> None:
    shape = model.shape
    writer.add_name(f"specrc demo {role}")
    writer.add_description(_DESCRIPTIONS[role])
    writer.add_license("mit")
    writer.add_languages(["en"])
    writer.add_file_type(_FILE_TYPES[kind])
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.hidden)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.heads)
    writer.add_layer_norm_rms_eps(NORM_EPSILON)
    writer.add_rope_dimension_count(shape.width // shape.heads)
    writer.add_rope_freq_base(ROPE_BASE)
    writer.add_vocab_size(shape.vocabulary)


def _add_vocabulary(writer: GGUFWriter, tokenizer: Tokenizer) -> None:
    by_id = {number: token for token, number in tokenizer.get_vocab().items()}
    tokens = [by_id[number] for number in range(len(by_id))]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(tokens)
    writer.add_token_types([TokenType.CONTROL if token in SPECIALS else TokenType.NORMAL for token in tokens])
    writer.add_token_merges(merges_of(tokenizer))
    writer.add_bos_token_id(tokenizer.token_to_id(END_OF_TEXT))
    writer.add_eos_token_id(tokenizer.token_to_id(IM_END))
    writer.add_pad_token_id(tokenizer.token_to_id(END_OF_TEXT))
    writer.add_add_bos_token(False)
    writer.add_chat_template(CHAT_TEMPLATE)


def _add_tensor(writer: GGUFWriter, name: str, array: np.ndarray, kind: str) -> None:
    if array.ndim == 1:
        writer.add_tensor(name, array)
    elif kind == "F16":
        writer.add_tensor(name, array.astype(np.float16))
    else:
        writer.add_tensor(name, quants.quantize(array, GGMLQuantizationType.Q8_0), raw_dtype=GGMLQuantizationType.Q8_0)
