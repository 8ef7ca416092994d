#include "core/base/error.h"
#include "core/data/dataset.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>

using namespace diffuscope;
namespace fs = std::filesystem;

namespace {

// A record whose red, green and blue planes are `shade`, `shade` + 1 and `shade` + 2, but for the red pixel of the
// first row's second column, which is 200.
std::string record(const std::string& labels, int shade)
{
    std::string bytes = labels;
    for (int plane = 0; plane < 3; ++plane)
        bytes += std::string(1024, char(shade + plane));
    bytes[labels.size() + 1] = char(200);
    return bytes;
}

void write(const fs::path& file, const std::string& bytes)
{
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << bytes;
}

std::string label(int value) { return std::string(1, char(value)); }

DatasetOptions sized(int size, int limit = 0)
{
    DatasetOptions options;
    options.image.size = size;
    options.limit = limit;
    return options;
}

int value(const Dataset& set, int index, int channel, int row, int column)
{
    return toByte(set.image(index).at(channel, row, column));
}

std::string errorOf(const fs::path& file)
{
    try {
        openDataset(file.string(), sized(32));
        return {};
    } catch (const Error& problem) {
        return problem.happened() + " | " + problem.subject() + " | " + problem.advice();
    }
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

} // namespace

class TestCifar : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        folder_ = std::make_unique<QTemporaryDir>();
        root_ = folder_->path().toStdString();
    }

    void tenClassesTrainingOnly()
    {
        write(root_ / "data_batch_2.bin", record(label(9), 60));
        write(root_ / "data_batch_1.bin", record(label(3), 20) + record(label(0), 40));
        write(root_ / "test_batch.bin", record(label(1), 90));
        write(root_ / "batches.meta.txt", "airplane\r\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n");
        const auto set = openDataset(root_.string(), sized(32));
        QCOMPARE(set->size(), 3);
        QCOMPARE(set->labels, (std::vector<int>{3, 0, 9}));
        QCOMPARE(set->classNames.size(), std::size_t(10));
        QCOMPARE(set->classNames.front(), std::string("airplane"));
        QCOMPARE(set->classNames.back(), std::string("truck"));
        QCOMPARE(value(*set, 2, 0, 0, 0), 60); // red, green, blue: not turned round
        QCOMPARE(value(*set, 2, 1, 5, 7), 61);
        QCOMPARE(value(*set, 2, 2, 31, 31), 62);
        QCOMPARE(value(*set, 0, 0, 0, 1), 200); // rows, not columns
        QCOMPARE(value(*set, 0, 0, 1, 0), 20);
        QCOMPARE(set->report.looked, 3);
        QCOMPARE(set->report.sizes.front().name, std::string("32 x 32"));
        QCOMPARE(openDataset(root_.string(), sized(16))->width, 16);
    }

    void theTestBatchAloneIsASet()
    {
        write(root_ / "test_batch.bin", record(label(1), 90) + record(label(2), 91));
        const auto set = openDataset((root_ / "test_batch.bin").string(), sized(32));
        QCOMPARE(set->labels, (std::vector<int>{1, 2}));
        QCOMPARE(set->classNames.at(7), std::string("7"));
        QCOMPARE(openDataset(root_.string(), sized(32))->size(), 2);
    }

    void aHundredClassesAreTheFineOnes()
    {
        std::string names;
        for (int k = 0; k < 100; ++k)
            names += "fine" + std::to_string(k) + "\n";
        write(root_ / "fine_label_names.txt", names);
        write(root_ / "train.bin", record(label(19) + label(99), 10) + record(label(4) + label(30), 50));
        write(root_ / "test.bin", record(label(1) + label(1), 10));
        const auto set = openDataset(root_.string(), sized(32));
        QCOMPARE(set->labels, (std::vector<int>{99, 30}));
        QCOMPARE(set->classNames.at(99), std::string("fine99"));
        QCOMPARE(value(*set, 1, 2, 3, 3), 52);
    }

    void aLimitIsSpreadOverTheBatches()
    {
        for (int batch = 1; batch <= 4; ++batch) {
            std::string bytes;
            for (int k = 0; k < 5; ++k)
                bytes += record(label(batch), 50 * (batch - 1) + k);
            write(root_ / ("data_batch_" + std::to_string(batch) + ".bin"), bytes);
        }
        const auto set = openDataset(root_.string(), sized(32, 4));
        QCOMPARE(set->labels, (std::vector<int>{1, 2, 3, 4}));
        QCOMPARE(value(*set, 3, 0, 0, 0), 150);
    }

    void otherNamesByContent()
    {
        write(root_ / "mine.bin", record(label(1), 10) + record(label(2), 20));
        QCOMPARE(openDataset((root_ / "mine.bin").string(), sized(32))->size(), 2);
        write(root_ / "range.bin", record(label(1), 10) + record(label(10), 20));
        QVERIFY(contains(errorOf(root_ / "range.bin"), "not a dataset"));
        write(root_ / "short.bin", record(label(1), 10) + "xy");
        QVERIFY(contains(errorOf(root_ / "short.bin"), "not a dataset"));
    }

    void saysWhatIsWrong()
    {
        const std::string two = record(label(1), 10) + record(label(2), 20);
        write(root_ / "data_batch_1.bin", two.substr(0, two.size() - 5));
        QVERIFY2(contains(errorOf(root_), "cut short"), errorOf(root_).c_str());
        QVERIFY(contains(errorOf(root_), "data_batch_1.bin"));
        write(root_ / "data_batch_1.bin", "");
        QVERIFY(contains(errorOf(root_), "cut short"));
        write(root_ / "data_batch_1.bin", two + record(label(77), 3));
        QVERIFY2(contains(errorOf(root_), "out of range: record 2"), errorOf(root_).c_str());
    }

private:
    std::unique_ptr<QTemporaryDir> folder_;
    fs::path root_;
};

TEST_MAIN(TestCifar)
#include "tst_cifar.moc"
