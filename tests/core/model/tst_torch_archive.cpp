// The archive around a .bin file: what PyTorch's versions write is found, and what is no such archive is refused.
#include "core/base/save_file.h"
#include "core/model/files/torch_bin/torch_bin.h"
#include "core/model/files/weights.h"
#include "tests/support/golden.h"
#include "tests/support/refusals.h"
#include "tests/support/test_main.h"
#include "tests/support/torch_archive.h"

#include <QElapsedTimer>
#include <QTemporaryDir>

#include <fstream>

#include <sys/stat.h>

using namespace diffuscope;
namespace fs = std::filesystem;

namespace {

// One byte of the archive exchanged, counted from the place of `mark`.
std::string patched(std::string file, const std::string& mark, std::size_t at, const std::string& bytes)
{
    return file.replace(file.find(mark) + at, bytes.size(), bytes);
}

} // namespace

class TestTorchArchive : public QObject {
    Q_OBJECT
    QTemporaryDir dir_;
    fs::path root() const { return dir_.path().toStdString(); }

private Q_SLOTS:
    void initTestCase() { QVERIFY(dir_.isValid()); }

    void hostileArchivesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("words");
        const auto row = [](const char* name, const std::string& file, const char* words) {
            QTest::newRow(name) << QByteArray(file.data(), qsizetype(file.size())) << words;
        };
        const std::string good = onlyTensor({}), pickle = pickledDict(pickledTensor({}));
        const std::string central = "PK\1\2", end = "PK\5\6";
        row("compressed", patched(good, central, 10, "\x08"), "data.pkl is compressed");
        row("compressed inside", patched(good, "PK\3\4", 8, "\x08"), "data.pkl differs from its own header");
        row("sizes differ", patched(good, central, 20, "\x01"), "data.pkl is compressed");
        row("encrypted", patched(good, central, 8, "\x01"), "data.pkl is encrypted");
        row("another name inside", patched(good, "PK\3\4", 30, "x"), "data.pkl differs from its own header");
        row("out of range", patched(good, central, 42, "\xff\xff\xff"), "data.pkl lies outside");
        row("too large", patched(patched(good, central, 20, "\xff\xff"), central, 24, "\xff\xff"),
            "data.pkl lies outside");
        row("split", patched(good, end, 4, "\x01"), "split archive");
        row("count", patched(good, end, 8, "\xff\xff\xff\xff"), "65535 entries");
        row("directory outside", patched(good, end, 16, "\xff\xff\xff\x7f"), "directory lies outside");
        row("directory longer", patched(good, end, 12, "\xff\xff\xff\x7f"), "directory lies outside");
        row("directory shorter", patched(good, end, 12, "\x90"), "");
        row("one entry fewer", patched(patched(good, end, 8, "\2"), end, 10, "\2"), "after the last entry");
        row("cut", good.substr(0, good.size() - 1), "not a whole zip archive");
        row("halved", good.substr(0, good.size() / 2), "not a whole zip archive");
        row("bytes before", "PK\3\4" + good, "directory is damaged");
        row("bytes behind", good + "x", "not a whole zip archive");
        row("same name twice", storedZip({{"a/data.pkl", pickle}, {"a/data/0", ""}, {"a/data/0", ""}}),
            "a/data/0 appears twice");
        std::string overlapping =
            storedZip({{"a/data.pkl", pickle}, {"a/data/0", std::string(16, '\1')}, {"a/data/1", ""}});
        const std::size_t last = overlapping.rfind(central);
        row("overlap", overlapping.replace(last + 46, 8, "a/data/0"), "differs from its own header");
        std::string nested = storedZip({{"a/data.pkl", storedZip({{"b", "inside"}}) + pickle}, {"b", "inside"}});
        nested.replace(nested.rfind(central) + 42, 4, little(30 + 10, 4)); // the entry inside the first one
        row("entry inside another", nested, "b overlaps another");
        row("no pickle", storedZip({{"a/version", "3"}}), "no data.pkl");
        row("two pickles", storedZip({{"a/data.pkl", pickle}, {"b/data.pkl", pickle}}), "more than one data.pkl");
        row("TorchScript", storedZip({{"a/data.pkl", pickle}, {"a/constants.pkl", ""}}), "TorchScript");
        row("big-endian", storedZip({{"a/data.pkl", pickle}, {"a/byteorder", "big"}}), "not little-endian");
        row("empty archive", storedZip({}), "not a file of torch.save");
        row("legacy", "\x80\x02\x8a\x0al\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.", "before PyTorch 1.6");
        row("empty file", "", "not a file of torch.save");
        row("a picture", "\x89PNG\r\n", "not a file of torch.save");
        row("LFS pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 454853117\n",
            "Git LFS pointer");
        std::string wide = good; // zip64 records that disagree with the usual ones
        wide.insert(wide.rfind(end), "PK\6\6" + little(44, 8) + little(0, 12) + little(3, 8) + little(3, 8) +
                                         little(1, 8) + little(2, 8) + "PK\6\7" + little(0, 4) +
                                         little(wide.rfind(end), 8) + little(1, 4));
        row("two directories", wide, "directory records differ");
        row("zip64 far away", patched(wide, "PK\6\7", 8, "\xff\xff\xff\xff\xff\xff\xff\xff"), "record lies outside");
    }
    void hostileArchivesAreRefused()
    {
        QFETCH(QByteArray, file);
        QFETCH(QString, words);
        const fs::path path = root() / "archive.bin";
        saveText(path, std::string_view(file.data(), std::size_t(file.size())));
        QElapsedTimer timer;
        timer.start();
        EXPECT_REFUSED(readTorchBin(path), words.toStdString());
        EXPECT_REFUSED(listTensorFile(path), path.string());
        QVERIFY(timer.elapsed() < 4000);
    }

    // PyTorch 2 adds entries to the archive and may add an argument to a tensor.
    void newerVersionsAreUnderstood()
    {
        std::string tensor = pickledTensor({});
        tensor.insert(tensor.size() - 2, "}");
        const ZipItems items = {{"w/data.pkl", pickledDict(tensor)}, {"w/.format_version", "1"},
                                {"w/.storage_alignment", "64"},      {"w/byteorder", "little"},
                                {"w/data/0", std::string(16, '\1')}, {"w/version", "3\n"},
                                {"w/.data/serialization_id", "0"}};
        QCOMPARE(parseTorchBin(storedZip(items), "x").tensors.at("a").bytes, std::string(16, '\1'));
        tensor.insert(tensor.size() - 2, pickled(std::string("conj")) + "\x88s");
        const std::string file = torchArchive(pickledDict(tensor));
        EXPECT_REFUSED(parseTorchBin(file, "x"), "negated or conjugated");
    }

    void zip64IsUnderstood()
    {
        std::string file = onlyTensor({});
        const std::size_t end = file.rfind("PK\5\6"), directory = file.find("PK\1\2");
        const std::string records = "PK\6\6" + little(44, 8) + little(0, 12) + little(3, 8) + little(3, 8) +
                                    little(end - directory, 8) + little(directory, 8) + "PK\6\7" + little(0, 4) +
                                    little(end, 8) + little(1, 4);
        file.insert(end, records);
        QCOMPARE(parseTorchBin(file, "x").tensors.size(), std::size_t(1));
        file.replace(file.rfind("PK\5\6") + 8, 12, std::string(12, '\xff')); // saturated: only the wide ones count
        QCOMPARE(parseTorchBin(file, "x").tensors.at("a").bytes, std::string(16, '\1'));
    }

    void everyTruncationIsRefused()
    {
        const std::string whole = readFile(kGolden / "bin-types/weights.bin");
        for (std::size_t length = 0; length < whole.size(); ++length) {
            const auto message =
                messageOf([&] { parseTorchBin(std::string_view(whole).substr(0, length), "cut.bin"); });
            QVERIFY2(message.find("cut.bin") != std::string::npos, message.c_str());
        }
    }

    void whatIsNoFileIsRefused()
    {
        EXPECT_REFUSED(readTorchBin(root() / "absent.bin"), "Cannot open");
        EXPECT_REFUSED(readTorchBin(root()), "Cannot open");
        const fs::path pipe = root() / "pipe.bin", loop = root() / "loop.bin", sparse = root() / "sparse.bin";
        QCOMPARE(mkfifo(pipe.c_str(), 0600), 0);
        EXPECT_REFUSED(readTensorFile(pipe), "Cannot open");
        fs::create_symlink(loop, loop);
        EXPECT_REFUSED(readTensorFile(loop), "Cannot open");
        std::ofstream(sparse) << "PK\3\4";
        fs::resize_file(sparse, std::uintmax_t(1) << 42); // takes no room on the disk
        EXPECT_REFUSED(readTensorFile(sparse), "do not fit into the memory");
        fs::resize_file(sparse, std::uintmax_t(1) << 30);
        EXPECT_REFUSED(readTensorFile(sparse), "not a whole zip archive");
    }
};

TEST_MAIN(TestTorchArchive)
#include "tst_torch_archive.moc"
