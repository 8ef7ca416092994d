#pragma once
#include <QAbstractButton>
#include <QPushButton>

namespace diffuscope::ui {

// Push button in the design's three looks.
class Button : public QPushButton {
    Q_OBJECT
public:
    enum class Look { Normal, Primary, Flat };
    explicit Button(const QString& text, const QString& iconName = {}, Look look = Look::Normal,
                    QWidget* parent = nullptr);
    void setIconName(const QString& name);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent*) override;

private:
    QString iconName_;
    Look look_;
};

// Icon-only button with a tooltip that is also its accessible name.
class IconButton : public QAbstractButton {
    Q_OBJECT
public:
    IconButton(const QString& iconName, const QString& tip, QWidget* parent = nullptr);
    void setIconName(const QString& name);
    void setBox(int width, int height, int iconSize = 20);
    void setPrimary(bool primary); // filled ink
    QSize sizeHint() const override { return box_; }
    QSize minimumSizeHint() const override { return box_; }

protected:
    void paintEvent(QPaintEvent*) override;

private:
    QString iconName_;
    QSize box_{32, 32};
    int iconSize_ = 20;
    bool primary_ = false;
};

} // namespace diffuscope::ui
