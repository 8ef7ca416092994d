// The network against diffusers: recorded outputs, tensor names and shapes, initial weights, and what it refuses.
#include "core/base/save_file.h"
#include "core/model/config/tensor_shapes.h"
#include "core/model/ema.h"
#include "core/model/files/tensor_file.h"
#include "core/model/model_folder.h"
#include "core/model/unet/blocks.h"
#include "tests/core/model/published_configs.h"
#include "tests/support/golden.h"
#include "tests/support/refusals.h"
#include "tests/support/tensor_checks.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <ATen/Parallel.h>
#include <torch/types.h>

#include <cmath>
#include <functional>

using namespace diffuscope;
namespace fs = std::filesystem;

namespace {

UNetConfig tinyConfig()
{
    UNetConfig config;
    config.blockOutChannels = {4, 8};
    config.layersPerBlock = 1;
    config.normNumGroups = 4;
    config.sampleSize = 8;
    config.downBlockTypes = {"DownBlock2D", "AttnDownBlock2D"};
    config.upBlockTypes = {"AttnUpBlock2D", "UpBlock2D"};
    return config;
}

std::string linesOf(const UNet& network)
{
    std::string lines;
    for (const auto& item : network->named_parameters())
        lines += item.key() + "\t" + shapeText(item.value().sizes()) + "\n";
    return lines;
}

} // namespace

class TestUNet : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { at::set_num_threads(1); }

    void recordedOutputsAreReproduced_data()
    {
        QTest::addColumn<QString>("folder");
        for (const char* name : {"unet-tiny", "unet-google-style", "unet-class-conditional"})
            QTest::newRow(name) << name;
    }
    void recordedOutputsAreReproduced()
    {
        QFETCH(QString, folder);
        const fs::path path = kGolden / folder.toStdString();
        const auto model = openModel(path);
        const auto io = readTensors(path / "io.safetensors");
        torch::NoGradGuard noGrad;
        const auto labels = io.count("class_labels") ? io.at("class_labels") : torch::Tensor();
        auto network = model->network;
        const auto output = network->forward(io.at("sample"), io.at("timestep"), labels);
        const double error = relativeError(output, io.at("output"));
        qInfo("relative error %.2e", error);
        QVERIFY2(error < 1e-5, std::to_string(error).c_str());

        // One picture alone gives what it gives in a batch, and fractional timesteps are as good as whole ones.
        const auto alone =
            network->forward(io.at("sample").slice(0, 1, 2), io.at("timestep").slice(0, 1, 2).to(torch::kFloat64),
                             labels.defined() ? labels.slice(0, 1, 2) : labels);
        QVERIFY(relativeError(alone, output.slice(0, 1, 2)) < 1e-5);
        // With gradients recorded the numbers are the same.
        torch::AutoGradMode recording(true);
        QVERIFY(relativeError(network->forward(io.at("sample"), io.at("timestep"), labels), output) < 1e-6);
    }

    void tensorNamesAndShapesAreThoseOfPublicModels_data()
    {
        QTest::addColumn<QString>("config");
        QTest::addColumn<QString>("list");
        QTest::newRow("cifar10") << kCifar << "keys_ddpm-cifar10-32.txt";
        QTest::newRow("celebahq") << kCelebA << "keys_ddpm-celebahq-256.txt";
    }
    void tensorNamesAndShapesAreThoseOfPublicModels()
    {
        QFETCH(QString, config);
        QFETCH(QString, list);
        const UNet network = makeUNet(unetConfigFromJson(config.toStdString(), "config.json"), 0);
        QCOMPARE(linesOf(network), readFile(kGolden / list.toStdString())); // the order, too
    }

    // What is known of a network before it is built: a file that disagrees is refused without spending memory.
    void predictedShapesAreTheBuiltOnes_data()
    {
        QTest::addColumn<int>("variant");
        for (int variant = 0; variant < 6; ++variant)
            QTest::newRow(std::to_string(variant).c_str()) << variant;
    }
    void predictedShapesAreTheBuiltOnes()
    {
        QFETCH(int, variant);
        UNetConfig config = variant == 0 ? unetConfigFromJson(kCifar, "config.json") : tinyConfig();
        if (variant == 2) {
            config.numClassEmbeds = 10;
            config.timeEmbeddingDim = 24;
        }
        if (variant == 3) {
            config.resnetTimeScaleShift = "scale_shift";
            config.attentionHeadDim = 3; // 8 channels: two heads of 3
        }
        if (variant == 4)
            config.addAttention = false;
        if (variant == 5)
            config.midBlock = false;
        UNet network = makeUNet(config, 1);
        const auto shapes = tensorShapes(config);
        const auto parameters = network->named_parameters();
        QCOMPARE(shapes.size(), parameters.size());
        for (const auto& item : parameters)
            QCOMPARE(shapeText(shapes.at(item.key())), shapeText(item.value().sizes()));
        QCOMPARE(parameterCountOf(shapes), network->parameterCount());
        const auto y = network->forward(torch::randn({2, 3, 8, 8}), torch::tensor({1, 2}),
                                        config.numClassEmbeds ? torch::tensor({0, 9}) : torch::Tensor());
        y.square().mean().backward();
        for (const auto& item : parameters)
            QVERIFY2(item.value().grad().defined(), item.key().c_str()); // every weight takes part
        QVERIFY(y.isfinite().all().item<bool>());
    }

    // Values of torch.nn's layers made in Python in the order of UNet2DModel after torch.manual_seed(0).
    void initialWeightsAreBitIdenticalToPython()
    {
        struct Expected {
            const char* name;
            float first, last;
        };
        const auto compare = [](const UNet& network, const std::vector<Expected>& expected) {
            const auto state = stateOf(network);
            for (const auto& [name, first, last] : expected) {
                const auto flat = state.at(name).flatten();
                QCOMPARE(flat[0].item<float>() == first, true);
                QCOMPARE(flat[-1].item<float>() == last, true);
            }
        };
        UNetConfig config = tinyConfig();
        const UNet plain = makeUNet(config, 0);
        QCOMPARE(plain->named_parameters().size(), std::size_t(144));
        QCOMPARE(plain->parameterCount(), std::int64_t(11767));
        compare(plain, {{"conv_in.weight", -0x1.79b516p-10f, -0x1.300554p-3f},
                        {"down_blocks.1.attentions.0.to_out.0.weight", -0x1.4701aap-8f, 0x1.1f9ba8p-2f},
                        {"mid_block.resnets.1.conv2.bias", 0x1.dd375p-6f, -0x1.aa2e2p-5f},
                        {"up_blocks.0.resnets.1.conv_shortcut.weight", 0x1.085db6p-2f, 0x1.880812p-4f},
                        {"up_blocks.1.resnets.1.time_emb_proj.weight", -0x1.1e9dp-8f, 0x1.0c8a34p-3f},
                        {"conv_out.weight", 0x1.3c6a8cp-5f, -0x1.162a2p-5f},
                        {"conv_out.bias", 0x1.23c04cp-4f, 0x1.180ap-4f}});
        config.numClassEmbeds = 10;
        compare(makeUNet(config, 0), {{"conv_in.weight", -0x1.79b516p-10f, -0x1.300554p-3f},
                                      {"class_embedding.weight", 0x1.5ef8bp-2f, 0x1.6d5fdp-3f},
                                      {"down_blocks.1.attentions.0.to_out.0.weight", -0x1.e0e04ep-3f, -0x1.1b2822p-2f},
                                      {"mid_block.resnets.1.conv2.bias", -0x1.d9e7bep-4f, 0x1.fb38bap-5f},
                                      {"up_blocks.0.resnets.1.conv_shortcut.weight", 0x1.846be2p-4f, -0x1.9a5652p-3f},
                                      {"conv_out.weight", -0x1.a3c366p-4f, 0x1.04357ep-3f},
                                      {"conv_out.bias", 0x1.3a3e9cp-3f, 0x1.baa18cp-5f}});
    }

    // Beside the recordings, against the formulas written out.
    void resnetBlockWithScaleShiftFollowsItsFormula()
    {
        torch::manual_seed(1);
        UNetConfig config = tinyConfig();
        config.resnetTimeScaleShift = "scale_shift";
        const ResnetPlan plan{.in = 8, .out = 4, .groupsIn = 4, .groupsOut = 4, .shortcut = true, .scale = 2};
        ResnetBlock block(plan, 6, config);
        const auto w = block->named_parameters();
        const auto x = torch::randn({2, 8, 5, 5}), temb = torch::randn({2, 6});
        const auto normed = [](const torch::Tensor& h, const torch::Tensor& weight, const torch::Tensor& bias) {
            const auto groups = h.reshape({h.size(0), 4, -1});
            const auto unit = (groups - groups.mean(2, true)) / (groups.var(2, false, true) + 1e-5).sqrt();
            return unit.reshape_as(h) * weight.view({1, -1, 1, 1}) + bias.view({1, -1, 1, 1});
        };
        const auto silu = [](const torch::Tensor& h) { return h * h.sigmoid(); };
        const auto conv = [&](const torch::Tensor& h, const std::string& name, int padding) {
            return torch::conv2d(h, w[name + ".weight"], w[name + ".bias"], 1, padding);
        };
        auto h = conv(silu(normed(x, w["norm1.weight"], w["norm1.bias"])), "conv1", 1);
        const auto time = silu(temb).matmul(w["time_emb_proj.weight"].t()) + w["time_emb_proj.bias"];
        const auto scale = time.slice(1, 0, 4).view({2, 4, 1, 1}), shift = time.slice(1, 4, 8).view({2, 4, 1, 1});
        h = normed(h, w["norm2.weight"], w["norm2.bias"]) * (1 + scale) + shift;
        h = (conv(x, "conv_shortcut", 0) + conv(silu(h), "conv2", 1)) / 2;
        QVERIFY(relativeError(block->forward(x, silu(temb)), h) < 1e-5);
    }

    void attentionWithAnOddHeadWidthFollowsItsFormula()
    {
        torch::manual_seed(2);
        Attention attention(AttentionOptions{.channels = 8, .headDim = 3, .groups = 0, .eps = 1e-5, .scale = 2});
        const auto w = attention->named_parameters();
        const auto x = torch::randn({2, 8, 3, 3});
        const auto project = [&](const torch::Tensor& tokens, const std::string& name) {
            return tokens.matmul(w[name + ".weight"].t()) + w[name + ".bias"];
        };
        for (int n = 0; n < 2; ++n) {
            const auto tokens = x[n].reshape({8, 9}).t();
            const auto q = project(tokens, "to_q"), k = project(tokens, "to_k"), v = project(tokens, "to_v");
            QCOMPARE(q.size(1), std::int64_t(6)); // two heads of 3; the other two channels have none
            std::vector<torch::Tensor> heads;
            for (int head = 0; head < 2; ++head) {
                const auto part = [&](const torch::Tensor& all) { return all.slice(1, 3 * head, 3 * head + 3); };
                heads.push_back((part(q).matmul(part(k).t()) / std::sqrt(3.0)).softmax(1).matmul(part(v)));
            }
            const auto out = project(torch::cat(heads, 1), "to_out.0").t().reshape({8, 3, 3});
            QVERIFY(relativeError(attention->forward(x)[n], (out + x[n]) / 2) < 1e-5);
        }
    }

    void dropoutActsOnlyInTraining()
    {
        UNetConfig config = tinyConfig();
        UNet plain = makeUNet(config, 0);
        config.dropout = 0.5;
        UNet dropping = makeUNet(config, 0);
        const auto x = torch::ones({1, 3, 8, 8}), t = torch::tensor(3);
        dropping->eval();
        QVERIFY(torch::equal(dropping->forward(x, t), plain->forward(x, t)));
        dropping->train();
        QVERIFY(!torch::allclose(dropping->forward(x, t), plain->forward(x, t)));
        config.dropout = 0;
        config.centerInputSample = true;
        QVERIFY(torch::allclose(makeUNet(config, 0)->forward((x + 1) / 2, t), plain->forward(x, t), 1e-5, 1e-6));
    }

    void whatIsTakenAwayForTeachingIsMissed()
    {
        const at::NoGradGuard noGradients;
        UNet network = makeUNet(tinyConfig(), 0);
        network->eval();
        const auto x = torch::randn({1, network->config().inChannels, 16, 16});
        const auto late = torch::tensor({900}), half = torch::tensor({500});
        const auto plain = network->forward(x, late);
        Teaching frozen;
        frozen.frozenTimestep = 500;
        QVERIFY(torch::equal(network->forward(x, late, {}, frozen), network->forward(x, half)));
        QVERIFY(!torch::allclose(network->forward(x, half), plain));
        Teaching cut;
        cut.cutSkips = true;
        QVERIFY(!torch::allclose(network->forward(x, late, {}, cut), plain));
        QVERIFY(torch::equal(network->forward(x, late), plain)); // and only while it is asked for
    }

    void buildingANetworkLeavesTheGlobalGeneratorAlone()
    {
        torch::manual_seed(7);
        const auto expected = torch::rand({4});
        torch::manual_seed(7);
        makeUNet(tinyConfig(), 3);
        QVERIFY(torch::equal(torch::rand({4}), expected));
    }

    void wrongInputIsRefused()
    {
        UNetConfig config = tinyConfig();
        UNet network = makeUNet(config, 0);
        const auto x = torch::zeros({2, 3, 8, 8});
        const auto t = torch::zeros({2}, torch::kInt64);
        EXPECT_REFUSED(network->forward(torch::zeros({2, 1, 8, 8}), t), "[N, 3, H, W]");
        EXPECT_REFUSED(network->forward(torch::zeros({3, 8, 8}), t), "[N, 3, H, W]");
        EXPECT_REFUSED(network->forward(torch::zeros({0, 3, 8, 8}), t), "[N, 3, H, W]");
        EXPECT_REFUSED(network->forward(torch::zeros({2, 3, 9, 8}), t), "multiples of 2");
        EXPECT_REFUSED(network->forward(x.to(torch::kUInt8), t), "Byte");
        EXPECT_REFUSED(network->forward(x.to(torch::kFloat64), t), "Double");
        EXPECT_REFUSED(network->forward(torch::Tensor(), t), "no picture");
        EXPECT_REFUSED(network->forward(x, torch::zeros({3})), "one per picture");
        EXPECT_REFUSED(network->forward(x, torch::Tensor()), "one per picture");
        EXPECT_REFUSED(network->forward(x, t, torch::zeros({2}, torch::kInt64)), "no classes");
        config.numClassEmbeds = 4;
        UNet classes = makeUNet(config, 0);
        EXPECT_REFUSED(classes->forward(x, t), "needs class labels");
        EXPECT_REFUSED(classes->forward(x, t, torch::zeros({3}, torch::kInt64)), "do not match the batch");
        EXPECT_REFUSED(classes->forward(x, t, torch::tensor({0, 4})), "label 4");
        EXPECT_REFUSED(classes->forward(x, t, torch::tensor({-1, 3})), "label -1");
        EXPECT_REFUSED(classes->forward(x, t, torch::zeros({2})), "whole numbers");
        const auto one = classes->forward(x, torch::tensor(5), torch::tensor({3, 3})); // one timestep for all
        QVERIFY(torch::equal(one, classes->forward(x, torch::tensor({5, 5}), torch::tensor({3, 3}))));
    }

    // decay = clamp(1 - (1 + step)^-power, 0, maximum) with step 0 at the first update (diffusers' EMAModel).
    void averageWarmsUp()
    {
        UNet network = makeUNet(tinyConfig(), 0);
        Ema ema(network, 0.8, 0.75);
        const char* name = "conv_in.bias";
        auto weight = network->named_parameters()[name];
        torch::Tensor expected;
        for (int step = 0; step < 12; ++step) {
            {
                torch::NoGradGuard noGrad;
                weight.fill_(step);
            }
            ema.update(network);
            const double decay = step == 0 ? 0 : std::min(0.8, 1 - std::pow(1.0 + step, -0.75));
            const auto now = torch::full({4}, double(step));
            expected = step == 0 ? now : expected * decay + now * (1 - decay);
            QCOMPARE(ema.decay(), decay);
            QVERIFY(torch::allclose(ema.state().at(name), expected, 1e-5));
        }
        QCOMPARE(ema.steps(), std::int64_t(12));
        QCOMPARE(ema.decay(), 0.8);
        QVERIFY((weight == 11).all().item<bool>()); // the network itself is untouched

        Ema other(makeUNet(tinyConfig(), 5), 0.8, 0.75);
        other.restore(ema.state(), ema.steps());
        QCOMPARE(other.decay(), ema.decay());
        other.update(network);
        QVERIFY(!torch::equal(other.state().at(name), ema.state().at(name))); // restored weights are its own
        auto incomplete = ema.state();
        incomplete.erase(name);
        EXPECT_REFUSED(other.restore(incomplete, 1), name);
    }

    void snapshotsNeverChange()
    {
        UNet network = makeUNet(tinyConfig(), 0);
        const auto state = stateOf(network);
        const auto model = makeSnapshot(tinyConfig(), state, {}, "run", 5, {});
        {
            torch::NoGradGuard noGrad;
            for (auto& parameter : network->parameters())
                parameter.zero_();
            for (const auto& item : state)
                torch::Tensor(item.second).fill_(3);
        }
        const UNet fresh = makeUNet(tinyConfig(), 0);
        const auto kept = stateOf(model->network), original = stateOf(fresh);
        for (const auto& [name, tensor] : original)
            QVERIFY2(torch::equal(kept.at(name), tensor), name.c_str());
        QVERIFY(!model->network->is_training());
        for (const auto& parameter : model->network->parameters())
            QVERIFY(!parameter.requires_grad());
    }
};

TEST_MAIN(TestUNet)
#include "tst_unet.moc"
