// The network's configuration: what cannot be built is refused by name, what can survives being written.
#include "core/model/unet_config.h"
#include "tests/core/model/published_configs.h"
#include "tests/support/refusals.h"

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
            {"down_block_types", "[\"SkipDownBlock2D\", \"DownBlock2D\"]"},
            {"up_block_types", "[\"UpBlock2D\", \"ResnetUpsampleBlock2D\"]"},
            {"mid_block_type", "\"Other\""},
            {"time_embedding_type", "\"fourier\""},
            {"class_embed_type", "\"timestep\""},
            {"act_fn", "\"gelu\""},
            {"downsample_type", "\"resnet\""},
            {"upsample_type", "\"resnet\""},
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

QTEST_GUILESS_MAIN(TestUNetConfig)
#include "tst_unet_config.moc"
