#pragma once
#include <QVariantAnimation>
#include <QWidget>

class QAbstractButton;
class QLabel;
class QVBoxLayout;

namespace diffuscope::ui {

// Collapsible inspector section: title, a value at the right, a body.
class Section : public QWidget {
    Q_OBJECT
public:
    explicit Section(const QString& title, QWidget* parent = nullptr);
    QVBoxLayout* body() const { return body_; }
    void setNote(const QString& text); // right end of the header
    void setOpen(bool open);
    bool isOpen() const { return open_; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void openChanged(bool open);

protected:
    void paintEvent(QPaintEvent*) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QAbstractButton* header_;
    QLabel* note_;
    QWidget* content_;
    QVBoxLayout* body_;
    QVariantAnimation fold_;
    bool open_ = true;
};

} // namespace diffuscope::ui
