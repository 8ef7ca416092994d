// NumPy arrays as people have them: every layout, type and place of the labels; and headers that lie.
#include "core/base/error.h"
#include "core/data/dataset.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QTest>

#include <archive.h>
#include <archive_entry.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>

using namespace diffuscope;
namespace fs = std::filesystem;

namespace {

using Bytes = std::string;

constexpr int kCount = 6, kSide = 8;

Bytes npy(const std::string& type, const std::string& shape, const Bytes& values, const char* order = "False")
{
    Bytes header = "{'descr': '" + type + "', 'fortran_order': " + order + ", 'shape': (" + shape + "), }";
    header += Bytes(63 - (10 + header.size()) % 64, ' ') + '\n';
    return Bytes("\x93NUMPY\1\0", 8) + char(header.size() % 256) + char(header.size() / 256) + header + values;
}

template <typename Value> Bytes bytesOf(Value value, bool swapped = false)
{
    Bytes bytes(sizeof(Value), '\0');
    std::memcpy(bytes.data(), &value, sizeof(Value));
    return swapped ? Bytes(bytes.rbegin(), bytes.rend()) : bytes;
}

// Picture k is of shade 10 k in the first channel, and 10 k + 100 in the others.
int shade(int picture, int channel) { return 10 * picture + (channel > 0 ? 100 : 0); }

Bytes pictures(int channels, bool channelsFirst, const std::function<Bytes(int shade)>& valueOf)
{
    Bytes all;
    for (int k = 0; k < kCount; ++k)
        for (int n = 0; n < channels * kSide * kSide; ++n)
            all += valueOf(shade(k, channelsFirst ? n / (kSide * kSide) : n % channels));
    return all;
}

Bytes byte(int value) { return Bytes(1, char(value)); }

void write(const fs::path& path, const Bytes& bytes) { std::ofstream(path, std::ios::binary) << bytes; }

void writeNpz(const fs::path& file, const std::vector<std::pair<std::string, Bytes>>& arrays)
{
    struct archive* out = archive_write_new();
    archive_write_set_format_zip(out);
    QCOMPARE(archive_write_open_filename(out, file.c_str()), ARCHIVE_OK);
    for (const auto& [name, bytes] : arrays) {
        struct archive_entry* header = archive_entry_new();
        archive_entry_set_pathname(header, (name + ".npy").c_str());
        archive_entry_set_size(header, la_int64_t(bytes.size()));
        archive_entry_set_filetype(header, AE_IFREG);
        QCOMPARE(archive_write_header(out, header), ARCHIVE_OK);
        archive_write_data(out, bytes.data(), bytes.size());
        archive_entry_free(header);
    }
    QCOMPARE(archive_write_close(out), ARCHIVE_OK);
    archive_write_free(out);
}

std::shared_ptr<const Dataset> opened(const fs::path& file, int limit = 0)
{
    DatasetOptions options;
    options.image.size = kSide;
    options.limit = limit;
    return openDataset(file.string(), options);
}

std::string errorOf(const fs::path& file)
{
    try {
        opened(file);
        return {};
    } catch (const Error& problem) {
        return problem.what();
    }
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

int valueAt(const Dataset& set, int index, int channel) { return toByte(set.image(index).at(channel, 3, 3)); }

const std::vector<std::string> kNumbers = {"0", "1", "2"};
const std::vector<int> kLabels = {0, 1, 2, 0, 1, 2};

} // namespace

class TestNumpy : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        folder_ = std::make_unique<QTemporaryDir>();
        root_ = folder_->path().toStdString();
    }

    void everyLayoutAndType_data()
    {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("shape");
        QTest::addColumn<int>("channels");
        QTest::addColumn<bool>("first");
        QTest::addColumn<int>("kind"); // of the values
        QTest::newRow("N H W bytes") << QByteArray("|u1") << QByteArray("6, 8, 8") << 1 << false << 0;
        QTest::newRow("N rows of a square") << QByteArray("|u1") << QByteArray("6, 64") << 1 << false << 0;
        QTest::newRow("N H W 1") << QByteArray("|u1") << QByteArray("6, 8, 8, 1") << 1 << false << 0;
        QTest::newRow("N H W 3") << QByteArray("|u1") << QByteArray("6, 8, 8, 3") << 3 << false << 0;
        QTest::newRow("N 3 H W") << QByteArray("|u1") << QByteArray("6, 3, 8, 8") << 3 << true << 0;
        QTest::newRow("N rows of three planes") << QByteArray("|u1") << QByteArray("6, 192") << 3 << true << 0;
        QTest::newRow("0 to 1") << QByteArray("<f4") << QByteArray("6, 8, 8") << 1 << false << 1;
        QTest::newRow("-1 to 1") << QByteArray("<f4") << QByteArray("6, 3, 8, 8") << 3 << true << 2;
        QTest::newRow("big-endian doubles to 255") << QByteArray(">f8") << QByteArray("6, 8, 8") << 1 << false << 3;
        QTest::newRow("64-bit whole numbers") << QByteArray("<i8") << QByteArray("6, 8, 8, 3") << 3 << false << 4;
    }
    void everyLayoutAndType()
    {
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, shape);
        QFETCH(int, channels);
        QFETCH(bool, first);
        QFETCH(int, kind);
        const std::vector<std::function<Bytes(int)>> values = {
            byte, [](int v) { return bytesOf(float(v) / 255); }, [](int v) { return bytesOf(float(v) / 127.5f - 1); },
            [](int v) { return bytesOf(double(v), true); }, [](int v) { return bytesOf(std::int64_t(v)); }};
        write(root_ / "set.npy",
              npy(type.toStdString(), shape.toStdString(), pictures(channels, first, values[std::size_t(kind)])));
        const auto set = opened(root_ / "set.npy");
        QCOMPARE(set->size(), kCount);
        QCOMPARE(set->channels, channels);
        QCOMPARE(set->classCount(), 0);
        for (int k = 0; k < kCount; ++k)
            for (int channel = 0; channel < channels; ++channel)
                QVERIFY(std::abs(valueAt(*set, k, channel) - shade(k, channel)) <= (kind == 1 || kind == 2 ? 1 : 0));
        QCOMPARE(valueAt(*opened(root_ / "set.npy", 2), 1, 0), shade(3, 0)); // a limit is spread evenly
    }

    void labelsInAndBeside()
    {
        const Bytes images = npy("|u1", "6, 8, 8", pictures(1, false, byte));
        Bytes numbers, column, oneHot, several;
        for (const int label : kLabels) {
            numbers += bytesOf(std::int64_t(label));
            column += byte(label);
            for (int k = 0; k < 3; ++k) {
                oneHot += byte(k == label);
                several += byte(1);
            }
        }
        const auto test = npy("|u1", "6, 8, 8", pictures(1, false, [](int) { return byte(9); }));
        writeNpz(root_ / "medmnist.npz", {{"test_images", test},
                                          {"train_images", images},
                                          {"test_labels", npy("|u1", "6, 1", Bytes(6, '\0'))},
                                          {"train_labels", npy("|u1", "6, 1", column)}});
        const auto med = opened(root_ / "medmnist.npz");
        QCOMPARE(med->classNames, kNumbers);
        QCOMPARE(med->labels, kLabels);
        QCOMPARE(valueAt(*med, 5, 0), shade(5, 0));
        QVERIFY(contains(med->report.remarks.front().what, "test_images"));

        writeNpz(root_ / "kmnist-train-imgs.npz", {{"arr_0", images}});
        writeNpz(root_ / "kmnist-train-labels.npz", {{"arr_0", npy("<i8", "6,", numbers)}});
        QCOMPARE(opened(root_ / "kmnist-train-imgs.npz")->labels, kLabels);

        write(root_ / "sprites_6_8x8.npy", images);
        write(root_ / "sprite_labels_nc_6_8x8.npy", npy("|u1", "6, 3", oneHot));
        QCOMPARE(opened(root_ / "sprites_6_8x8.npy")->labels, kLabels);

        write(root_ / "sprite_labels_nc_6_8x8.npy", npy("|u1", "6, 3", several));
        const auto unlabelled = opened(root_ / "sprites_6_8x8.npy");
        QCOMPARE(unlabelled->classCount(), 0);
        QVERIFY(contains(unlabelled->report.remarks.front().what, "labels"));
    }

    // As QuickDraw's downloads lie in a folder.
    void aFileForEachClass()
    {
        const auto drawn = [](int count, int from, const char* shape = "8, 8") {
            Bytes all;
            for (int k = 0; k < count; ++k)
                all += Bytes(64, char(from + k));
            return npy("|u1", std::to_string(count) + ", " + shape, all);
        };
        const fs::path folder = root_ / "drawings";
        fs::create_directories(folder);
        write(folder / "full_numpy_bitmap_train.npy", drawn(4, 100)); // the railway's, no part of a set
        write(folder / "full_numpy_bitmap_yoga.npy", drawn(2, 200));
        write(folder / "full_numpy_bitmap_cat.npy", drawn(6, 10));
        write(folder / "README.txt", "nothing");
        const auto set = opened(folder);
        QCOMPARE(set->name, std::string("drawings"));
        QCOMPARE(set->classNames, (std::vector<std::string>{"cat", "train", "yoga"}));
        QCOMPARE(set->labels, (std::vector<int>{0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2}));
        QCOMPARE(valueAt(*set, 7, 0), 101);
        QCOMPARE(valueAt(*set, 11, 0), 201);
        const auto half = opened(folder, 6); // spread over all, as in other sources
        QCOMPARE(half->labels, (std::vector<int>{0, 0, 0, 1, 1, 2}));
        QCOMPARE(valueAt(*half, 1, 0), 12);

        write(folder / "numbers.npy", npy("<f4", "3,", Bytes(12, '\0')));
        QCOMPARE(opened(folder)->classNames.size(), std::size_t(3));
        QVERIFY(contains(opened(folder)->report.remarks.front().files.front(), "numbers.npy"));
        write(folder / "dog.npy", npy("|u1", "2, 81", Bytes(162, '\1')));
        const std::string differs = errorOf(folder);
        QVERIFY2(contains(differs, "dog.npy: |u1 2 x 81") &&
                     contains(differs, "full_numpy_bitmap_cat.npy: |u1 6 x 8 x 8"),
                 differs.c_str());
        fs::remove(folder / "dog.npy");
        fs::remove(folder / "numbers.npy");

        fs::create_directories(root_ / "parts");
        write(root_ / "parts" / "train.npy", drawn(4, 1));
        write(root_ / "parts" / "test.npy", drawn(2, 1));
        QCOMPARE(opened(root_ / "parts")->size(), 4); // parts of one set are no classes
        fs::create_directories(root_ / "outer");
        fs::rename(folder, root_ / "outer" / "inner"); // further down
        QCOMPARE(opened(root_ / "outer")->classCount(), 3);
    }

    void whatIsNoPictureIsNamed()
    {
        const auto said = [this](const Bytes& bytes) {
            write(root_ / "x.npy", bytes);
            return errorOf(root_ / "x.npy");
        };
        const Bytes images = pictures(1, false, byte);
        QVERIFY(contains(said(npy("<f4", "10, 7", Bytes(280, '\0'))), "<f4 10 x 7"));
        QVERIFY(contains(said(npy("|O", "6, 8, 8", images)), "no pictures"));
        QVERIFY(contains(said(npy("|u1", "6, 8, 8", images, "True")), "Fortran"));
        QVERIFY(contains(said(npy("<f4", "2, 4, 4", Bytes(128, '\xFF'))), "finite"));
        QVERIFY(contains(said(npy("<i4", "2, 4, 4", Bytes(128, '\x70'))), "not those of pictures"));
        QVERIFY(contains(said(npy("|u1", "6000000, 8, 8", images)), "promises"));
        QVERIFY(contains(said(npy("|u1", "0, 9999999999999, 99999999999999", images)), "header"));
        QVERIFY(contains(said(images), "not a NumPy array"));
        writeNpz(root_ / "names.npz", {{"names", npy("<U9", "6,", Bytes(216, ' '))}});
        QVERIFY(contains(errorOf(root_ / "names.npz"), "names, <U9 6"));
        const Bytes good = npy("|u1", "6, 8, 8", images);
        for (std::size_t length = 0; length < good.size(); length += 7)
            QVERIFY(!said(good.substr(0, length)).empty());
    }

private:
    std::unique_ptr<QTemporaryDir> folder_;
    fs::path root_;
};

TEST_MAIN(TestNumpy)
#include "tst_numpy.moc"
