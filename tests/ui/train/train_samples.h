#pragma once
#include "core/messages/events.h"
#include "ui/style/theme.h"

#include <QApplication>
#include <QLabel>
#include <QPixmap>
#include <QTest>
#include <QWidget>

// What a run and a dataset tell, for the tests of the parts of Train, and how these look.
namespace diffuscope::ui {

inline QString textOf(const QWidget* widget)
{
    QStringList all;
    for (const QLabel* label : widget->findChildren<QLabel*>())
        if (label->isVisibleTo(widget))
            all << label->text();
    return all.join(u'\n');
}

// For a look at what is hard to bring about: set DIFFUSCOPE_PICTURES to a folder.
inline void keepPicture(QWidget& widget, const QString& name)
{
    const QString folder = qEnvironmentVariable("DIFFUSCOPE_PICTURES");
    for (const ThemeName theme : {ThemeName::Paper, ThemeName::Ink}) {
        applyTheme(*static_cast<QApplication*>(QApplication::instance()), theme);
        QCoreApplication::processEvents();
        const QPixmap picture = widget.grab();
        QVERIFY(!picture.isNull());
        if (!folder.isEmpty())
            picture.save(folder + u'/' + name + (theme == ThemeName::Ink ? "-ink.png" : "-paper.png"));
    }
}

inline TrainStatus running(const std::string& message = {}, bool trouble = false)
{
    TrainStatus status;
    status.state = TrainState::Running;
    status.step = 6400;
    status.totalSteps = 12000;
    status.smoothedLoss = 0.0356;
    status.imagesPerSecond = 212;
    status.secondsElapsed = 966;
    status.secondsLeft = 845;
    status.validationLoss = 0.0374;
    status.heldOut = 168;
    status.memoryBytes = 1'400'000'000;
    status.folder = "/runs/one";
    status.message = message;
    status.diskError = trouble;
    return status;
}

inline TrainStatus failedWithOffer()
{
    TrainStatus status = running("Training has diverged: the loss was not a finite number 20 times in a row.");
    status.state = TrainState::Failed;
    status.next = {NextStep::Kind::ResumeRun,
                   {"Go on from step %1 with half the learning rate", {"6000"}},
                   status.folder,
                   {{"learning_rate", 1e-4}},
                   6000};
    return status;
}

inline DatasetOpened looked()
{
    DatasetOpened set;
    set.name = "tiles";
    set.source = "/pictures/tiles";
    set.size = 3368;
    set.channels = 3;
    set.side = 16;
    set.classes = {{"armour", 1450, {}}, {"demons", 1000, {}}, {"food", 25, {}}, {"trees", 893, {}}};
    set.skipped = {{"a/torn.png", "This is not an image"},
                   {"b/huge.png", "It is too large"},
                   {"b/none.png", "This is not an image"}};
    for (int k = 0; k < 16; ++k)
        set.samples.emplace_back(3, 16, 16, float(k) / 8 - 1);
    set.report.looked = 3371;
    set.report.sizes = {{"32 x 32", 3000}, {"64 x 48", 300}, {"other", 68}};
    set.report.sides = {{"32 to 63 px", 3300}, {"64 to 127 px", 68}};
    set.report.colourModes = {{"RGB", 3000}, {"RGB with alpha", 368}};
    set.report.duplicates = {{"/pictures/tiles/a/one.png", {"/pictures/tiles/b/two.png", "c/three.png"}}};
    set.report.remarks = {{"Only the pictures in train are used", {}, 0},
                          {"Of one colour all over", {"/pictures/tiles/a/black\n.png"}, 3}};
    set.report.duplicateFiles = 2;
    set.report.bytes = 12'300'000;
    set.report.seconds = 1.4;
    set.report.cacheFile = "/cache/tiles.bin";
    return set;
}

} // namespace diffuscope::ui
