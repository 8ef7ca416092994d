// Every kind of block and option against diffusers: names, order and bits of fresh weights, and the output
// (tests/golden/make_unet_goldens.py); and what these networks refuse.
#include "core/base/save_file.h"
#include "core/model/config/tensor_shapes.h"
#include "core/model/files/tensor_file.h"
#include "core/model/unet/unet.h"
#include "tests/support/golden.h"
#include "tests/support/refusals.h"
#include "tests/support/tensor_checks.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <ATen/Parallel.h>
#include <torch/types.h>

#include <filesystem>
#include <set>

using namespace diffuscope;
namespace fs = std::filesystem;

namespace {

const fs::path kVariants = kGolden / "unet-variants";

UNetConfig configOf(const fs::path& folder)
{
    return unetConfigFromJson(readFile(folder / "config.json"), (folder / "config.json").string());
}

UNet variant(const char* name) { return makeUNet(configOf(kVariants / name), 0); }

std::string linesWithSums(const UNet& network)
{
    std::string lines;
    for (const auto& item : network->named_parameters()) {
        const auto values = item.value().detach().contiguous();
        const auto* bits = static_cast<const std::int32_t*>(values.data_ptr());
        std::int64_t sum = 0;
        for (std::int64_t i = 0; i < values.numel(); ++i)
            sum += bits[i];
        lines += item.key() + "\t" + shapeText(values.sizes()) + "\t" + std::to_string(sum) + "\n";
    }
    return lines;
}

// Norms start as ones and zeros, which would hide mistakes (see make_unet_goldens.py).
void disturbNorms(UNet& network)
{
    torch::NoGradGuard noGrad;
    int index = 0;
    for (auto& item : network->named_parameters()) {
        if (item.key().find("norm") != std::string::npos)
            item.value().add_(0.2 * torch::sin(torch::arange(item.value().numel(), torch::kFloat32) + index));
        ++index;
    }
}

torch::Tensor labelsOf(const StateDict& io)
{
    return io.count("class_labels") ? io.at("class_labels") : torch::Tensor();
}

} // namespace

class TestUNetVariants : public QObject {
    Q_OBJECT
    static void addVariants()
    {
        QTest::addColumn<QString>("name");
        std::set<std::string> names;
        for (const auto& entry : fs::directory_iterator(kVariants))
            names.insert(entry.path().filename().string());
        for (const auto& name : names)
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }

private Q_SLOTS:
    void initTestCase() { at::set_num_threads(1); }

    void recordedNetworksAreReproduced_data() { addVariants(); }
    void recordedNetworksAreReproduced()
    {
        QFETCH(QString, name);
        const fs::path folder = kVariants / name.toStdString();
        UNet network = makeUNet(configOf(folder), 0);
        QCOMPARE(linesWithSums(network), readFile(folder / "tensors.txt"));
        disturbNorms(network);
        network->eval();
        const auto io = readTensors(folder / "io.safetensors");
        torch::Tensor output;
        {
            torch::NoGradGuard noGrad;
            output = network->forward(io.at("sample"), io.at("timestep"), labelsOf(io));
        }
        const double error = relativeError(output, io.at("output"));
        qInfo("relative error %.2e", error);
        QVERIFY2(error < 1e-5, std::to_string(error).c_str());
        const auto recording = network->forward(io.at("sample"), io.at("timestep"), labelsOf(io));
        QVERIFY(relativeError(recording, output) < 1e-6);
        recording.square().mean().backward();
        for (const auto& item : network->named_parameters()) // every weight takes part
            QVERIFY2(item.value().grad().defined() == item.value().requires_grad(), item.key().c_str());
    }

    void everyNetworkComputesInBfloat16_data() { addVariants(); }
    void everyNetworkComputesInBfloat16()
    {
        QFETCH(QString, name);
        const fs::path folder = kVariants / name.toStdString();
        UNet network = makeUNet(configOf(folder), 0);
        disturbNorms(network);
        network->eval();
        const auto io = readTensors(folder / "io.safetensors");
        network->computeIn(torch::kBFloat16);
        const auto output = network->forward(io.at("sample"), io.at("timestep"), labelsOf(io));
        QCOMPARE(output.scalar_type(), torch::kFloat32);
        const auto expected = io.at("output");
        const double error = ((output - expected).norm() / expected.norm()).item<double>();
        QVERIFY2(error < 0.05, std::to_string(error).c_str());
        output.square().mean().backward();
        for (const auto& item : network->named_parameters())
            if (item.value().requires_grad()) {
                QVERIFY2(item.value().grad().isfinite().all().item<bool>(), item.key().c_str());
                QCOMPARE(item.value().grad().scalar_type(), torch::kFloat32);
            }
    }

    void sizesAreKnownBeforehandAndConfigurationsSurviveBeingWritten_data() { addVariants(); }
    void sizesAreKnownBeforehandAndConfigurationsSurviveBeingWritten()
    {
        QFETCH(QString, name);
        const auto config = configOf(kVariants / name.toStdString());
        const UNet network = makeUNet(config, 0);
        const auto shapes = tensorShapes(config);
        QCOMPARE(shapes.size(), network->named_parameters().size());
        for (const auto& item : network->named_parameters())
            QCOMPARE(shapeText(shapes.at(item.key())), shapeText(item.value().sizes()));
        const std::string text = unetConfigToJson(config);
        QCOMPARE(unetConfigToJson(unetConfigFromJson(text, "again")), text);
        QCOMPARE(linesWithSums(makeUNet(unetConfigFromJson(text, "again"), 0)), linesWithSums(network));
    }

    void conditionsThatDoNotFitAreRefused()
    {
        const auto x = torch::zeros({2, 3, 8, 8});
        const auto t = torch::ones({2});
        auto identity = variant("class-identity"), timestep = variant("class-timestep");
        EXPECT_REFUSED(identity->forward(x, t), "class_embed_type = identity");
        EXPECT_REFUSED(identity->forward(x, t, torch::zeros({2})), "embedding of 32 numbers");
        EXPECT_REFUSED(identity->forward(x, t, torch::zeros({1, 32})), "embedding of 32 numbers");
        EXPECT_REFUSED(identity->forward(x, t, torch::zeros({2, 32}, torch::kInt64)), "floating-point");
        EXPECT_REFUSED(timestep->forward(x, t), "class_embed_type = timestep");
        EXPECT_REFUSED(timestep->forward(x, t, torch::zeros({3})), "one number per picture");
        // num_class_embeds means nothing beside class_embed_type: whole numbers of any size are as good as others.
        QVERIFY(torch::equal(timestep->forward(x, t, torch::tensor({3, 70})),
                             timestep->forward(x, t, torch::tensor({3.0, 70.0}))));
    }

    void timestepsThatDoNotFitAreRefused()
    {
        const auto x = torch::zeros({2, 3, 8, 8});
        auto fourier = variant("fourier"), classes = variant("fourier-classes"), learned = variant("learned");
        EXPECT_REFUSED(fourier->forward(x, torch::tensor({0, 5})), "above 0");
        EXPECT_REFUSED(fourier->forward(x, torch::tensor({-1.0, 5.0})), "above 0");
        EXPECT_REFUSED(fourier->forward(x, torch::tensor({NAN, 5.F})), "above 0");
        QCOMPARE(fourier->forward(x, torch::tensor({1.0, 5.0})).scalar_type(), torch::kFloat32);
        EXPECT_REFUSED(classes->forward(x, torch::ones({2}), torch::tensor({0, 5})), "class labels");
        const auto labels = torch::tensor({1, 2});
        EXPECT_REFUSED(learned->forward(x, torch::tensor({0, 50}), labels), "0 to 49");
        EXPECT_REFUSED(learned->forward(x, torch::tensor({-1, 5}), labels), "0 to 49");
        EXPECT_REFUSED(learned->forward(x, torch::tensor({1.5, 5.0}), labels), "0 to 49");
        EXPECT_REFUSED(learned->forward(x, torch::tensor({NAN, 5.F}), labels), "0 to 49");
        EXPECT_REFUSED(learned->forward(x, labels, torch::tensor({3, 50})), "class labels");
        QVERIFY(torch::equal(learned->forward(x, torch::tensor({3.0, 4.0}), labels),
                             learned->forward(x, torch::tensor({3, 4}), labels)));
    }
};

TEST_MAIN(TestUNetVariants)
#include "tst_unet_variants.moc"
