// Model folders: every folder layout, and what is written opens again unchanged.
#include "core/base/save_file.h"
#include "core/model/ema.h"
#include "core/model/files/folder_checksums.h"
#include "core/model/files/tensor_file.h"
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

#include <fstream>
#include <functional>

using namespace diffuscope;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

constexpr const char* kWeights = "diffusion_pytorch_model.safetensors";
const std::string kInUnet = std::string("unet/") + kWeights;

torch::Tensor outputOf(const SnapshotPtr& model)
{
    torch::NoGradGuard noGrad;
    UNet network = model->network;
    const auto x = torch::linspace(-1, 1, 2 * network->config().inChannels * 256).reshape({2, -1, 16, 16});
    return network->forward(x, torch::tensor({3, 800}),
                            network->config().numClassEmbeds ? torch::tensor({0, 1}) : torch::Tensor());
}

bool sameOutput(const SnapshotPtr& a, const SnapshotPtr& b) { return torch::equal(outputOf(a), outputOf(b)); }

} // namespace

class TestModelFiles : public QObject {
    Q_OBJECT
    QTemporaryDir dir_;
    fs::path root() const { return dir_.path().toStdString(); }

private Q_SLOTS:
    void initTestCase()
    {
        at::set_num_threads(1);
        QVERIFY(dir_.isValid());
    }

    void writtenModelsOpenUnchanged()
    {
        const auto model = openModel(kGolden / "unet-class-conditional");
        SchedulerConfig scheduler;
        scheduler.betaSchedule = "squaredcos_cap_v2";
        scheduler.predictionType = "v_prediction";
        scheduler.varianceType = "fixed_large";
        const fs::path folder = root() / "written";
        const std::vector<std::string> names = {"null", "\xc3\xa9t\xc3\xa9", "<b>\"2\"</b>"};
        writeModelFolder(folder, model->network->config(), stateOf(model->network), scheduler, 1234, names);
        const auto again = openModel(folder);
        QVERIFY(sameOutput(model, again));
        QCOMPARE(again->name, std::string("written"));
        QCOMPARE(again->trainedSteps, std::int64_t(1234));
        QCOMPARE(again->classNames, names);
        QCOMPARE(again->scheduler.betaSchedule, scheduler.betaSchedule);
        QCOMPARE(again->scheduler.predictionType, scheduler.predictionType);
        QCOMPARE(again->scheduler.varianceType, scheduler.varianceType);
        QVERIFY(modelProblems(folder).empty());
        QVERIFY(looksLikeModel(folder));

        // What DDPMPipeline.from_pretrained looks for.
        const json index = json::parse(readFile(folder / "model_index.json"));
        QCOMPARE(index.at("_class_name").get<std::string>(), std::string("DDPMPipeline"));
        QCOMPARE(index.at("unet").at(1).get<std::string>(), std::string("UNet2DModel"));
        QCOMPARE(index.at("scheduler").at(0).get<std::string>(), std::string("diffusers"));
        const json golden = json::parse(readFile(kGolden / "unet-class-conditional/unet/config.json"));
        QCOMPARE(json::parse(readFile(folder / "unet/config.json")).dump(), golden.dump()); // every key, same values
        const json written = json::parse(readFile(folder / "scheduler/scheduler_config.json"));
        for (const char* key :
             {"beta_end", "beta_schedule", "beta_start", "clip_sample", "clip_sample_range",
              "dynamic_thresholding_ratio", "num_train_timesteps", "prediction_type", "rescale_betas_zero_snr",
              "sample_max_value", "steps_offset", "thresholding", "timestep_spacing", "trained_betas", "variance_type"})
            QVERIFY2(written.contains(key), key);
    }

    void everyLayoutOpens()
    {
        const fs::path golden = kGolden / "unet-tiny";
        const auto model = openModel(golden);
        QCOMPARE(model->scheduler.varianceType, std::string("fixed_small")); // no scheduler file: the defaults
        const std::string fixedLarge =
            R"({"_class_name":"DDPMScheduler","variance_type":"fixed_large","trained_betas":null})";

        const fs::path flat = root() / "flat";
        copyToChange(golden / "unet", flat);
        saveText(flat / "scheduler_config.json", fixedLarge);
        QVERIFY(sameOutput(openModel(flat), model));
        QCOMPARE(openModel(flat)->scheduler.varianceType, std::string("fixed_large"));
        QVERIFY(looksLikeModel(flat));

        const fs::path pipeline = root() / "pipeline";
        copyToChange(golden / "unet", pipeline / "unet");
        saveText(pipeline / "scheduler/scheduler_config.json", fixedLarge);
        for (const fs::path& chosen : {pipeline, pipeline / "unet", pipeline / "unet" / ""}) {
            QVERIFY(sameOutput(openModel(chosen), model));
            QCOMPARE(openModel(chosen)->scheduler.varianceType, std::string("fixed_large"));
        }

        // Averaged weights are preferred; their config has keys of its own.
        auto changed = stateOf(model->network);
        changed.at("conv_out.bias") += 1;
        writeTensors(pipeline / "unet_ema" / kWeights, changed);
        json config = json::parse(readFile(golden / "unet/config.json"));
        config["optimization_step"] = 7;
        saveText(pipeline / "unet_ema/config.json", config.dump());
        QVERIFY(torch::allclose(outputOf(openModel(pipeline)), outputOf(model) + 1, 1e-5, 1e-5));

        const fs::path half = root() / "half";
        StateDict halves;
        for (const auto& [name, tensor] : stateOf(model->network))
            halves[name] = tensor.to(torch::kFloat16);
        writeTensors(half / "diffusion_pytorch_model.fp16.safetensors", halves);
        saveText(half / "config.json", config.dump());
        QVERIFY(torch::allclose(outputOf(openModel(half)), outputOf(model), 2e-2, 2e-2));
    }

    void theNewestCheckpointOfARunOpens()
    {
        const auto model = openModel(kGolden / "unet-tiny");
        const fs::path run = root() / "run";
        auto state = stateOf(model->network);
        for (const char* step : {"step-000500", "step-999999", "step-1000000", "step-000000"}) {
            state.at("conv_out.bias") += 1;
            writeModelFolder(run / "checkpoints" / step, model->network->config(), state, {}, std::stoll(step + 5), {});
        }
        fs::create_directories(run / "checkpoints" / "step-2000000"); // nothing in it
        fs::create_directories(run / "checkpoints" / ".step-3000000.part" / "unet");
        QVERIFY(looksLikeModel(run));
        QCOMPARE(openModel(run)->trainedSteps, std::int64_t(1000000));
        QVERIFY(torch::allclose(outputOf(openModel(run)), outputOf(model) + 3, 1e-5, 1e-5));
        QCOMPARE(openModel(run)->name, std::string("run"));
        QCOMPARE(openModel(run / "checkpoints" / "step-000500")->name, std::string("run")); // as recipes name it
    }

    void oldAttentionNamesAreMapped()
    {
        const auto model = openModel(kGolden / "unet-tiny");
        const fs::path folder = root() / "old";
        fs::create_directories(folder);
        fs::copy_file(kGolden / "unet-tiny/unet/config.json", folder / "config.json");
        StateDict old;
        for (const auto& [name, tensor] : stateOf(model->network)) {
            std::string renamed = name;
            auto value = tensor;
            for (const auto& [now, before] : {std::pair{".to_q.", ".query."},
                                              {".to_k.", ".key."},
                                              {".to_v.", ".value."},
                                              {".to_out.0.", ".proj_attn."}})
                if (const auto at = name.find(now); at != std::string::npos) {
                    renamed.replace(at, std::string(now).size(), before);
                    if (tensor.dim() == 2)
                        value =
                            now == std::string(".to_k.") ? tensor.unsqueeze(-1) : tensor.unsqueeze(-1).unsqueeze(-1);
                }
            old[renamed] = value;
            if (name.find("downsamplers.0.conv.") != std::string::npos) // duplicates of very old files
                old[renamed.substr(0, renamed.rfind("conv.")) + "op." + name.substr(name.rfind('.') + 1)] = value;
        }
        writeTensors(folder / kWeights, old);
        QVERIFY(sameOutput(openModel(folder), model));
    }

    void unfitWeightsAreNamed()
    {
        const auto model = openModel(kGolden / "unet-tiny");
        const fs::path folder = root() / "unfit";
        copyToChange(kGolden / "unet-tiny/unet", folder);
        const auto opening = [&](const std::function<void(StateDict&)>& change) {
            auto state = stateOf(model->network);
            change(state);
            writeTensors(folder / kWeights, state);
            const auto problems = modelProblems(folder);
            const auto message = messageOf([&] { openModel(folder); });
            return problems.size() == 1 && problems[0] == message ? message : "the report differs from: " + message;
        };
        const auto names = [](const std::string& message, const char* words) {
            if (message.find(words) == std::string::npos)
                qWarning("%s", message.c_str());
            return message.find(words) != std::string::npos;
        };
        QVERIFY(names(opening([](StateDict& s) { s.erase("conv_in.bias"); }), "missing tensor conv_in.bias"));
        QVERIFY(names(opening([](StateDict& s) { s["extra"] = torch::zeros({1}); }), "unexpected tensor extra"));
        QVERIFY(names(opening([](StateDict& s) { s["conv_in.bias"] = torch::zeros({3}); }),
                      "conv_in.bias has another shape"));
        QVERIFY(
            names(opening([](StateDict& s) { s["conv_in.bias"] = s["conv_in.bias"].to(torch::kInt32); }), "type I32"));
        QVERIFY(names(opening([](StateDict& s) {
                          for (const char* twin : {"mid_block.attentions.0.key.bias"})
                              s[twin] = s["mid_block.attentions.0.to_k.bias"];
                      }),
                      "mid_block.attentions.0"));
        QVERIFY(names(opening([](StateDict& s) {
                          s["down_blocks.0.downsamplers.0.op.weight"] = torch::zeros({2, 2});
                      }),
                      "downsamplers.0.op.weight"));
        QVERIFY(names(opening([](StateDict& s) { s["conv_in.bias"] = torch::full_like(s["conv_in.bias"], NAN); }),
                      "tensor conv_in.bias"));
        QVERIFY(names(opening([](StateDict& s) { s["conv_in.bias"] = torch::full_like(s["conv_in.bias"], INFINITY); }),
                      "not finite"));
        UNet network = makeUNet(model->network->config(), 0);
        auto state = stateOf(network);
        state.erase("conv_in.bias");
        EXPECT_REFUSED(loadState(network, state), "missing tensor conv_in.bias");
    }

    // One bit of a weight is another weight: only the checkpoint's own checksums tell.
    void damagedCheckpointsAreNamed()
    {
        const auto model = openModel(kGolden / "unet-tiny");
        const fs::path folder = root() / "checkpoint";
        writeModelFolder(folder, model->network->config(), stateOf(model->network), {}, 10, {});
        writeChecksums(folder);
        QVERIFY(sameOutput(openModel(folder), model));
        std::string bytes = readFile(folder / kInUnet);
        bytes.back() = char(bytes.back() ^ 1);
        saveText(folder / kInUnet, bytes);
        EXPECT_REFUSED(openModel(folder), "unet/diffusion_pytorch_model.safetensors is damaged");
        QCOMPARE(modelProblems(folder).size(), std::size_t(1));
        fs::remove(folder / kInUnet);
        EXPECT_REFUSED(openModel(folder), "is missing");
    }

    void unusableFoldersAreExplained()
    {
        const fs::path folder = root() / "bad";
        const auto reset = [&] {
            fs::remove_all(folder);
            copyToChange(kGolden / "unet-tiny/unet", folder);
        };
        EXPECT_REFUSED(openModel(root() / "nowhere"), "nowhere");
        EXPECT_REFUSED(openModel(kGolden / "README.md"), "README.md");
        fs::create_directories(folder);
        EXPECT_REFUSED(openModel(folder), "no U-Net");
        QVERIFY(!looksLikeModel(folder));
        reset();
        fs::remove(folder / kWeights);
        EXPECT_REFUSED(openModel(folder), "no weights");
        saveText(folder / "diffusion_pytorch_model.bin", "{}");
        EXPECT_REFUSED(openModel(folder), "not a file of torch.save");
        reset();
        const auto scheduler = [&](const char* text, const char* words) {
            saveText(folder / "scheduler_config.json", text);
            const auto message = messageOf([&] { openModel(folder); });
            QVERIFY2(message.find(words) != std::string::npos, message.c_str());
        };
        scheduler("[]", "not a JSON object");
        scheduler("{\"a\":", "not valid JSON");
        scheduler(R"({"num_train_timesteps":0})", "num_train_timesteps");
        scheduler(R"({"num_train_timesteps":10.5})", "num_train_timesteps");
        scheduler(R"({"beta_start":"x"})", "beta_start");
        scheduler(R"({"beta_start":0.5,"beta_end":0.1})", "beta_start");
        scheduler(R"({"trained_betas":[0.1]})", "trained_betas");
        scheduler(R"({"num_train_timesteps":2,"trained_betas":[0.1,1.5]})", "trained_betas");
        scheduler(R"({"prediction_type":"flow"})", "prediction_type = flow");
        scheduler(R"({"beta_schedule":"exp"})", "beta_schedule = exp");
        scheduler(R"({"_class_name":"FlowMatchEulerDiscreteScheduler"})", "_class_name = FlowMatch");
        scheduler(R"({"steps_offset":-4})", "steps_offset");
        scheduler(R"({"clip_sample":1})", "clip_sample");

        // All problems at once.
        saveText(folder / "config.json", R"({"block_out_channels":[3]})");
        fs::remove(folder / kWeights);
        QCOMPARE(modelProblems(folder).size(), std::size_t(3));
    }

    // A configuration of gigabytes beside a small file is refused by comparing, not by allocating.
    void memoryIsNotSpentOnAPromise()
    {
        const fs::path folder = root() / "promise";
        copyToChange(kGolden / "unet-tiny/unet", folder);
        saveText(folder / "config.json",
                 R"({"block_out_channels":[1024,2048],"down_block_types":["DownBlock2D","DownBlock2D"],
            "up_block_types":["UpBlock2D","UpBlock2D"],"layers_per_block":1})");
        QElapsedTimer timer;
        timer.start();
        EXPECT_REFUSED(openModel(folder), "do not fit");
        QVERIFY(timer.elapsed() < 2000);
    }
};

TEST_MAIN(TestModelFiles)
#include "tst_model_files.moc"
