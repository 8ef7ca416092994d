// .bin files of torch.save: what they hold is read exactly, and a file that wants to do more than build tensors is
// refused by name.
#include "core/base/save_file.h"
#include "core/model/files/safetensors.h"
#include "core/model/files/torch_bin/torch_bin.h"
#include "core/model/files/weights.h"
#include "tests/support/golden.h"
#include "tests/support/refusals.h"
#include "tests/support/test_main.h"
#include "tests/support/torch_archive.h"

#include <QElapsedTimer>
#include <QTemporaryDir>

#include <cstring>

#include <sys/resource.h>

using namespace diffuscope;
namespace fs = std::filesystem;

namespace {

std::string floats(const std::vector<float>& values)
{
    std::string bytes(values.size() * sizeof(float), '\0');
    std::memcpy(bytes.data(), values.data(), bytes.size());
    return bytes;
}

void pickleColumns()
{
    QTest::addColumn<QByteArray>("pickle");
    QTest::addColumn<QString>("words");
}

void row(const char* name, const std::string& pickle, const char* words)
{
    QTest::newRow(name) << QByteArray(pickle.data(), qsizetype(pickle.size())) << words;
}

std::string value(const std::string& bytes) { return pickledDict(bytes); }

long peakKilobytes()
{
    rusage usage = {};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

} // namespace

class TestTorchBin : public QObject {
    Q_OBJECT
    QTemporaryDir dir_;
    fs::path root() const { return dir_.path().toStdString(); }

    void refusePickle()
    {
        QFETCH(QByteArray, pickle);
        QFETCH(QString, words);
        const std::string file = torchArchive(std::string(pickle.data(), std::size_t(pickle.size())));
        QElapsedTimer timer;
        timer.start();
        EXPECT_REFUSED(parseTorchBin(file, "hostile.bin"), words.toStdString());
        EXPECT_REFUSED(parseTorchBin(file, "hostile.bin"), "hostile.bin");
        QVERIFY2(timer.elapsed() < 4000, "two refusals, each ten times what it takes on a quiet machine");
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(dir_.isValid()); }

    // Every type, views of one storage, strides and offsets, parameters, metadata: written by PyTorch itself.
    void whatTorchWritesIsRead()
    {
        const fs::path file = kGolden / "bin-types/weights.bin";
        const auto expected = readSafetensors(kGolden / "bin-types/expected.safetensors").tensors;
        const auto found = readTorchBin(file).tensors;
        const auto listed = listTorchBin(file);
        QCOMPARE(found.size(), expected.size());
        QCOMPARE(listed.size(), expected.size());
        for (const auto& [name, tensor] : expected) {
            QCOMPARE(found.at(name).dtype, tensor.dtype);
            QCOMPARE(found.at(name).shape, tensor.shape);
            QVERIFY2(found.at(name).bytes == tensor.bytes, name.c_str());
            QCOMPARE(listed.at(name).dtype, tensor.dtype);
            QCOMPARE(listed.at(name).shape, tensor.shape);
        }
        const std::string bytes = readFile(file);
        QCOMPARE(parseTorchBin(bytes, "memory").tensors.size(), expected.size());
        const fs::path unnamed = root() / "download"; // told by its first bytes
        saveText(unnamed, bytes);
        QCOMPARE(readTensorFile(unnamed).tensors.size(), expected.size());
    }

    void stateDictsLieDeeperToo()
    {
        const std::string tensor = pickledTensor({}), inner = "}" + pickled(std::string("w")) + tensor + "s";
        const std::string outer = "\x80\x02}" + pickled(std::string("epoch")) + "K\3s" +
                                  pickled(std::string("state_dict")) + inner + "s" + pickled(std::string("optimizer")) +
                                  "]N}\x88" + "G" + std::string(8, '\0') + "0.";
        EXPECT_REFUSED(parseTorchBin(torchArchive(outer), "x"), "POP"); // and nothing else before it
        const std::string plain = outer.substr(0, outer.find(pickled(std::string("optimizer")))) + ".";
        QCOMPARE(parseTorchBin(torchArchive(plain), "x").tensors.at("w").bytes, std::string(16, '\1'));
        const std::string list = "\x80\x02}" + pickled(std::string("list")) + "](K\1Ne" + "s(" +
                                 pickled(std::string("w")) + tensor + pickled(std::string("real")) + "G" +
                                 std::string(8, '\0') + "u.";
        QCOMPARE(parseTorchBin(torchArchive(list), "x").tensors.size(), std::size_t(1));
    }

    void viewsAreWrittenOut()
    {
        const auto bytesOf = [](const PickleParts& parts) {
            const std::string file = torchArchive(pickledDict(pickledTensor(parts)), floats({0, 1, 2, 3}));
            return parseTorchBin(file, "x").tensors.at("a").bytes;
        };
        PickleParts parts;
        parts.strides = {1, 2};
        QCOMPARE(bytesOf(parts), floats({0, 2, 1, 3}));
        parts.shape = {3};
        parts.strides = {0};
        parts.offset = 3;
        QCOMPARE(bytesOf(parts), floats({3, 3, 3}));
        parts.shape = {2, 1};
        parts.strides = {2, std::int64_t(1) << 62}; // of an extent of 1: never taken
        parts.offset = 1;
        QCOMPARE(bytesOf(parts), floats({1, 3}));
        parts.shape = parts.strides = {};
        QCOMPARE(bytesOf(parts), floats({1}));
        parts.shape = {0, 5};
        parts.strides = {5, 1};
        parts.offset = 4;
        QCOMPARE(bytesOf(parts), std::string());
    }

    void strangeInstructionsAreRefused_data()
    {
        pickleColumns();
        const std::string command = pickled(std::string("true"));
        row("runs a program", value(pickledName("os", "system") + command + "\x85R"), "os.system");
        row("posix", value(pickledName("posix", "system")), "posix.system");
        row("eval", value(pickledName("builtins", "eval")), "builtins.eval");
        row("escapes", value(pickledName("a\x1b[2J", "b")), "a?[2J.b");
        row("nearly allowed", value(pickledName("torch._utils", "_rebuild_tensor_v2 ")), "_rebuild_tensor_v2 ");
        row("module and name moved", value(pickledName("torch", "_utils._rebuild_tensor_v2")), "asks for torch._utils");
        row("name without end", std::string("\x80\x02") + "cos", "ends too early");
        row("INST", value("(ios\nsystem\n"), "INST");
        row("OBJ", value("(" + pickledName("collections", "OrderedDict") + "o"), "OBJ");
        row("STACK_GLOBAL", value(command + command + "\x93"), "STACK_GLOBAL");
        row("NEWOBJ", value(pickledName("collections", "OrderedDict") + ")\x81"), "NEWOBJ");
        row("EXT1", value("\x82\x01"), "EXT1");
        row("PERSID", value("Pstorage\n"), "PERSID");
        row("unknown instruction", value("\xff"), "0xff");
        row("protocol 4", "\x80\x04}.", "protocol 4");
        row("no protocol", "}.", "no protocol");
    }
    void strangeInstructionsAreRefused() { refusePickle(); }

    void misusedInstructionsAreRefused_data()
    {
        pickleColumns();
        row("empty", "", "ends too early");
        row("no end", "\x80\x02}", "ends too early");
        row("nothing made", "\x80\x02.", "does not end where it should");
        row("two things made", "\x80\x02}}.", "does not end where it should");
        row("open mark", "\x80\x02(}.", "does not end where it should");
        row("goes on", "\x80\x02}.}", "does not end where it should");
        row("no dictionary", "\x80\x02K\1.", "dictionary of tensors");
        row("empty dictionary", "\x80\x02}.", "dictionary of tensors");
        row("takes too much", std::string("\x80\x02") + "R", "not there");
        row("below a mark", "\x80\x02}(\x85", "not there");
        row("mark missing", "\x80\x02}u", "mark that is not there");
        row("odd items", "\x80\x02}(K\1u", "a dictionary");
        row("stores into a number", std::string("\x80\x02K\1K\2K\3s"), "a container");
        row("appends to a dictionary", std::string("\x80\x02}K\1") + "a", "a container");
        row("builds a number", "\x80\x02K\1}b", "a container");
        row("calls a number", value("K\1)R"), "a call");
        row("calls with a list", value(pickledName("collections", "OrderedDict") + "]R"), "a call");
        row("calls a storage", value(pickledName("torch", "FloatStorage") + ")R"), "a call");
        row("dictionary of items", value(pickledName("collections", "OrderedDict") + "]\x85R"), "a call");
        row("parameter of a number", value(pickledName("torch._utils", "_rebuild_parameter") + "K\1\x89}\x87R"),
            "a call");
        row("recalls nothing", value("h\7"), "did not remember, number 7");
        row("remembers far away", value("Nr" + little(0xffffffff, 4)), "number 4294967295 instead of 0");
        row("remembers twice", value(std::string("Nq\0Nq\0", 6)), "number 0 instead of 1");
        row("remembers nothing", std::string("\x80\x02q\0", 4), "not there");
        row("deep marks", "\x80\x02" + std::string(200, '('), "nested too deeply");
        row("deep stack", "\x80\x02" + std::string(20000, '}'), "on its stack");
        row(
            "floods",
            "\x80\x02]" +
                [] {
                    std::string bytes;
                    for (int k = 0; k < 1100000; ++k)
                        bytes += ")a";
                    return bytes;
                }(),
            "values");
        row("deep tuple", value(std::string(900000, '\x85').insert(0, "N")), "dictionary of tensors");
        row("itself", std::string("\x80\x02}q\0", 5) + pickled(std::string("state_dict")) + std::string("h\0s.", 4),
            "dictionary of tensors");
        row("long integer", value("\x8a\xff" + std::string(255, '\1')), "integer of 255 bytes");
        row("long text", value("X\xff\xff\xff\xff"), "ends too early");
        row("storage of four", value("(" + pickled(std::string("storage")) + "NNNtQ"), "a storage");
        row("storage is a number", value("K\1Q"), "a storage");
        row("tensor twice",
            "\x80\x02}(" + pickled(std::string("a")) + pickledTensor({}) + pickled(std::string("a")) +
                pickledTensor({}) + "u.",
            "tensor a appears twice");
        row("unnamed tensor", "\x80\x02}K\1" + pickledTensor({}) + "s.", "without a name");
        row("name is no UTF-8", "\x80\x02}" + pickled(std::string("\xc3(")) + pickledTensor({}) + "s.",
            "without a name");
        row("unknown storage type", value(pickledName("torch", "ComplexFloatStorage")), "torch.ComplexFloatStorage");
        row("untyped storage", value(pickledName("torch.storage", "UntypedStorage")), "torch.storage.UntypedStorage");
    }
    void misusedInstructionsAreRefused() { refusePickle(); }

    void hostileTensorsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("words");
        const auto tensor = [](const char* name, const char* words, const PickleParts& parts) {
            const std::string file = onlyTensor(parts);
            QTest::newRow(name) << QByteArray(file.data(), qsizetype(file.size())) << words;
        };
        const std::int64_t huge = std::int64_t(1) << 40, most = INT64_MAX;
        PickleParts parts;
        tensor("one too many", "tensor a reaches beyond", {.shape = {5}, .strides = {1}});
        tensor("offset", "tensor a reaches beyond", {.offset = 1});
        tensor("offset alone", "tensor a reaches beyond", {.offset = 5, .shape = {0}, .strides = {1}});
        tensor("stride", "tensor a reaches beyond", {.strides = {3, 1}});
        tensor("stride overflows", "tensor a reaches beyond", {.shape = {3, 3}, .strides = {most, most}});
        tensor("offset overflows", "tensor a reaches beyond", {.offset = most});
        tensor("negative offset", "a tensor", {.offset = -1});
        tensor("negative stride", "a shape", {.strides = {-2, 1}});
        tensor("negative extent", "a shape", {.shape = {-2, 2}});
        tensor("rank", "a tensor", {.strides = {1}});
        tensor("nine dimensions", "a shape",
               {.shape = std::vector<std::int64_t>(9, 1), .strides = std::vector<std::int64_t>(9, 1)});
        tensor("numel overflows", "impossible shape", {.shape = {huge, huge}, .strides = {0, 0}});
        tensor("hidden by zero", "impossible shape", {.shape = {0, huge, huge}, .strides = {0, 0, 0}});
        tensor("stride 0 bomb", "tensor a repeats its values", {.shape = {huge}, .strides = {0}});
        tensor("small bomb", "tensor a repeats its values", {.shape = {1 << 20}, .strides = {0}});
        tensor("storage count", "storage of another size", {.count = 5});
        tensor("storage count huge", "storage of another size", {.count = most});
        tensor("negative count", "a storage", {.count = -1});
        tensor("storage type", "storage of another size", {.type = "DoubleStorage"});
        tensor("storage missing", "storage 1, which is missing", {.key = "1"});
        tensor("storage elsewhere", "storage ../data.pkl, which is missing", {.key = "../data.pkl"});
        tensor("storage without key", "a storage", {.key = ""});
        tensor("storage with a long key", "a storage", {.key = std::string(41, 'k')});
    }
    void hostileTensorsAreRefused()
    {
        QFETCH(QByteArray, file);
        QFETCH(QString, words);
        const fs::path path = root() / "hostile.bin";
        saveText(path, std::string_view(file.data(), std::size_t(file.size())));
        QElapsedTimer timer;
        timer.start();
        EXPECT_REFUSED(readTorchBin(path), words.toStdString());
        EXPECT_REFUSED(listTorchBin(path), words.toStdString());
        QVERIFY(timer.elapsed() < 4000);
    }

    // No byte of the archive, whatever its value, leads to anything but tensors or a refusal.
    void everyByteMayBeWrong()
    {
        const std::string whole = onlyTensor({.strides = {1, 2}});
        for (std::size_t at = 0; at < whole.size(); ++at)
            for (const int change : {1, 0x80, 0xff}) {
                std::string file = whole;
                file[at] = char(file[at] ^ change);
                try {
                    QVERIFY(parseTorchBin(file, "x").tensors.size() <= 1);
                } catch (const Error&) { // anything else ends the test
                }
            }
    }

    // Many tensors of one storage: at most four times the file and a megabyte, then refused before it is spent.
    void memoryStaysNearTheFile()
    {
        const std::string storage(std::size_t(8) << 20, '\1');
        std::string pickle = "\x80\x02}";
        for (int k = 0; k < 100; ++k)
            pickle += pickled("t" + std::to_string(k)) +
                      pickledTensor({.count = 2 << 20, .shape = {2, 1 << 20}, .strides = {1, 2}}) + "s";
        const fs::path path = root() / "many.bin";
        saveText(path, torchArchive(pickle + ".", storage));
        const long before = peakKilobytes();
        EXPECT_REFUSED(readTorchBin(path), "repeats its values too often");
        QVERIFY(peakKilobytes() - before < 64 << 10);
    }
};

TEST_MAIN(TestTorchBin)
#include "tst_torch_bin.moc"
