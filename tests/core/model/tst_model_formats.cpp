// The formats of weights inside model folders: .bin, shards, halves, old names, trainer folders, and what is written
// for others. The folders bin-* are written by PyTorch and diffusers (tests/golden/make_bin.py).
#include "core/base/save_file.h"
#include "core/model/config/model_index.h"
#include "core/model/ema.h"
#include "core/model/files/safetensors.h"
#include "core/model/files/tensor_file.h"
#include "core/model/files/weights.h"
#include "core/model/model_folder.h"
#include "tests/support/golden.h"
#include "tests/support/refusals.h"
#include "tests/support/test_main.h"

#include <nlohmann/json.hpp>

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <ATen/Parallel.h>
#include <torch/types.h>

#include <cmath>
#include <fstream>
#include <functional>

using namespace diffuscope;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

const std::string kStem = "diffusion_pytorch_model";

// How far a model is from what diffusers computed with the network of bin-flat.
double distance(const SnapshotPtr& model)
{
    torch::NoGradGuard noGrad;
    const auto io = readTensors(kGolden / "bin-flat/io.safetensors");
    UNet network = model->network;
    const auto output = network->forward(io.at("sample"), io.at("timestep"), {});
    return (output - io.at("output")).abs().max().item<double>();
}

} // namespace

class TestModelFormats : public QObject {
    Q_OBJECT
    QTemporaryDir dir_;
    StateDict state_; // of the network of the goldens
    fs::path root() const { return dir_.path().toStdString(); }

    // A flat folder with the goldens' configuration and nothing else.
    fs::path bare(const char* name)
    {
        const fs::path folder = root() / name;
        fs::create_directories(folder);
        fs::copy_file(kGolden / "bin-flat/config.json", folder / "config.json", fs::copy_options::overwrite_existing);
        return folder;
    }

private Q_SLOTS:
    void initTestCase()
    {
        at::set_num_threads(1);
        QVERIFY(dir_.isValid());
        state_ = stateOf(openModel(kGolden / "bin-flat")->network);
    }

    void goldenFoldersOpen_data()
    {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<double>("tolerance");
        QTest::newRow("flat, old names, 1x1 convolutions, samplers twice") << "bin-flat" << 1e-5;
        QTest::newRow("shards") << "bin-shards" << 1e-5;
        QTest::newRow("shards, bare unet folder") << "bin-shards/unet" << 1e-5;
        QTest::newRow("half floats") << "bin-half" << 1e-2;
        QTest::newRow("trainer's output, newest checkpoint, averaged") << "bin-trainer" << 1e-5;
        QTest::newRow("trainer's checkpoint") << "bin-trainer/checkpoint-20" << 1e-5;
        QTest::newRow("averaged weights alone") << "bin-trainer/checkpoint-20/unet_ema" << 1e-5;
    }
    void goldenFoldersOpen()
    {
        QFETCH(QString, folder);
        QFETCH(double, tolerance);
        const fs::path path = kGolden / folder.toStdString();
        QVERIFY(looksLikeModel(path));
        QVERIFY(modelProblems(path).empty());
        const double off = distance(openModel(path));
        QVERIFY2(off < tolerance, qPrintable(QString::number(off)));
    }

    void schedulersAreFoundAround()
    {
        QCOMPARE(openModel(kGolden / "bin-flat")->scheduler.varianceType, std::string("fixed_large"));
        const fs::path output = root() / "trainer";
        copyToChange(kGolden / "bin-trainer", output);
        saveText(output / "scheduler/scheduler_config.json", R"({"variance_type":"fixed_large"})");
        saveText(output / "checkpoint-20/scheduler.bin", "of the learning rate: not for us");
        for (const char* chosen : {"", "checkpoint-20", "checkpoint-20/unet_ema"})
            QCOMPARE(openModel(output / chosen)->scheduler.varianceType, std::string("fixed_large"));
        copyToChange(kGolden / "bin-shards/unet", output / "unet"); // the trainer has finished
        const auto finished = stateOf(openModel(output)->network);
        QVERIFY(torch::equal(finished.at("conv_in.weight"), state_.at("conv_in.weight")));
        QCOMPARE(locateModel(output).network.filename().string(), std::string("unet"));
    }

    // What people have at hand: the hub's cache, and the file they downloaded.
    void cacheFoldersAndWeightsOpen()
    {
        const fs::path cache = root() / "models--some--model", download = cache / "snapshots/0123abcd";
        fs::create_directories(cache / "refs");
        copyToChange(kGolden / "bin-flat", download);
        QVERIFY(looksLikeModel(cache));
        QVERIFY(torch::equal(stateOf(openModel(cache)->network).at("conv_in.weight"), state_.at("conv_in.weight")));
        const fs::path folder = bare("weights"), weights = folder / weightFileNames().front();
        writeTensors(weights, state_);
        QVERIFY(looksLikeModel(weights));
        QVERIFY(torch::equal(stateOf(openModel(weights)->network).at("conv_in.weight"), state_.at("conv_in.weight")));
        QCOMPARE(openModel(weights)->name, std::string("weights"));
        fs::rename(weights, folder / "mine.safetensors");
        EXPECT_REFUSED(openModel(folder / "mine.safetensors"), weightFileNames().front());
        fs::remove(folder / "config.json");
        EXPECT_REFUSED(openModel(folder / "mine.safetensors"), "config.json");
    }

    // Each is preferred to those after it: they are taken away one by one.
    void theBestOfSeveralFilesIsRead()
    {
        const fs::path folder = bare("several");
        const std::string shard = "part.safetensors";
        for (std::size_t k = 0; k < weightFileNames().size(); ++k) {
            const std::string& name = weightFileNames()[k];
            auto state = state_;
            state.at("conv_out.bias") = torch::full_like(state.at("conv_out.bias"), double(k));
            const std::string data = name.ends_with(".json") ? std::to_string(k) + shard : name;
            writeTensors(folder / data, state);
            if (data == name)
                continue;
            json map;
            for (const auto& [tensor, value] : state)
                map[tensor] = data;
            saveText(folder / name, json{{"metadata", {{"total_size", 1}}}, {"weight_map", map}}.dump());
        }
        for (std::size_t k = 0; k < weightFileNames().size(); ++k) {
            if (weightFileNames()[k].ends_with("bin")) // not made here: what is written above is safetensors
                EXPECT_REFUSED(openModel(folder), weightFileNames()[k]);
            else
                QCOMPARE(stateOf(openModel(folder)->network).at("conv_out.bias").item<float>(), float(k));
            fs::remove(folder / weightFileNames()[k]);
        }
        EXPECT_REFUSED(openModel(folder), "no weights");
    }

    // As a network that DataParallel or torch.compile was around is saved: in one file, and in shards with their index.
    void wrappersAroundTheNetworkDoNotMatter()
    {
        const fs::path folder = bare("wrapped");
        for (const char* prefix : {"module.", "_orig_mod.", "module._orig_mod.", "_orig_mod.module."}) {
            StateDict wrapped;
            json map;
            for (const auto& [name, tensor] : state_) {
                wrapped[prefix + name] = tensor;
                map[prefix + name] = "part.safetensors";
            }
            writeTensors(folder / "diffusion_pytorch_model.safetensors", wrapped);
            const auto whole = stateOf(openModel(folder)->network);
            QVERIFY2(torch::equal(whole.at("conv_in.weight"), state_.at("conv_in.weight")), prefix);
            fs::rename(folder / "diffusion_pytorch_model.safetensors", folder / "part.safetensors");
            saveText(folder / "diffusion_pytorch_model.safetensors.index.json", json{{"weight_map", map}}.dump());
            QVERIFY(modelProblems(folder).empty());
            fs::remove(folder / "diffusion_pytorch_model.safetensors.index.json");
        }
        StateDict mixed = state_; // one name alone is no wrapper's
        mixed["module.conv_in.weight"] = state_.at("conv_in.weight");
        writeTensors(folder / "diffusion_pytorch_model.safetensors", mixed);
        EXPECT_REFUSED(openModel(folder), "module.conv_in.weight");
    }

    void everyFloatTypeBecomesFloat()
    {
        const fs::path folder = bare("types");
        for (const auto type : {torch::kFloat16, torch::kBFloat16, torch::kFloat64}) {
            StateDict converted;
            for (const auto& [name, tensor] : state_)
                converted[name] = tensor.to(type);
            writeTensors(folder / (kStem + ".safetensors"), converted);
            const auto model = openModel(folder);
            for (const auto& [name, tensor] : stateOf(model->network)) {
                QVERIFY(tensor.scalar_type() == torch::kFloat32);
                QVERIFY(torch::equal(tensor, converted.at(name).to(torch::kFloat32)));
            }
        }
    }

    void shardsThatDoNotFitAreNamed()
    {
        const fs::path folder = root() / "shards", index = folder / (kStem + ".bin.index.json");
        const std::string first = kStem + "-00001-of-00002.bin", second = kStem + "-00002-of-00002.bin";
        const auto opening = [&](const std::function<void(json&)>& change) {
            fs::remove_all(folder);
            copyToChange(kGolden / "bin-shards/unet", folder);
            json value = json::parse(readFile(index));
            change(value);
            saveText(index, value.dump());
            const auto message = messageOf([&] { openModel(folder); });
            return modelProblems(folder) == std::vector<std::string>{message} ? message
                                                                              : "the report differs from: " + message;
        };
        const auto place = [&](const std::string& file) {
            return opening([&](json& value) { value["weight_map"]["conv_in.bias"] = file; });
        };
        const auto says = [](const std::string& message, const std::string& words) {
            if (message.find(words) == std::string::npos)
                qWarning("%s", message.c_str());
            return message.find(words) != std::string::npos;
        };
        for (const char* outside : {"../secret.bin", "/etc/passwd", "..", ".", "", "a/b.bin", "a\\b.bin", ".hidden"})
            QVERIFY2(says(place(outside), "conv_in.bias lies in \"" + std::string(outside) + "\", which is no plain"),
                     outside);
        QVERIFY(says(place(std::string("a\0b", 3)), "no plain file name"));
        QVERIFY(says(place("absent.bin"), "part of the weights is missing"));
        QVERIFY(says(place("config.json"), "config.json"));
        QVERIFY(says(place(second), "tensor conv_in.bias lies in " + first + ", not in " + second));
        QVERIFY(says(opening([&](json& v) { v["weight_map"]["extra"] = first; }), "tensor extra is not in " + first));
        QVERIFY(says(opening([](json& v) { v["weight_map"]["conv_in.bias"] = 5; }), "conv_in.bias lies in \"\""));
        QVERIFY(says(opening([](json& v) { v.erase("weight_map"); }), "no weight_map"));
        QVERIFY(says(opening([](json& v) { v["weight_map"] = json::array({"a"}); }), "no weight_map"));
        QVERIFY(says(opening([&](json&) {
                         fs::copy_file(folder / first, folder / second, fs::copy_options::overwrite_existing);
                     }),
                     "not in"));
        QVERIFY(says(opening([](json& v) {
                         for (int k = 0; k < 1001; ++k)
                             v["weight_map"]["t" + std::to_string(k)] = std::to_string(k) + ".bin";
                     }),
                     "files"));
    }

    void everyProblemIsCounted()
    {
        const fs::path folder = bare("counted");
        auto state = state_;
        for (const char* name : {"conv_in.bias", "conv_in.weight", "conv_out.bias"})
            state.erase(name);
        state["extra.a"] = state["extra.b"] = torch::zeros({1});
        state["conv_norm_out.bias"] = torch::zeros({7});
        writeTensors(folder / (kStem + ".safetensors"), state);
        EXPECT_REFUSED(openModel(folder),
                       "missing tensor conv_in.bias (and 2 more); unexpected tensor extra.a (and 1 more); "
                       "tensor conv_norm_out.bias has another shape, [7] instead of [2]");
    }

    void pipelinesOfOtherKindsAreRefused()
    {
        const fs::path folder = root() / "pipeline", index = folder / "model_index.json";
        copyToChange(kGolden / "bin-flat", folder);
        const auto with = [&](const char* text, const char* words) {
            saveText(index, text);
            EXPECT_REFUSED(openModel(folder), words);
            EXPECT_REFUSED(openModel(folder), index.string());
        };
        with(R"({"unet":["diffusers","UNet2DConditionModel"]})", "UNet2DConditionModel");
        with(R"({"unet":["diffusers","UNet2DModel"],"vqvae":["diffusers","VQModel"]})", "latents");
        with(R"({"unet":"UNet2DModel"})", "unet is malformed");
        with(R"({"unet":[)", "not valid JSON");
        saveText(index, R"({"unet":["diffusers","UNet2DModel"],"vae":[null,null],"extra":7})");
        QVERIFY(distance(openModel(folder)) < 1e-5);
        saveText(index, modelIndexToJson());
        QVERIFY(modelProblems(folder).empty());
    }

    void halvesAreWritten()
    {
        const auto model = openModel(kGolden / "bin-flat");
        const fs::path folder = root() / "halves";
        auto state = state_;
        writeModelFolder(folder, model->config, state, model->scheduler, 7, {}, WeightType::Half);
        for (const auto& [name, info] : listSafetensors(folder / "unet" / (kStem + ".safetensors")))
            QCOMPARE(info.dtype, std::string("F16"));
        QVERIFY(distance(openModel(folder)) < 1e-2);
        state["conv_in.bias"] = torch::full_like(state["conv_in.bias"], 65504);
        writeModelFolder(folder, model->config, state, model->scheduler, 7, {}, WeightType::Half);
        QCOMPARE(stateOf(openModel(folder)->network).at("conv_in.bias")[0].item<float>(), 65504.f);
        for (const float value : {65505.f, -1e20f, INFINITY}) {
            state["conv_in.bias"][1] = value;
            EXPECT_REFUSED(
                writeModelFolder(root() / "never", model->config, state, model->scheduler, 7, {}, WeightType::Half),
                "tensor conv_in.bias has values beyond 65504");
        }
    }

    // A file of another size than its configuration is refused by its list, before tensors are made of it.
    void memoryIsNotSpentOnAStranger()
    {
        const fs::path folder = bare("stranger"), file = folder / (kStem + ".safetensors");
        std::string header = R"({"a":{"dtype":"U8","shape":[1000000000],"data_offsets":[0,1000000000]}})";
        saveText(file, std::string(1, char(header.size())) + std::string(7, '\0') + header);
        fs::resize_file(file, 8 + header.size() + 1000000000);
        QElapsedTimer timer;
        timer.start();
        EXPECT_REFUSED(openModel(folder), "unexpected tensor a");
        QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
    }
};

TEST_MAIN(TestModelFormats)
#include "tst_model_formats.moc"
