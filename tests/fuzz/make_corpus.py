#!/usr/bin/env python3
# Makes tests/fuzz/corpus: small inputs, valid and hostile, from which the fuzz targets start.
# usage: make_corpus.py TESTS_FOLDER     (Python's standard library is enough)
# SPDX-License-Identifier: GPL-3.0-or-later
import gzip
import json
import struct
import sys
import zipfile
from pathlib import Path

TESTS = Path(sys.argv[1])
CORPUS = TESTS / "fuzz" / "corpus"


def write(target, name, data):
    path = CORPUS / target / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())


def safetensors(header, data=b""):
    text = header if isinstance(header, str) else json.dumps(header)
    return struct.pack("<Q", len(text.encode())) + text.encode() + data


def make_safetensors():
    def entry(dtype, shape, begin, end):
        return {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}

    good = {"__metadata__": {"format": "pt"}, "a": entry("F32", [2], 0, 8), "b": entry("BF16", [], 8, 10),
            "c": entry("U8", [0, 3], 10, 10)}
    write("safetensors", "good", safetensors(good, bytes(10)))
    write("safetensors", "overlap", safetensors({"a": entry("U8", [2], 0, 2), "b": entry("U8", [2], 1, 3)}, bytes(3)))
    write("safetensors", "gap", safetensors({"a": entry("U8", [1], 0, 1), "b": entry("U8", [1], 2, 3)}, bytes(3)))
    write("safetensors", "product", safetensors({"a": entry("F64", [2**40, 2**40, 0], 0, 0)}))
    write("safetensors", "floats", safetensors('{"a":{"dtype":"U8","shape":[1.0],"data_offsets":[0e0,1]}}', b"1"))
    write("safetensors", "deep", safetensors('{"a":' + "[" * 30))
    write("safetensors", "long", struct.pack("<Q", 10**18) + b"{}")
    write("safetensors", "twice", safetensors('{"a":{},"a":{}}'))


def stored_zip(items):
    file, directory = b"", b""
    for name, data in items:
        common = bytes(14) + struct.pack("<IIHH", len(data), len(data), len(name), 0)
        directory += b"PK\1\2" + bytes(2) + common + bytes(10) + struct.pack("<I", len(file)) + name.encode()
        file += b"PK\3\4" + common + name.encode() + data
    end = struct.pack("<HHIIH", len(items), len(items), len(directory), len(file), 0)
    return file + directory + b"PK\5\6" + bytes(4) + end


def make_torch_bin():
    from_torch = TESTS / "golden" / "bin-types" / "weights.bin"
    write("torch_bin", "every-kind", from_torch.read_bytes())
    with zipfile.ZipFile(from_torch) as archive:
        write("torch_bin", "pickle", archive.read("weights/data.pkl"))

    def text(value):
        return b"X" + struct.pack("<I", len(value)) + value.encode()

    storage = b"(" + text("storage") + b"ctorch\nFloatStorage\n" + text("0") + text("cpu") + b"K\4tQ"
    hooks = b"ccollections\nOrderedDict\n)R"
    tensor = b"ctorch._utils\n_rebuild_tensor_v2\n(" + storage + b"K\0K\2K\2\x86K\2K\1\x86\x89" + hooks + b"tR"
    pickle = b"\x80\2}" + text("w") + tensor + b"s."
    write("torch_bin", "one", stored_zip([("a/data.pkl", pickle), ("a/data/0", bytes(16))]))
    write("torch_bin", "one-pickle", pickle)
    view = tensor.replace(b"K\2K\1\x86\x89", b"K\1K\2\x86\x89")
    write("torch_bin", "view-pickle", b"\x80\2}" + text("w") + view + b"s.")
    parameter = b"ctorch._utils\n_rebuild_parameter\n" + tensor + b"\x88" + hooks + b"\x87R"
    deeper = b"\x80\2}(" + text("epoch") + b"K\3" + text("state_dict") + b"}" + text("p") + parameter + b"su."
    write("torch_bin", "deeper-pickle", deeper)
    write("torch_bin", "command-pickle", b"\x80\2cos\nsystem\n" + text("true") + b"\x85R.")
    write("torch_bin", "legacy", b"\x80\2\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.")
    write("torch_bin", "pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n")


def make_json():
    for folder in ("unet-tiny", "unet-google-style", "unet-class-conditional"):
        config = json.loads((TESTS / "golden" / folder / "unet" / "config.json").read_text())
        write("json", folder, "u" + json.dumps(config))
    flat = TESTS / "golden" / "bin-flat"
    for kind, file in (("s", "scheduler_config.json"), ("m", "model_index.json")):
        write("json", Path(file).stem, kind + json.dumps(json.loads((flat / file).read_text())))
    write("json", "defaults", "u{}")
    write("json", "huge", 'u{"block_out_channels":[1e9,1e300],"layers_per_block":99999,"sample_size":[8,-8]}')
    write("json", "scheduler-all", 's{"num_train_timesteps":2,"trained_betas":[0.1,0.2],"prediction_type":"v_prediction",'
          '"timestep_spacing":"trailing","steps_offset":1,"clip_sample_range":2.5,"variance_type":"fixed_large"}')
    write("json", "scheduler-odd", 's{"beta_start":1e-400,"beta_end":NaN}')
    write("json", "latents", 'm{"unet":["diffusers","UNet2DModel"],"vqvae":["diffusers","VQModel"]}')
    write("json", "map", 'w{"metadata":{"total_size":8},"weight_map":{"a":"part-1.bin","b":"part-2.bin"}}')
    write("json", "map-outside", 'w{"weight_map":{"a":"../../etc/passwd","b":"/dev/zero"}}')


def make_recipe():
    write("recipe", "sampling", '{"program":"diffuscope","version":"1","format":1,"process":"sampling","model":"/m",'
          '"model_name":"m","trained_steps":6,"sampler":"dpm","steps":3,"spacing":"trailing","params":{"eta":0.5,'
          '"order":"2"},"seed":18446744073709551615,"seed_mode":"diffusers","count":2,"classes":[0,7],'
          '"guidance_scale":2.0,"guidance_rescale":0.7,"null_class":10,"image_files":["a.png"],"noise_file":"n"}')
    write("recipe", "forward", '{"process":"forward","form":"walk","picture":"a.png","source":{"kind":"file","path":'
          '"/a.png"},"path":"/a.png","side":64,"channels":3,"whole":true,"schedule":{"id":"linear","timesteps":500,'
          '"params":{"beta_start":0.0003}},"timesteps":500,"seed":"9223372036854775813","step":240,"steps":[0,240],'
          '"png":"iVBORw==","beta_start":0.0003,"beta_end":0.02}')
    write("recipe", "dataset", '{"process":"forward","source":{"kind":"dataset","dataset":"builtin:digits","index":3},'
          '"schedule":{"id":"custom","timesteps":9,"params":{"curve":"0:1 1:0.1"}},"seed":1e3,"step":1.5}')
    write("recipe", "training", '{"process":"training","source":"builtin:digits","preset":"quick","settings":{"eta":1,'
          '"seed":7},"step":300}')
    write("recipe", "newer", '{"format":99,"process":"race","sampler":"of tomorrow","params":{"a":[1],"b":{"c":2}}}')
    write("recipe", "twice", '{"process":"forward","seed":1,"seed":2}')
    write("recipe", "deep", '{"process":"forward","a":' + "[" * 30)


def make_idx():
    def images(count, rows, columns, data):
        return struct.pack(">IIII", 0x803, count, rows, columns) + data

    good = images(3, 2, 2, bytes(range(12)))
    labels = struct.pack(">II", 0x801, 3) + bytes([0, 1, 9])
    for name, data in (("images", good), ("labels", labels), ("absurd", images(2**31, 4096, 4096, b"")),
                       ("empty", images(0, 1, 1, b"")), ("short", good[:-1]), ("long", good + b"x")):
        write("idx", name, data)
    write("idx", "images-packed", gzip.compress(good, mtime=0))
    write("idx", "labels-packed", gzip.compress(labels, mtime=0))
    write("idx", "bomb", gzip.compress(images(1, 1024, 1024, bytes(1024 * 1024)), mtime=0)[:1100])


for make in (make_safetensors, make_torch_bin, make_json, make_recipe, make_idx):
    make()
