// Safetensors files: what is written is read back, and what strangers write is refused by name.
#include "core/base/save_file.h"
#include "core/model/files/safetensors.h"
#include "core/model/files/tensor_file.h"
#include "tests/support/refusals.h"
#include "tests/support/test_main.h"

#include <QElapsedTimer>
#include <QTemporaryDir>

#include <torch/types.h>

#include <fstream>

#include <sys/stat.h>

using namespace diffuscope;
namespace fs = std::filesystem;

namespace {

std::string safetensors(const std::string& header, std::size_t data)
{
    std::string file(8, '\0');
    for (std::size_t i = 0; i < 8; ++i)
        file[i] = char(std::uint64_t(header.size()) >> (8 * i) & 0xff);
    return file + header + std::string(data, '\1');
}

void fileColumns()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("words");
}

void raw(const char* name, const std::string& bytes, const char* words)
{
    QTest::newRow(name) << QByteArray(bytes.data(), qsizetype(bytes.size())) << words;
}

void headerRow(const char* name, const std::string& header, std::size_t data, const char* words)
{
    raw(name, safetensors(header, data), words);
}

std::string one(const std::string& type, const std::string& shape, const std::string& offsets)
{
    return "{\"a\":{\"dtype\":\"" + type + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}}";
}

} // namespace

class TestSafetensors : public QObject {
    Q_OBJECT
    QTemporaryDir dir_;
    fs::path root() const { return dir_.path().toStdString(); }

    void refuseFile()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, words);
        const fs::path file = root() / "hostile.safetensors";
        saveText(file, std::string_view(bytes.data(), std::size_t(bytes.size())));
        QElapsedTimer timer;
        timer.start();
        EXPECT_REFUSED(readSafetensors(file), words.toStdString());
        QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
        EXPECT_REFUSED(listSafetensors(file), file.string());
        EXPECT_REFUSED(parseSafetensors({bytes.data(), std::size_t(bytes.size())}, "memory"), "memory");
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(dir_.isValid()); }

    void tensorsOfEveryTypeSurvive()
    {
        StateDict tensors;
        const auto values = torch::tensor({0.0, 1.0, 2.5, 100.0}).reshape({2, 2});
        const std::vector<std::pair<const char*, torch::ScalarType>> types = {
            {"F64", torch::kFloat64}, {"F32", torch::kFloat32}, {"F16", torch::kFloat16}, {"BF16", torch::kBFloat16},
            {"I64", torch::kInt64},   {"I32", torch::kInt32},   {"I16", torch::kInt16},   {"I8", torch::kInt8},
            {"U8", torch::kUInt8},    {"BOOL", torch::kBool}};
        for (const auto& [name, type] : types)
            tensors[name] = values.to(type);
        tensors["transposed"] = torch::arange(6, torch::kFloat32).reshape({2, 3}).t();
        tensors["scalar"] = torch::tensor(5.f);
        tensors["empty"] = torch::zeros({0, 3});
        const fs::path file = root() / "types.safetensors";
        writeTensors(file, tensors, {{"note", "a \"quoted\" word"}});
        const auto stored = readSafetensors(file);
        QCOMPARE(stored.metadata.at("format"), std::string("pt"));
        QCOMPARE(stored.metadata.at("note"), std::string("a \"quoted\" word"));
        const auto again = readTensors(file);
        QCOMPARE(again.size(), tensors.size());
        for (const auto& [name, tensor] : tensors) {
            QVERIFY2(torch::equal(again.at(name), tensor), name.c_str());
            QCOMPARE(again.at(name).scalar_type() == tensor.scalar_type(), true);
        }
        for (const auto& [name, type] : types)
            QCOMPARE(stored.tensors.at(name).dtype, std::string(name));
        QCOMPARE(listSafetensors(file).at("transposed").shape, (std::vector<std::int64_t>{3, 2}));
        const std::string bytes = readFile(file);
        QCOMPARE((8 + std::size_t(static_cast<unsigned char>(bytes[0])) +
                  256 * std::size_t(static_cast<unsigned char>(bytes[1]))) %
                     8,
                 std::size_t(0)); // data aligned
    }

    void damagedHeadersAreRefused_data()
    {
        fileColumns();
        raw("empty", "", "too short");
        raw("seven bytes", "1234567", "too short");
        raw("header beyond the file", safetensors("{}", 0).replace(0, 1, "\x7f"), "claims 127 bytes");
        raw("gigantic header", std::string(8, '\xff') + "{}", "header claims");
        raw("signed length", std::string("\0\0\0\0\0\0\0\x80", 8) + "{}", "header claims");
        headerRow("no header", "", 0, "not a JSON object");
        headerRow("spaces", "   {}", 0, "not a JSON object");
        headerRow("half an object", "{\"a\":", 0, "not valid JSON");
        headerRow("not UTF-8", "{\"\xff\":1}", 0, "not valid JSON");
        headerRow("deep", "{\"a\":" + std::string(200000, '['), 0, "nested");
        headerRow("deep and closed", "{\"a\":" + std::string(9, '[') + std::string(9, ']') + "}", 0, "nested");
        headerRow(
            "twice",
            R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}})",
            2, "a appears twice");
        headerRow("entry is a number", R"({"a":5})", 0, "malformed");
        headerRow("no type", R"({"a":{"shape":[1],"data_offsets":[0,1]}})", 1, "malformed");
        headerRow("type is a list", R"({"a":{"dtype":[],"shape":[1],"data_offsets":[0,1]}})", 1, "malformed");
        headerRow("unknown type", one("F13", "[1]", "[0,1]"), 1, "unknown type F13");
        headerRow("garbage after the header", one("U8", "[1]", "[0,1]") + "x", 1, "not valid JSON");
        headerRow("a second header", one("U8", "[1]", "[0,1]") + one("U8", "[1]", "[0,1]"), 1, "not valid JSON");
        headerRow("zeros after the header", one("U8", "[1]", "[0,1]") + std::string(3, '\0'), 1, "not valid JSON");
        headerRow("metadata is a list", R"({"__metadata__":["pt"]})", 0, "__metadata__ is malformed");
        headerRow("metadata is text", R"({"__metadata__":"pt"})", 0, "__metadata__ is malformed");
        headerRow("key twice inside", R"({"a":{"dtype":"U8","dtype":"F32","shape":[1],"data_offsets":[0,1]}})", 1,
                  "dtype appears twice");
        headerRow("name obeyed by terminals", "{\"\\u001b[2J\":5}", 0, "entry ?[2J is malformed");
        raw("10^18", std::string("\0\0\x64\xa7\xb3\xb6\xe0\x0d", 8) + "{}", "claims 1000000000000000000 bytes");
        headerRow(
            "a million entries",
            [] {
                std::string text = "{\"0\":1";
                for (int k = 1; k < 1000000; ++k)
                    text += ",\"" + std::to_string(k) + "\":1";
                return text + "}";
            }(),
            0, "too many values");
        raw("LFS pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", "Git LFS pointer");
    }
    void damagedHeadersAreRefused() { refuseFile(); }

    void wrongEntriesAreRefused_data()
    {
        fileColumns();
        headerRow("negative extent", one("U8", "[-1]", "[0,1]"), 1, "impossible shape");
        headerRow("fractional extent", one("U8", "[1.0]", "[0,1]"), 1, "impossible shape");
        headerRow("huge extent", one("U8", "[18446744073709551616]", "[0,1]"), 1, "impossible shape");
        headerRow("zero hides the rest", one("F32", "[0,1099511627776,1099511627776]", "[0,0]"), 0,
                  "a has an impossible shape");
        headerRow("overflowing shape", one("F32", "[1073741824,1073741824,16]", "[0,0]"), 0, "impossible shape");
        headerRow("empty but huge", one("F32", "[0,1099511627777]", "[0,0]"), 0, "impossible shape");
        headerRow("rank", one("U8", "[1,1,1,1,1,1,1,1,1]", "[0,1]"), 1, "impossible shape");
        headerRow("shape is a map", one("U8", "{}", "[0,1]"), 1, "impossible shape");
        headerRow("one offset", one("U8", "[1]", "[0]"), 1, "bad offsets");
        headerRow("negative offset", one("U8", "[1]", "[-1,0]"), 1, "bad offsets");
        headerRow("offset is text", one("U8", "[1]", "[\"0\",1]"), 1, "a has bad offsets");
        headerRow("offset is a real number", one("U8", "[1]", "[0.0,1]"), 1, "a has bad offsets");
        headerRow("offset with an exponent", one("U8", "[1]", "[0e0,1]"), 1, "a has bad offsets");
        headerRow("offset beyond 64 bits", one("U8", "[1]", "[0,18446744073709551616]"), 1, "a has bad offsets");
        headerRow("offsets reversed", one("U8", "[1]", "[1,0]"), 1, "outside the file");
        headerRow("outside", one("U8", "[9]", "[0,9]"), 4, "outside the file");
        headerRow("far outside", one("U8", "[1]", "[18446744073709551614,18446744073709551615]"), 1,
                  "outside the file");
        headerRow("too little data", one("F32", "[2]", "[0,4]"), 4, "does not match its shape");
        headerRow(
            "overlap",
            R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}})",
            3, "overlaps");
        headerRow(
            "empty inside another",
            R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[0],"data_offsets":[1,1]}})",
            2, "b overlaps");
        headerRow("gap before the first", one("U8", "[1]", "[1,2]"), 2, "gap before entry a");
        headerRow(
            "gap",
            R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}})",
            3, "gap");
        headerRow("bytes left over", one("U8", "[1]", "[0,1]"), 2, "after the last entry");
    }
    void wrongEntriesAreRefused() { refuseFile(); }

    // Many entries are data, not an attack; they are read in the time that they need.
    void largeHeadersAreRead()
    {
        std::string header;
        constexpr int kEntries = 50000;
        for (int k = 0; k < kEntries; ++k)
            header += (k == 0 ? "{\"" : ",\"") + std::to_string(k) +
                      "\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[" + std::to_string(k) + "," +
                      std::to_string(k + 1) + "]}";
        const std::string file = safetensors(header + "}", kEntries);
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(parseSafetensors(file, "large").tensors.size(), std::size_t(kEntries));
        QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed()))); // linear: 0.1 s
    }

    void everyTruncationIsRefused()
    {
        const fs::path file = root() / "whole.safetensors", cut = root() / "cut.safetensors";
        writeTensors(file, {{"a", torch::ones({3})}, {"b", torch::ones({2, 2})}});
        const std::string bytes = readFile(file);
        for (std::size_t length = 0; length < bytes.size(); ++length) {
            std::ofstream(cut, std::ios::binary | std::ios::trunc).write(bytes.data(), std::streamsize(length));
            const auto message = messageOf([&] { readSafetensors(cut); });
            QVERIFY2(message.find(cut.string()) != std::string::npos, message.c_str());
        }
    }

    void whatIsNoFileIsRefused()
    {
        EXPECT_REFUSED(readSafetensors(root() / "absent"), "Cannot open");
        EXPECT_REFUSED(readSafetensors(root()), "Cannot open");
        const fs::path pipe = root() / "pipe";
        QCOMPARE(mkfifo(pipe.c_str(), 0600), 0);
        EXPECT_REFUSED(readSafetensors(pipe), "Cannot open"); // and does not wait for a writer
        const fs::path loop = root() / "loop", sparse = root() / "sparse";
        fs::create_symlink(loop, loop);
        EXPECT_REFUSED(readSafetensors(loop), "Cannot open");
        const std::string header = R"({"a":{"dtype":"U8","shape":[1000000000000],"data_offsets":[0,1000000000000]}})";
        saveText(sparse, safetensors(header, 0));
        fs::resize_file(sparse, 8 + header.size() + 1000000000000); // takes no room on the disk
        EXPECT_REFUSED(readSafetensors(sparse), "do not fit into the memory");
    }
};

TEST_MAIN(TestSafetensors)
#include "tst_safetensors.moc"
