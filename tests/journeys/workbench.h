#pragma once
#include "core/session/catalog.h"
#include "tests/support/patience.h"
#include "tests/support/test_main.h"
#include "ui/bridge/bridge.h"
#include "ui/style/theme.h"
#include "ui/timeline/timeline_bar.h"
#include "ui/train/training_speeds.h"
#include "ui/workspace/workspace.h"

#include <QApplication>
#include <QDir>
#include <QHBoxLayout>
#include <QImage>
#include <QScrollArea>
#include <QSettings>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <optional>

// A workspace as the frame shows it: canvas, inspector beside, timeline below.
class Workbench : public QWidget {
public:
    explicit Workbench(diffuscope::ui::Workspace* workspace) : workspace_(workspace)
    {
        diffuscope::ui::applyTheme(*static_cast<QApplication*>(QApplication::instance()),
                                   diffuscope::ui::ThemeName::Ink);
        auto* column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(0);
        auto* row = new QHBoxLayout;
        row->setSpacing(0);
        row->addWidget(workspace, 1);
        inspector_ = new QScrollArea;
        inspector_->setFrameShape(QFrame::NoFrame);
        inspector_->setWidgetResizable(true);
        inspector_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        inspector_->setWidget(workspace->inspector());
        workspace->inspector()->show();
        inspector_->setFixedWidth(336);
        row->addWidget(inspector_);
        column->addLayout(row, 1);
        bar_ = new diffuscope::ui::TimelineBar;
        bar_->setModel(workspace->timeline());
        column->addWidget(bar_);
        resize(1368, 828);
        show();
        workspace->alignToTrack(bar_->trackLeft(), bar_->trackWidth());
    }

    diffuscope::ui::TimelineBar& bar() { return *bar_; }
    bool key(int key) { return bar_->handleKey(key, {}, {}) || workspace_->handleKey(key, {}); }

private:
    diffuscope::ui::Workspace* workspace_;
    QScrollArea* inspector_;
    diffuscope::ui::TimelineBar* bar_;
};

// Sets a number of a form by its key, as typing it would.
inline void type(QWidget* parent, const char* key, int value)
{
    auto* field = parent->findChild<QSpinBox*>(QLatin1String(key));
    QVERIFY2(field, key);
    field->setValue(value);
    QCOMPARE(field->value(), value);
}

// Bright discs and bars on dark ground, 16 x 16, in one folder per class.
inline void writePictures(const QString& folder, int perClass)
{
    for (int k = 0; k < perClass; ++k) {
        QImage disc(16, 16, QImage::Format_RGB32), bar(16, 16, QImage::Format_RGB32);
        for (int y = 0; y < 16; ++y)
            for (int x = 0; x < 16; ++x) {
                const int dx = x - 8 - k % 3, dy = y - 8 + k % 2;
                disc.setPixel(x, y, dx * dx + dy * dy < 25 ? qRgb(240, 180, 40) : qRgb(20, 20, 40));
                bar.setPixel(x, y, std::abs(x - 4 - k % 8) < 3 ? qRgb(60, 200, 190) : qRgb(30, 15, 20));
            }
        disc.setPixel(0, 0, qRgb(k * 7 % 256, 10, 40)); // no two are equal
        bar.setPixel(0, 0, qRgb(k * 7 % 256, 200, 40));
        QDir().mkpath(folder + QStringLiteral("/bars"));
        QDir().mkpath(folder + QStringLiteral("/discs"));
        QVERIFY(disc.save(folder + QStringLiteral("/discs/%1.png").arg(k)));
        QVERIFY(bar.save(folder + QStringLiteral("/bars/%1.png").arg(k)));
    }
}

// What the session has said so far has reached the widgets: the answer to a later question came.
inline void awaitDelivery(diffuscope::ui::Bridge& bridge)
{
    diffuscope::JobId answered = 0;
    const auto listening = QObject::connect(
        &bridge, &diffuscope::ui::Bridge::pathClassified, &bridge,
        [&answered](const diffuscope::PathClassified& path) { answered = std::max(answered, path.job); });
    const diffuscope::JobId asked = bridge.session().classify("builtin:digits");
    const bool delivered = QTest::qWaitFor([&] { return answered >= asked; }, 60'000);
    QObject::disconnect(listening);
    QVERIFY(delivered);
}

// For journeys that read and write settings: all of it is the test's own, and no run of the user's is looked for.
class OwnSettingsApplication {
public:
    OwnSettingsApplication(int& count, char** words)
    {
        qputenv("XDG_DATA_HOME", settings_.path().toUtf8());
        qputenv("XDG_CACHE_HOME", settings_.filePath(QStringLiteral("cache")).toUtf8());
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, settings_.path());
        application_.emplace(count, words);
        QApplication::setOrganizationName(QStringLiteral("diffuscope-test"));
        QApplication::setApplicationName(QStringLiteral("diffuscope-test"));
        for (const diffuscope::CatalogEntry& preset : diffuscope::presets())
            for (const int side : {8, 16, 32, 64, 128})
                diffuscope::ui::keepSpeed({0, preset.id, side, 3, 50}); // measuring would take longer than most tests
    }

private:
    QTemporaryDir settings_;
    std::optional<QApplication> application_;
};

#define OWN_SETTINGS_TEST_MAIN(Test) TEST_MAIN_IN(Test, OwnSettingsApplication)
