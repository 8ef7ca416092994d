// MNIST's files: plain and packed, with and without labels, and every way in which they can be damaged.
#include "core/base/error.h"
#include "core/base/save_file.h"
#include "core/data/dataset.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QTest>

#include <zlib.h>

#include <filesystem>
#include <fstream>

using namespace diffuscope;
namespace fs = std::filesystem;

namespace {

using Bytes = std::string;

void write(const fs::path& path, const Bytes& bytes) { std::ofstream(path, std::ios::binary) << bytes; }

Bytes bigEndian(std::uint32_t value) { return {char(value >> 24), char(value >> 16), char(value >> 8), char(value)}; }

int shade(const Image& picture, int row, int column) { return toByte(picture.at(0, row, column)); }

std::string errorOf(const fs::path& path)
{
    try {
        openDataset(path.string(), {});
        return {};
    } catch (const Error& problem) {
        return problem.what();
    }
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

Bytes idxImages(int count, int side)
{
    Bytes bytes = bigEndian(0x803) + bigEndian(std::uint32_t(count)) + bigEndian(std::uint32_t(side)) +
                  bigEndian(std::uint32_t(side));
    for (int k = 0; k < count; ++k)
        bytes += Bytes(std::size_t(side * side), char(10 * k));
    return bytes;
}

Bytes idxLabels(int count)
{
    Bytes bytes = bigEndian(0x801) + bigEndian(std::uint32_t(count));
    for (int k = 0; k < count; ++k)
        bytes += char(k % 3);
    return bytes;
}

void writeGzip(const fs::path& path, const Bytes& bytes)
{
    gzFile file = gzopen(path.c_str(), "wb");
    QVERIFY(file);
    QCOMPARE(gzwrite(file, bytes.data(), unsigned(bytes.size())), int(bytes.size()));
    gzclose(file);
}

} // namespace

class TestIdx : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        folder_ = std::make_unique<QTemporaryDir>();
        QVERIFY(folder_->isValid());
        root_ = folder_->path().toStdString();
    }

    void idxFiles()
    {
        const fs::path images = root_ / "train-images-idx3-ubyte", labels = root_ / "train-labels-idx1-ubyte";
        write(images, idxImages(6, 28));
        const auto unlabelled = openDataset(images.string(), {});
        QCOMPARE(unlabelled->classCount(), 0);
        write(labels, idxLabels(6));
        writeGzip(root_ / "t10k-images-idx3-ubyte.gz", idxImages(4, 28));
        writeGzip(root_ / "t10k-labels-idx1-ubyte.gz", idxLabels(4));
        const auto set = openDataset(images.string(), {});
        QCOMPARE(set->size(), 6);
        QCOMPARE(set->channels, 1);
        QCOMPARE(set->labels, (std::vector{0, 1, 2, 0, 1, 2}));
        QCOMPARE(set->classNames, (std::vector<std::string>{"0", "1", "2"}));
        QVERIFY(!set->mirrorSafe);
        QCOMPARE(shade(set->image(5), 1, 16), 0); // the border
        QCOMPARE(shade(set->image(5), 2, 16), 50);
        DatasetOptions small;
        small.image.size = 14;
        const auto packed = openDataset((root_ / "t10k-images-idx3-ubyte.gz").string(), small);
        QCOMPARE(packed->size(), 4);
        QCOMPARE(shade(packed->image(3), 0, 0), 30);
        const auto both = openDataset(root_.string(), {});
        QCOMPARE(both->labels, (std::vector{0, 1, 2, 0, 1, 2, 0, 1, 2, 0}));
        DatasetOptions few;
        few.limit = 5;
        QCOMPARE(openDataset(root_.string(), few)->labels, (std::vector{0, 2, 1, 0, 2}));
    }

    void damagedIdxFiles()
    {
        const fs::path images = root_ / "x-images-idx3-ubyte", packed = root_ / "y-images-idx3-ubyte.gz";
        const Bytes whole = idxImages(5, 28);
        write(images, whole.substr(0, whole.size() - 1));
        QVERIFY(contains(errorOf(images), "shorter") && contains(errorOf(images), "x-images"));
        write(images, whole + "more");
        QVERIFY(contains(errorOf(images), "longer"));
        write(images, whole.substr(0, 9));
        QVERIFY(contains(errorOf(images), "shorter"));
        write(images, bigEndian(0x803) + bigEndian(0xFFFFFFFF) + bigEndian(28) + bigEndian(28));
        QVERIFY(contains(errorOf(images), "absurd"));
        write(images, bigEndian(0x803) + bigEndian(90000000) + bigEndian(28) + bigEndian(28));
        QVERIFY(contains(errorOf(images), "promises"));
        writeGzip(packed, bigEndian(0x803) + bigEndian(90000000) + bigEndian(28) + bigEndian(28));
        QVERIFY(contains(errorOf(packed), "promises"));
        writeGzip(packed, whole);
        const Bytes bytes = readFile(packed);
        write(packed, bytes.substr(0, bytes.size() / 2));
        QVERIFY(!errorOf(packed).empty());
        write(images, whole);
        write(root_ / "x-labels-idx1-ubyte", idxLabels(4));
        QVERIFY(contains(errorOf(images), "4 labels for 5 pictures"));
        QVERIFY(contains(errorOf(root_ / "x-labels-idx1-ubyte"), "does not hold pictures"));
    }

private:
    std::unique_ptr<QTemporaryDir> folder_;
    fs::path root_;
};

TEST_MAIN(TestIdx)
#include "tst_idx.moc"
