#pragma once
#include <QStackedWidget>

namespace diffuscope::ui {

// A stack that is as large as the page it shows: what scrolls around it does not scroll past the end of a short page.
class CurrentStack : public QStackedWidget {
public:
    using QStackedWidget::QStackedWidget;
    void show(QWidget* page)
    {
        setCurrentWidget(page);
        updateGeometry();
    }
    QSize sizeHint() const override { return currentWidget() ? currentWidget()->sizeHint() : QSize(); }
    QSize minimumSizeHint() const override { return currentWidget() ? currentWidget()->minimumSizeHint() : QSize(); }
    bool hasHeightForWidth() const override { return currentWidget() && currentWidget()->hasHeightForWidth(); }
    int heightForWidth(int width) const override
    {
        return currentWidget() ? currentWidget()->heightForWidth(width) : -1;
    }
};

} // namespace diffuscope::ui
