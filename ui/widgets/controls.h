#pragma once
#include "ui/style/theme.h"

#include <QAbstractButton>
#include <QFrame>
#include <QLabel>
#include <QMap>
#include <QPushButton>
#include <QStringList>
#include <QVariantAnimation>

#include <optional>

class QHBoxLayout;
class QVBoxLayout;

namespace diffuscope::ui {

// Small shared controls, all themed by paletteOf(this), all reachable by keyboard with a visible focus ring.

// Segmented choice ("Jump | Walk"). Arrow keys move. Second words are drawn lighter.
class SegmentedControl : public QWidget {
    Q_OBJECT
public:
    struct Segment {
        QString id, label, detail;
    };
    explicit SegmentedControl(const QList<Segment>& segments, QWidget* parent = nullptr);
    void setSegments(const QList<Segment>& segments);
    QString current() const; // id
    void setCurrent(const QString& id);
    void setSegmentEnabled(const QString& id, bool enabled, const QString& reason = {});
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void currentChanged(const QString& id);

protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    bool event(QEvent*) override;

private:
    QRect segmentRect(int index) const;
    int segmentAt(const QPoint& position) const;
    int naturalWidth(const Segment& segment) const;
    void drawSegment(QPainter& painter, int index) const;
    void choose(int index); // as the user
    void moveThumb();
    QList<Segment> segments_;
    QMap<QString, QString> disabled_; // id -> reason
    int current_ = 0, hovered_ = -1;
    QVariantAnimation thumb_;
};

// Collapsible inspector section: title, a value at the right, a body.
class Section : public QWidget {
    Q_OBJECT
public:
    explicit Section(const QString& title, QWidget* parent = nullptr);
    QVBoxLayout* body() const { return body_; }
    void setNote(const QString& text); // right end of the header
    void setOpen(bool open);
    bool isOpen() const { return open_; }
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void openChanged(bool open);

protected:
    void paintEvent(QPaintEvent*) override;

private:
    QAbstractButton* header_;
    QLabel* note_;
    QWidget* content_;
    QVBoxLayout* body_;
    QVariantAnimation fold_;
    bool open_ = true;
};

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

// Label whose digits keep their width (centred in the widest digit's cell), for live numbers.
class NumberLabel : public QWidget {
    Q_OBJECT
public:
    explicit NumberLabel(int pixelSize = 13, int weight = 600, QWidget* parent = nullptr);
    void setText(const QString& text);
    QString text() const { return text_; }
    void setColour(const QColor& colour); // fixed colour; default: text 1
    void setConcept(Concept which);       // the concept's text colour, follows the theme
    void setAlignment(Qt::Alignment alignment);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }
    static qreal draw(QPainter& painter, const QPointF& baseline, const QString& text, const QFont& font);
    static qreal width(const QString& text, const QFont& font);

protected:
    void paintEvent(QPaintEvent*) override;

private:
    QString text_;
    QFont font_;
    std::optional<QColor> colour_;
    std::optional<Concept> concept_;
    Qt::Alignment alignment_ = Qt::AlignLeft | Qt::AlignVCenter;
};

// Inline card: coloured bar, what happened, which, what to do, up to two actions, a close button. Never modal.
class NoticeCard : public QFrame {
    Q_OBJECT
public:
    enum class Tone { Neutral, Error };
    NoticeCard(Tone tone, const QString& title, const QString& detail, QWidget* parent = nullptr);
    QPushButton* addAction(const QString& text); // closing the card is up to the caller
    void setText(const QString& title, const QString& detail);

Q_SIGNALS:
    void closed();

protected:
    void paintEvent(QPaintEvent*) override;

private:
    Tone tone_;
    QLabel *title_, *detail_;
    QWidget* actions_;
    QHBoxLayout* actionRow_;
};

// Sentence and one action in the middle of an empty canvas, a faint ink drop behind.
class EmptyState : public QWidget {
    Q_OBJECT
public:
    EmptyState(const QString& sentence, QWidget* parent = nullptr);
    Button* addAction(const QString& text, const QString& iconName, bool primary);

protected:
    void paintEvent(QPaintEvent*) override;

private:
    QHBoxLayout* actions_;
};

QLabel* caption(const QString& text, QWidget* parent = nullptr); // 11 px, text 3
QFrame* separator(QWidget* parent = nullptr);

} // namespace diffuscope::ui
