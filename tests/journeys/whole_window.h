#pragma once
#include "tests/journeys/forward_bench.h"
#include "ui/forward/forward_inspector.h"
#include "ui/forward/forward_workspace.h"
#include "ui/modes/modes.h"
#include "ui/widgets/image/image_view.h"
#include "ui/window/main_window.h"
#include "ui/window/sheets/sheet.h"

#include <QLineEdit>

#include <functional>
#include <memory>

// The real window with the real engine, and a picture of the test's own beside.
class WholeWindow {
protected:
    // `started`: with its first dataset, as the program does.
    void openWindow(bool started)
    {
        using namespace diffuscope::ui;
        picture_ = folder_.filePath(QStringLiteral("ramp and disc.png"));
        QVERIFY(testPicture().save(picture_));
        applyTheme(*qApp, ThemeName::Paper);
        bridge_ = std::make_unique<Bridge>();
        window_ = std::make_unique<MainWindow>(*bridge_, makeModes(*bridge_));
        window_->resize(1440, 900);
        window_->show();
        forward_ = static_cast<ForwardWorkspace*>(window_->workspace(QStringLiteral("forward")));
        QVERIFY(forward_);
        if (!started)
            return;
        window_->start();
        QTRY_VERIFY_WITH_TIMEOUT(!forward_->state().empty(), kLong);
    }

    void openWithPicture()
    {
        openWindow(true);
        window_->openPath(picture_);
        QTRY_VERIFY_WITH_TIMEOUT(
            find<diffuscope::ui::ImageView>("dataView")->accessibleName().contains(QStringLiteral("ramp and disc.png")),
            kLong);
    }

    // As the next start does, whatever became of the last one. `prepare`: before it is shown.
    void restartWindow(const std::function<void()>& prepare = {})
    {
        using namespace diffuscope::ui;
        window_.reset();
        bridge_ = std::make_unique<Bridge>();
        window_ = std::make_unique<MainWindow>(*bridge_, makeModes(*bridge_));
        forward_ = static_cast<ForwardWorkspace*>(window_->workspace(QStringLiteral("forward")));
        if (prepare)
            prepare();
        window_->show();
        window_->start();
    }

    template <typename Widget> Widget* find(const char* name) const
    {
        // The mode's own first: other modes have a seed and a T, too.
        auto* widget = forward_->findChild<Widget*>(QLatin1String(name));
        if (!widget)
            widget = window_->findChild<diffuscope::ui::ForwardInspector*>()->template findChild<Widget*>(
                QLatin1String(name));
        if (!widget)
            widget = window_->findChild<Widget*>(QLatin1String(name));
        if (!widget)
            qFatal("no widget %s", name);
        return widget;
    }

    // As typed: to what has the focus.
    void press(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) const
    {
        QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget() : window_.get(), Qt::Key(key),
                        modifiers);
    }

    // Into the search, which this opens.
    void search(const QString& typed) const
    {
        press(Qt::Key_K, Qt::ControlModifier);
        auto* sheet = diffuscope::ui::Sheet::openIn(window_.get());
        QTest::keyClicks(sheet->findChild<QLineEdit*>(QStringLiteral("commandField")), typed);
    }

    QTemporaryDir folder_;
    QString picture_;
    std::unique_ptr<diffuscope::ui::Bridge> bridge_;
    std::unique_ptr<diffuscope::ui::MainWindow> window_;
    diffuscope::ui::ForwardWorkspace* forward_ = nullptr;
};
