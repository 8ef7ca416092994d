// What the benchmark reads about the processor and the memory.
#include "core/bench/machine_facts.h"
#include "tests/support/test_main.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <vector>

using namespace diffuscope;

class TestMachineFacts : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void processorIsReadFromItsFile_data();
    void processorIsReadFromItsFile();
    void peakOfMemoryStartsAgain();
};

void TestMachineFacts::processorIsReadFromItsFile_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("sets");
    QTest::addColumn<bool>("bfloat16");
    QTest::newRow("with bfloat16") << QByteArray("processor\t: 0\nmodel name\t: A Chip\nflags\t\t: fpu avx avx2 "
                                                 "avx512f avx512_bf16 zz\n\nmodel name\t: Another\n")
                                   << "A Chip"
                                   << "avx avx2 avx512f avx512_bf16" << true;
    QTest::newRow("without") << QByteArray("model name\t: Old\nvmx flags\t: avx512_bf16\nflags\t\t: sse4_2 avx\n")
                             << "Old"
                             << "sse4_2 avx" << false;
    QTest::newRow("ARM") << QByteArray("processor\t: 0\nFeatures\t: fp asimd bf16 i8mm\n") << "unknown"
                         << "asimd bf16 i8mm" << true;
    QTest::newRow("nothing") << QByteArray() << "unknown"
                             << "" << false;
}

void TestMachineFacts::processorIsReadFromItsFile()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, name);
    QFETCH(QString, sets);
    QFETCH(bool, bfloat16);
    QTemporaryDir folder;
    QFile file(folder.filePath("cpuinfo"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
    file.close();
    const ProcessorFacts facts = processorFacts(file.fileName().toStdString());
    QCOMPARE(QString::fromStdString(facts.name), name);
    QStringList found;
    for (const std::string& set : facts.instructionSets)
        found << QString::fromStdString(set);
    QCOMPARE(found.join(' '), sets);
    QCOMPARE(facts.nativeBfloat16, bfloat16);
}

void TestMachineFacts::peakOfMemoryStartsAgain()
{
    if (!restartPeakMemory())
        QSKIP("This system does not restart the peak of memory.");
    constexpr std::size_t kBytes = 64 << 20;
    const auto before = peakMemory();
    QVERIFY(before > 0);
    {
        const std::vector<char> room(kBytes, 1);
        QVERIFY(room.back() == 1 && peakMemory() >= before + kBytes / 10 * 9);
    }
    QVERIFY(peakMemory() >= before + kBytes / 10 * 9); // freed, but remembered
    QVERIFY(restartPeakMemory());
    QVERIFY(peakMemory() < before + kBytes / 2);
}

TEST_MAIN(TestMachineFacts)
#include "tst_machine_facts.moc"
