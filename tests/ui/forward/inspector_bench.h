#pragma once
#include "tests/support/test_main.h"
#include "ui/bridge/bridge.h"
#include "ui/forward/forward_inspector.h"
#include "ui/style/theme.h"

#include <QScrollArea>
#include <QTest>

#include <memory>

// The right-hand side of the forward mode, through its widgets. The test calls open() in its init().
class InspectorBench {
protected:
    void open()
    {
        using namespace diffuscope::ui;
        applyTheme(*qApp, ThemeName::Paper);
        if (!bridge_)
            bridge_ = std::make_unique<Bridge>();
        inspector_ = new ForwardInspector(*bridge_, [](ExportPanel::Kind, bool) { return ExportPanel::Content(); });
        window_ = std::make_unique<QScrollArea>();
        window_->setWidgetResizable(true);
        window_->setWidget(inspector_);
        window_->resize(346, 760);
        window_->show();
        QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
    }
    template <typename Widget> Widget* find(const char* name) const
    {
        auto* widget = inspector_->findChild<Widget*>(QLatin1String(name));
        if (!widget)
            qFatal("no widget %s", name);
        return widget;
    }

    std::unique_ptr<diffuscope::ui::Bridge> bridge_;
    std::unique_ptr<QScrollArea> window_;
    diffuscope::ui::ForwardInspector* inspector_ = nullptr;
};
