#include "core/session/catalog.h"
#include "tests/journeys/workbench.h"
#include "ui/modes/modes.h"

#include <QTest>

using namespace diffuscope;
using namespace diffuscope::ui;

namespace {
constexpr int kTraining = 120'000;
}

// What the modes say of themselves in numbers agrees with the engine.
class TestFacts : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void namesAreUnique();
    void forwardKnowsItsPicture();
    void trainAndReverseKnowTheirRun();

private:
    Workspace& mode(const char* id) const
    {
        for (const auto& mode : modes_)
            if (mode->id() == QLatin1String(id))
                return *mode;
        qFatal("no mode %s", id);
    }
    QVariant fact(const char* id, const char* name) const { return mode(id).fact(QLatin1String(name)); }

    QTemporaryDir folder_;
    std::unique_ptr<Bridge> bridge_;
    std::vector<std::unique_ptr<Workspace>> modes_;
};

void TestFacts::initTestCase()
{
    writePictures(folder_.filePath(QStringLiteral("pictures")), 8);
    bridge_ = std::make_unique<Bridge>();
    modes_ = makeModes(*bridge_);
    QCOMPARE(modes_.size(), std::size_t(4));
    QVERIFY(!fact("forward", "picture").isValid());
    QCOMPARE(fact("train", "state").toString(), QStringLiteral("idle"));
    QVERIFY(!fact("reverse", "sampler").isValid());
    DatasetRequest request;
    request.source = folder_.filePath(QStringLiteral("pictures")).toStdString();
    bridge_->session().openDataset(request);
    QTRY_VERIFY_WITH_TIMEOUT(bridge_->dataset().has_value(), kTraining);
}

void TestFacts::namesAreUnique()
{
    for (const auto& mode : modes_) {
        QSet<QString> facts, commands;
        for (const Workspace::Fact& fact : mode->facts()) {
            QVERIFY2(!facts.contains(fact.id), qPrintable(mode->id() + u' ' + fact.id));
            facts.insert(fact.id);
        }
        for (const Command* command : mode->commands()) {
            QVERIFY2(!commands.contains(command->id()), qPrintable(mode->id() + u' ' + command->id()));
            commands.insert(command->id());
        }
    }
}

void TestFacts::forwardKnowsItsPicture()
{
    const Schedule linear = makeSchedule({});
    for (const int step : {0, 1, 240, 1000}) {
        mode("forward").timeline()->setStep(step);
        QCOMPARE(fact("forward", "t").toInt(), step);
        QCOMPARE(fact("forward", "alphaBar").toDouble(), linear.alphaBar(step - 1));
        QCOMPARE(fact("forward", "snr").toDouble(), linear.snrDecibel(step - 1));
    }
    QCOMPARE(fact("forward", "T").toInt(), 1000);
    QCOMPARE(fact("forward", "schedule").toString(), QStringLiteral("linear"));
    QCOMPARE(fact("forward", "form").toString(), QStringLiteral("jump"));
    QVERIFY(fact("forward", "side").toInt() > 0);
    const qulonglong seed = fact("forward", "seed").toULongLong();
    mode("forward").command(QStringLiteral("new noise"))->run();
    QCOMPARE(fact("forward", "seed").toULongLong(), seed + 1);
    mode("forward").command(QStringLiteral("jump / walk"))->run();
    QCOMPARE(fact("forward", "form").toString(), QStringLiteral("walk"));
}

void TestFacts::trainAndReverseKnowTheirRun()
{
    TrainRequest request;
    request.source = folder_.filePath(QStringLiteral("pictures")).toStdString();
    request.folder = folder_.filePath(QStringLiteral("run")).toStdString();
    request.overrides = {{"size", 16LL},         {"steps", 6LL},         {"batch", 4LL},
                         {"preview_count", 1LL}, {"preview_steps", 1LL}, {"timesteps", 400LL}};
    bridge_->session().startTraining(request);
    QTRY_COMPARE_WITH_TIMEOUT(fact("train", "state").toString(), QStringLiteral("finished"), kTraining);
    QCOMPARE(fact("train", "step").toInt(), 6);
    QCOMPARE(fact("train", "steps").toInt(), 6);
    QCOMPARE(fact("train", "checkpoint").toInt(), 6);
    QCOMPARE(fact("train", "loss").toDouble(), bridge_->training().smoothedLoss);

    Workspace& reverse = mode("reverse");
    QVERIFY(!reverse.command(QStringLiteral("generate"))->disabledReason().isEmpty());
    QVERIFY(reverse.opens(PathKind::Model));
    reverse.open(QString::fromStdString(request.folder));
    QTRY_VERIFY_WITH_TIMEOUT(bridge_->model().has_value(), kTraining);
    type(&reverse, "steps", 4);
    QCOMPARE(reverse.command(QStringLiteral("generate"))->disabledReason(), QString());
    reverse.command(QStringLiteral("generate"))->run();
    QVERIFY(fact("reverse", "model").isValid());
    QTRY_VERIFY_WITH_TIMEOUT(fact("reverse", "networkCalls").isValid() && fact("reverse", "frames").toInt() == 5,
                             kTraining);
    QCOMPARE(fact("reverse", "steps").toInt(), 4);
    QVERIFY(fact("reverse", "networkCalls").toInt() >= 4);
    QVERIFY(!fact("reverse", "sampler").toString().isEmpty());
    QCOMPARE(fact("reverse", "frame").toInt(), 4); // the newest is shown: the data
    QCOMPARE(fact("reverse", "t").toInt(), 0);
    QCOMPARE(fact("reverse", "alphaBar").toDouble(), 1.0);
}

OWN_SETTINGS_TEST_MAIN(TestFacts)

#include "tst_facts.moc"
