// The network's configuration: what cannot be built is refused by name, what can survives being written.
#include "core/model/config/tensor_shapes.h"
#include "core/model/config/unet_config.h"
#include "tests/core/model/published_configs.h"
#include "tests/support/refusals.h"
#include "tests/support/test_main.h"

#include <QElapsedTimer>
#include <QRegularExpression>

using namespace diffuscope;
class TestUNetConfig : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void configurationsThatCannotBeBuiltAreRefused_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("words"); // what the message must name
        const auto row = [](const char* name, const char* text, const char* words) {
            QTest::newRow(name) << text << words;
        };
        row("not json", "{", "JSON");
        row("a list", "[1]", "object");
        row("another model", R"({"_class_name":"UNet2DConditionModel"})", "UNet2DConditionModel");
        row("no network", R"({"hidden_size": 3})", "block_out_channels");
        row("twice", R"({"in_channels":3,"in_channels":4,"block_out_channels":[8]})", "in_channels");
        row("deep", qPrintable(R"({"block_out_channels":)" + QString(100000, '[')), "nested");
        const std::pair<const char*, const char*> bad[] = {
            {"in_channels", "0"},
            {"in_channels", "3.5"},
            {"in_channels", "true"},
            {"in_channels", "4294967299"},
            {"in_channels", "\"3\""},
            {"in_channels", "null"},
            {"layers_per_block", "1000000"},
            {"block_out_channels", "[]"},
            {"block_out_channels", "[32, 48.5]"},
            {"block_out_channels", "[33, 66]"},
            {"block_out_channels", "[16384, 16384]"},
            {"block_out_channels", "7"},
            {"norm_num_groups", "0"},
            {"norm_num_groups", "null"},
            {"attention_head_dim", "65"},
            {"down_block_types", "[\"DownBlock2D\"]"},
            {"down_block_types", "[\"DownBlock2D\", \"CrossAttnDownBlock2D\"]"},
            {"down_block_types", "[\"UpBlock2D\", \"DownBlock2D\"]"},
            {"up_block_types", "[\"UpBlock2D\", \"AttnUpDecoderBlock2D\"]"},
            {"up_block_types", "[\"SkipUpBlock2D\", \"UpBlock2D\"]"}, // the picture stays behind
            {"num_train_timesteps", "0"},
            {"num_train_timesteps", "1e9"},
            {"mid_block_type", "\"Other\""},
            {"time_embedding_type", "\"rotary\""},
            {"class_embed_type", "\"simple_projection\""},
            {"act_fn", "\"tanh\""},
            {"downsample_type", "\"fir\""},
            {"upsample_type", "\"\""},
            {"freq_shift", "16"},
            {"downsample_padding", "2"},
            {"resnet_time_scale_shift", "\"ada_group\""},
            {"dropout", "1"},
            {"dropout", "\"a\""},
            {"norm_eps", "0"},
            {"norm_eps", "1e999"},
            {"add_attention", "1"},
            {"mid_block_scale_factor", "0"},
            {"num_class_embeds", "-1"},
            {"sample_size", "[32, 64]"},
            {"attn_norm_num_groups", "5"}};
        for (const auto& [key, value] : bad) {
            QString text = R"({"block_out_channels":[32,64],"down_block_types":["DownBlock2D","AttnDownBlock2D"],)"
                           R"("up_block_types":["AttnUpBlock2D","UpBlock2D"],"@":#})";
            if (text.contains(QString("\"%1\":").arg(key))) // replace the good value
                text.replace(QRegularExpression(QString("\"%1\":\\[[^\\]]*\\],").arg(key)), "");
            QTest::newRow((std::string(key) + " " + value).c_str())
                << text.replace("@", key).replace("#", value) << (std::string(value) == "1e999" ? "JSON" : key);
        }
    }
    void configurationsThatCannotBeBuiltAreRefused()
    {
        QFETCH(QString, text);
        QFETCH(QString, words);
        EXPECT_REFUSED(unetConfigFromJson(text.toStdString(), "config.json"), words.toStdString());
        EXPECT_REFUSED(unetConfigFromJson(text.toStdString(), "config.json"), "config.json");
    }

    // What only makes sense together.
    void combinationsThatCannotBeBuiltAreRefused_data()
    {
        QTest::addColumn<QString>("changes");
        QTest::addColumn<QString>("words");
        const auto row = [](const char* changes, const char* words) { QTest::newRow(changes) << changes << words; };
        row(R"("time_embedding_type":"learned")", "num_train_timesteps = null");
        row(R"("time_embedding_type":"learned","num_train_timesteps":-5)", "num_train_timesteps = -5");
        row(R"("norm_num_groups":null)", "norm_num_groups = null");
        row(R"("down_block_types":["SkipDownBlock2D","DownBlock2D"],"norm_num_groups":null)", "norm_num_groups = null");
        row(R"("down_block_types":["SkipDownBlock2D","DownBlock2D"],"in_channels":1)", "in_channels = 1");
        row(R"("up_block_types":["SkipUpBlock2D","SkipUpBlock2D"],"out_channels":6)", "out_channels = 6");
        row(R"("down_block_types":["DownBlock2D","AttnSkipDownBlock2D"],"block_out_channels":[32,48],)"
            R"("norm_num_groups":8)",
            "48 channels");
        row(R"("down_block_types":["DownBlock2D","DownBlock2D","SkipDownBlock2D"],)"
            R"("up_block_types":["UpBlock2D","UpBlock2D","SkipUpBlock2D"],"block_out_channels":[30,60,62],)"
            R"("norm_num_groups":2)",
            "62 channels");
        row(R"("down_block_types":["SkipDownBlock2D","DownBlock2D","SkipDownBlock2D"],)"
            R"("up_block_types":["UpBlock2D","UpBlock2D","UpBlock2D"],"block_out_channels":[32,32,32])",
            "");
        row(R"("down_block_types":["DownBlock2D","SkipDownBlock2D","DownBlock2D"],)"
            R"("up_block_types":["UpBlock2D","UpBlock2D","UpBlock2D"],"block_out_channels":[32,32,32])",
            "SkipDownBlock2D behind another");
        row(R"("attention_head_dim":64,"block_out_channels":[32,32])", "attention_head_dim = 64");
        row(R"("attention_head_dim":64,"block_out_channels":[32,32],"down_block_types":["DownBlock2D","DownBlock2D"],)"
            R"("up_block_types":["UpBlock2D","UpBlock2D"],"add_attention":false)",
            "");
        row(R"("attn_norm_num_groups":5,"add_attention":false)", ""); // nothing would use it
        row(R"("freq_shift":1,"block_out_channels":[2,2],"norm_num_groups":1,"attention_head_dim":1)",
            "freq_shift = 1");
        row(R"("freq_shift":1,"block_out_channels":[2,2],"norm_num_groups":1,"attention_head_dim":1,)"
            R"("time_embedding_type":"fourier")",
            "");
        row(R"("class_embed_type":null,"downsample_type":null,"upsample_type":null,"act_fn":"SiLU")", "");
    }
    void combinationsThatCannotBeBuiltAreRefused()
    {
        QFETCH(QString, changes);
        QFETCH(QString, words);
        QStringList keys;
        for (const auto& [key, value] : {std::pair("block_out_channels", "[32,64]"),
                                         {"down_block_types", R"(["DownBlock2D","AttnDownBlock2D"])"},
                                         {"up_block_types", R"(["AttnUpBlock2D","UpBlock2D"])"}})
            if (!changes.contains(key))
                keys << QString("\"%1\":%2").arg(key, value);
        const std::string text = ("{" + (keys << changes).join(",") + "}").toStdString();
        if (words.isEmpty())
            QCOMPARE(messageOf([&] { unetConfigFromJson(text, "config.json"); }), std::string());
        else
            EXPECT_REFUSED(unetConfigFromJson(text, "config.json"), words.toStdString());
    }

    // Numbers that would need terabytes cost no memory and next to no time.
    void absurdSizesAreRefusedAtOnce()
    {
        UNetConfig config;
        config.blockOutChannels.assign(10, 16384);
        config.downBlockTypes.assign(10, "AttnDownBlock2D");
        config.upBlockTypes.assign(10, "AttnUpBlock2D");
        config.downsampleType = config.upsampleType = "resnet";
        config.layersPerBlock = 16;
        QElapsedTimer timer;
        timer.start();
        EXPECT_REFUSED(validateUNetConfig(config, "config.json"), "parameters in all");
        config.blockOutChannels.back() = 1'000'000'000;
        EXPECT_REFUSED(validateUNetConfig(config, "config.json"), "block_out_channels = 1000000000");
        config.blockOutChannels.assign(2'000'000, 32);
        EXPECT_REFUSED(validateUNetConfig(config, "config.json"), "2000000 entries");
        QVERIFY2(timer.elapsed() < 2000, std::to_string(timer.elapsed()).c_str());
    }

    // openai/diffusers-cd_imagenet64: 629 tensors, as published.
    void aConsistencyModelHasItsPublishedSize()
    {
        const auto shapes = tensorShapes(unetConfigFromJson(kConsistency, "config.json"));
        QCOMPARE(shapes.size(), std::size_t(629));
        QCOMPARE(parameterCountOf(shapes), std::int64_t(295899267));
    }

    void configurationsSurviveBeingWritten()
    {
        UNetConfig config = unetConfigFromJson(kCifar, "config.json");
        QVERIFY(!config.attentionHeadDim);
        QCOMPARE(config.downsamplePadding, 0);
        config.midBlock = false;
        config.numClassEmbeds = 3;
        config.timeEmbeddingDim = 96;
        const std::string text = unetConfigToJson(config);
        QCOMPARE(unetConfigToJson(unetConfigFromJson(text, "again")), text);
        // An absent attention_head_dim means heads of 8 channels; the wrong count would load silently.
        const auto absent = unetConfigFromJson(R"({"_class_name":"UNet2DModel"})", "config.json");
        QCOMPARE(absent.attentionHeadDim.value_or(0), 8);
        const auto old = unetConfigFromJson(R"({"block_out_channels":[32],"down_block_types":["UNetResDownBlock2D"],
            "up_block_types":["UNetResUpBlock2D"],"sample_size":[64,64],"unknown_key":[]})",
                                            "config.json");
        QCOMPARE(old.downBlockTypes.front(), std::string("DownBlock2D"));
        QCOMPARE(old.sampleSize.value_or(0), 64);
    }
};

TEST_MAIN(TestUNetConfig)
#include "tst_unet_config.moc"
